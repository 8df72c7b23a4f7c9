import { BoundedMap } from './bounded-map.ts';
import type { CacheConfig } from './config.ts';
import type { Entry } from './entry.ts';

/** Proof of when a render began, for the race between a render and a purge. */
export interface Render {
  readonly began: number;
  open: boolean;
}

const MAX_ALIASES = 16;
const MAX_ALIAS_LENGTH = 1024;
/** More purged names than this while renders are under way are not told apart any more. */
const MAX_PURGES = 10_000;
/** How long an address counts as not for sharing, so that its visitors do not queue behind each other. */
const UNCACHEABLE_MS = 10_000;

/** Purged along with this name is everything. */
export const EVERYTHING = '*';

/**
 * Anonymous pages in memory, by address and by tag. Bounded by bytes; what was not asked for since the last sweep goes
 * first, so a crawl through a thousand old pages does not push out the front page.
 */
export class PageCache {
  readonly #config: Pick<CacheConfig, 'maxBytes' | 'maxEntryBytes'>;
  readonly #entries = new Map<string, Entry>();
  readonly #aliases = new Map<string, Entry>();
  readonly #byTag = new Map<string, Set<Entry>>();
  readonly #uncacheable = new BoundedMap<number>(5000, 2048);
  #bytes = 0;
  #evicted = 0;
  #purged = 0;
  #generation = 0;
  #rendering = 0;
  /** Tag → generation of its last purge, kept only while something renders. */
  readonly #purges = new Map<string, number>();
  /** What began before this generation is too old, whatever its tags. */
  #floor = 0;

  constructor(config: Pick<CacheConfig, 'maxBytes' | 'maxEntryBytes'>) {
    this.#config = config;
  }

  /** The fresh entry of an address. */
  find(key: string, now: number): Entry | undefined {
    return this.#fresh(this.#entries.get(key), now);
  }

  /** The fresh entry that this raw request target led to before. */
  findAlias(raw: string, now: number): Entry | undefined {
    return this.#fresh(this.#aliases.get(raw), now);
  }

  #fresh(entry: Entry | undefined, now: number): Entry | undefined {
    if (entry === undefined) return undefined;
    if (entry.expires <= now) {
      this.#drop(entry);
      return undefined;
    }
    entry.used = true;
    return entry;
  }

  /** Remembers a raw target of an entry. A few for each: further spellings are parsed, and are still answered from memory. */
  alias(raw: string, entry: Entry): void {
    if (this.#entries.get(entry.key) !== entry || raw.length > MAX_ALIAS_LENGTH) return;
    if (entry.aliases.length >= MAX_ALIASES || this.#aliases.has(raw)) return;
    entry.aliases.push(raw);
    this.#aliases.set(raw, entry);
    const weight = raw.length * 2 + 64;
    entry.bytes += weight;
    this.#bytes += weight;
    this.#sweep(entry);
  }

  /** Marks the beginning of a render whose result may be stored; `end` must follow. */
  begin(): Render {
    this.#rendering++;
    return { began: this.#generation, open: true };
  }

  /** Ends a render, stored or not. Safe to call twice. */
  end(render: Render): void {
    if (!render.open) return;
    render.open = false;
    if (--this.#rendering === 0) this.#purges.clear();
  }

  /** Whether any of these tags was purged since the render began, so that what it saw may be out of date. */
  isStale(render: Render, tags: readonly string[]): boolean {
    if (render.began < this.#floor) return true;
    return tags.some((tag) => (this.#purges.get(tag) ?? -1) > render.began);
  }

  /** Stores an entry of this render; false when a purge came first or it is larger than one entry may be. */
  store(render: Render, entry: Entry): boolean {
    if (!render.open || this.isStale(render, entry.tags)) return false;
    if (entry.bytes > Math.min(this.#config.maxEntryBytes, this.#config.maxBytes)) return false;
    const old = this.#entries.get(entry.key);
    if (old) this.#drop(old);
    this.#uncacheable.delete(entry.key);
    this.#entries.set(entry.key, entry);
    this.#bytes += entry.bytes;
    for (const tag of entry.tags) {
      const set = this.#byTag.get(tag);
      if (set) set.add(entry);
      else this.#byTag.set(tag, new Set([entry]));
    }
    this.#sweep(entry);
    return true;
  }

  /** Drops every entry that has one of these tags, and keeps renders under way from storing what they saw before. */
  purge(tags: Iterable<string>): void {
    this.#generation++;
    for (const tag of tags) {
      if (tag === EVERYTHING) {
        this.#floor = this.#generation;
        this.#purged += this.#entries.size;
        for (const entry of this.#entries.values()) this.#drop(entry);
      }
      if (this.#rendering > 0) this.#purges.set(tag, this.#generation);
      const entries = this.#byTag.get(tag);
      if (entries === undefined) continue;
      this.#purged += entries.size;
      for (const entry of entries) this.#drop(entry);
    }
    if (this.#purges.size <= MAX_PURGES) return;
    this.#purges.clear();
    this.#floor = this.#generation;
  }

  /** Remembers for a while that an address is not for sharing. */
  markUncacheable(key: string, now: number): void {
    this.#uncacheable.set(key, now + UNCACHEABLE_MS);
  }

  isUncacheable(key: string, now: number): boolean {
    const until = this.#uncacheable.get(key);
    return until !== undefined && until > now;
  }

  stats(): { entries: number; aliases: number; tags: number; bytes: number; evicted: number; purged: number } {
    return {
      entries: this.#entries.size,
      aliases: this.#aliases.size,
      tags: this.#byTag.size,
      bytes: this.#bytes,
      evicted: this.#evicted,
      purged: this.#purged
    };
  }

  /** Second chance: from the oldest on, what was used goes to the back once, what was not goes. */
  #sweep(newest: Entry): void {
    for (const [key, entry] of this.#entries) {
      if (this.#bytes <= this.#config.maxBytes) return;
      if (entry === newest) continue;
      if (entry.used) {
        entry.used = false;
        this.#entries.delete(key);
        this.#entries.set(key, entry);
      } else {
        this.#evicted++;
        this.#drop(entry);
      }
    }
  }

  #drop(entry: Entry): void {
    if (entry.dropped) return;
    entry.dropped = true;
    this.#bytes -= entry.bytes;
    if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
    for (const raw of entry.aliases) this.#aliases.delete(raw);
    for (const tag of entry.tags) {
      const set = this.#byTag.get(tag);
      set?.delete(entry);
      if (set?.size === 0) this.#byTag.delete(tag);
    }
  }
}
