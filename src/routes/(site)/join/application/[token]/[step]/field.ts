/** What a step's fields show: what was typed or is kept, and what is wrong with it. */
export interface StepField {
  text: (name: string) => string;
  list: (name: string) => string[];
  error: (name: string) => string | undefined;
}
