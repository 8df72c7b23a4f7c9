import type { FacetName } from './types.ts';

/** A document's row as it comes from the database, in JSON. */
export interface DocRow {
  doc: number;
  kind: string;
  entity: number;
  version: number;
  removed: boolean;
  type: string;
  year: number | null;
  alliance: number;
  day: number | null;
  themes: number[];
  places: number[];
  languages: string[];
  words: number;
  size: number;
}

type Value = string | number;

/** Values by small numbers, given in the order they come. Zero is none. */
export class Codes {
  readonly values: Value[] = [''];
  private readonly codes = new Map<Value, number>();

  /** The value's code, made where there is none yet. */
  codeFor(value: Value): number {
    const known = this.codes.get(value);
    if (known !== undefined) return known;
    const code = this.values.push(value) - 1;
    if (code > 0xffff) throw new RangeError('A facet has more than 65,535 values.');
    this.codes.set(value, code);
    return code;
  }

  find(value: Value): number | undefined {
    return this.codes.get(value);
  }
}

/** What filtering and counting ask of a column. */
export interface FacetColumn {
  readonly codes: Codes;
  grow(capacity: number): void;
  has(doc: number, allowed: Uint8Array): boolean;
  /** Adds the documents' values to the counts by code. */
  count(docs: Int32Array, counts: Uint32Array): void;
}

/** One value a document. */
export class SingleColumn implements FacetColumn {
  readonly codes = new Codes();
  private data = new Uint16Array(0);

  grow(capacity: number): void {
    this.data = grown(this.data, capacity);
  }

  set(doc: number, value: Value | null): void {
    this.data[doc] = value === null ? 0 : this.codes.codeFor(value);
  }

  has(doc: number, allowed: Uint8Array): boolean {
    return allowed[this.data[doc]!] === 1;
  }

  count(docs: Int32Array, counts: Uint32Array): void {
    const data = this.data;
    for (let index = 0; index < docs.length; index++) counts[data[docs[index]!]!]!++;
  }
}

/** Any number of values a document, one document's after another's in a pool. */
export class MultiColumn implements FacetColumn {
  readonly codes = new Codes();
  private starts = new Uint32Array(0);
  private lengths = new Uint16Array(0);
  private pool = new Uint16Array(1024);
  private used = 0;
  private wasted = 0;

  grow(capacity: number): void {
    this.starts = grown(this.starts, capacity);
    this.lengths = grown(this.lengths, capacity);
  }

  set(doc: number, values: Value[]): void {
    const room = this.lengths[doc]!;
    if (values.length > room) {
      this.wasted += room;
      if (this.wasted > 4096 && this.wasted > this.used / 2) this.compact(doc);
      this.starts[doc] = this.used;
      this.used += values.length;
      if (this.used > this.pool.length) this.pool = grown(this.pool, this.used * 2);
    } else this.wasted += room - values.length;
    this.lengths[doc] = values.length;
    const start = this.starts[doc]!;
    for (let index = 0; index < values.length; index++) this.pool[start + index] = this.codes.codeFor(values[index]!);
  }

  has(doc: number, allowed: Uint8Array): boolean {
    const start = this.starts[doc]!;
    const end = start + this.lengths[doc]!;
    for (let index = start; index < end; index++) if (allowed[this.pool[index]!] === 1) return true;
    return false;
  }

  count(docs: Int32Array, counts: Uint32Array): void {
    const { starts, lengths, pool } = this;
    for (let index = 0; index < docs.length; index++) {
      const doc = docs[index]!;
      const start = starts[doc]!;
      const end = start + lengths[doc]!;
      for (let at = start; at < end; at++) counts[pool[at]!]!++;
    }
  }

  /** Marks the codes of a document's values. */
  mark(doc: number, codes: Uint8Array): void {
    const start = this.starts[doc]!;
    for (let at = start; at < start + this.lengths[doc]!; at++) codes[this.pool[at]!] = 1;
  }

  /** How many of a document's values are allowed. */
  countIn(doc: number, allowed: Uint8Array): number {
    const start = this.starts[doc]!;
    let count = 0;
    for (let at = start; at < start + this.lengths[doc]!; at++) count += allowed[this.pool[at]!]!;
    return count;
  }

  /** Closes the gaps that changed documents left; `except` is about to be written anew. */
  private compact(except: number): void {
    const pool = new Uint16Array(this.pool.length);
    this.lengths[except] = 0;
    let used = 0;
    for (let doc = 0; doc < this.lengths.length; doc++) {
      const start = this.starts[doc]!;
      pool.set(this.pool.subarray(start, start + this.lengths[doc]!), used);
      this.starts[doc] = used;
      used += this.lengths[doc]!;
    }
    this.pool = pool;
    this.used = used;
    this.wasted = 0;
  }
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(array: T, capacity: number): T {
  if (array.length >= capacity) return array;
  const larger = new (array.constructor as new (length: number) => T)(capacity);
  larger.set(array);
  return larger;
}

// Days are kept from 1900 on in 16 bits, so that a place in an order fits into one number (see order.ts).
const firstDay = -25_567;

/** The columns of all documents, by document number: about 50 bytes a document, in each process. */
export class Columns {
  /** Up to which version of the index they are. */
  version = 0;
  /** The version of each document's row, so that an answer that comes late overwrites nothing newer. */
  private versions = new Float64Array(0);
  /** One more than the highest document number. */
  length = 0;
  readonly kindCodes = new Codes();
  kinds = new Uint8Array(0);
  entities = new Float64Array(0);
  /** Days since 1900, from 1; 0 for none. */
  days = new Uint16Array(0);
  titleWords = new Uint8Array(0);
  sizes = new Uint32Array(0);
  readonly type = new SingleColumn();
  readonly theme = new MultiColumn();
  readonly place = new MultiColumn();
  readonly year = new SingleColumn();
  readonly language = new MultiColumn();
  readonly alliance = new SingleColumn();

  facet(name: FacetName): FacetColumn {
    return this[name];
  }

  /** Takes in changed rows and says up to which version that is. */
  apply(rows: DocRow[], version: number): void {
    for (const row of rows) this.set(row);
    this.version = Math.max(this.version, version);
  }

  private set(row: DocRow): void {
    const { doc } = row;
    if (doc >= this.kinds.length) this.grow(Math.max(1024, Math.ceil((doc + 1) * 1.5)));
    if (row.version < this.versions[doc]!) return;
    this.versions[doc] = row.version;
    this.length = Math.max(this.length, doc + 1);
    this.kinds[doc] = row.removed ? 0 : this.kindCodes.codeFor(row.kind);
    this.entities[doc] = row.entity;
    this.days[doc] = row.day === null ? 0 : Math.min(Math.max(row.day - firstDay + 1, 1), 0xffff);
    this.titleWords[doc] = row.words;
    this.sizes[doc] = row.size;
    this.type.set(doc, row.type);
    this.theme.set(doc, row.themes);
    this.place.set(doc, row.places);
    this.year.set(doc, row.year);
    this.language.set(doc, row.languages);
    this.alliance.set(doc, row.alliance);
  }

  private grow(capacity: number): void {
    this.versions = grown(this.versions, capacity);
    this.kinds = grown(this.kinds, capacity);
    this.entities = grown(this.entities, capacity);
    this.days = grown(this.days, capacity);
    this.titleWords = grown(this.titleWords, capacity);
    this.sizes = grown(this.sizes, capacity);
    for (const column of [this.type, this.theme, this.place, this.year, this.language, this.alliance]) {
      column.grow(capacity);
    }
  }
}
