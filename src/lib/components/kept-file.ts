/** A file that is kept, as a form and a page name it. */
export interface KeptFile {
  id: number;
  name: string;
  bytes: number;
}
