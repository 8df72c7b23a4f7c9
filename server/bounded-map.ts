/**
 * A map that forgets everything once it is full. For memos of what clients send: the few values that real browsers
 * send come back at once, and a client that invents values cannot fill the memory.
 */
export class BoundedMap<V> {
  readonly #map = new Map<string, V>();
  readonly #max: number;
  readonly #maxKeyLength: number;

  constructor(max: number, maxKeyLength = 256) {
    this.#max = max;
    this.#maxKeyLength = maxKeyLength;
  }

  get(key: string): V | undefined {
    return this.#map.get(key);
  }

  set(key: string, value: V): V {
    if (key.length > this.#maxKeyLength) return value;
    if (this.#map.size >= this.#max) this.#map.clear();
    this.#map.set(key, value);
    return value;
  }

  delete(key: string): void {
    this.#map.delete(key);
  }

  get size(): number {
    return this.#map.size;
  }
}
