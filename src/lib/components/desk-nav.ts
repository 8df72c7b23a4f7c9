/** A group of parts of the desk, with or without a heading. */
export interface DeskNav {
  title?: string;
  items: { text: string; href: string; count?: number; current: boolean }[];
}
