interface Entry {
  tags: string[];
  value: Promise<unknown>;
}

/**
 * What every page needs and what seldom changes (the alliance, the themes), kept in memory until a recorded fact
 * touches one of its tags. One for each running program; facts of other processes reach it as well.
 */
export class Kept {
  readonly #entries = new Map<string, Entry>();

  /** The kept value, or the one that `make` gives now; several who ask at once share one. A failure is not kept. */
  keep<T>(key: string, tags: string[], make: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key);
    if (known) return known.value as Promise<T>;
    const value = make();
    const entry = { tags, value };
    this.#entries.set(key, entry);
    value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return value;
  }

  /** Forgets what has one of the tags; `*` is everything. Values still being made are forgotten too. */
  forget(tags: string[]): void {
    const touched = new Set(tags);
    for (const [key, entry] of this.#entries) {
      if (touched.has('*') || entry.tags.some((tag) => touched.has(tag))) this.#entries.delete(key);
    }
  }
}
