/**
 * What a page shows and its browser has no use for. SvelteKit writes the data of every `load` out for the browser, also
 * where a page ships no JavaScript; of a long list that takes as long as drawing it. What is wrapped is passed by.
 */
export class Shown<T> {
  readonly value: T;

  constructor(value: T) {
    this.value = value;
  }
}
