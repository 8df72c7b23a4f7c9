import type { Hash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import type { Extract } from 'tar-stream';
import { BackupError } from './format.ts';

type Entry = Readable & { header: { name: string } };

/** The entries of an archive one after the other, with a look at the next name. */
export class Entries {
  readonly #iterator: AsyncIterator<Entry>;
  #current: Entry | undefined;
  #ended = false;

  constructor(extract: Extract) {
    this.#iterator = extract[Symbol.asyncIterator]() as AsyncIterator<Entry>;
  }

  /** The name of the next entry; undefined at the end. */
  async peek(): Promise<string | undefined> {
    if (!this.#current && !this.#ended) {
      const { value, done } = await this.#iterator.next();
      this.#ended = done === true;
      this.#current = done ? undefined : value;
    }
    return this.#current?.header.name;
  }

  /**
   * Reads the next entry, which must have this name.
   * @throws BackupError when another comes, or none: the backup is cut off.
   */
  async json<T>(name: string): Promise<T> {
    const found = await this.peek();
    if (found !== name)
      throw new BackupError(
        `The backup is damaged or cut off: ${name} was expected, and there is ${found ?? 'nothing more'}.`
      );
    const entry = this.#take();
    return JSON.parse(await text(entry)) as T;
  }

  /** The content of the following entries as long as their names fit, as one stream; `hash` sees it pass. */
  async *contentOf(fits: (name: string) => boolean, hash: Hash): AsyncGenerator<Buffer> {
    for (let name = await this.peek(); name !== undefined && fits(name); name = await this.peek()) {
      for await (const chunk of this.#take() as AsyncIterable<Buffer>) {
        hash.update(chunk);
        yield chunk;
      }
    }
  }

  /** Lets go of the archive before its end. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  #take(): Entry {
    const entry = this.#current as Entry;
    this.#current = undefined;
    return entry;
  }
}
