import * as v from 'valibot';
import type { Place, Selection } from './records.ts';

/**
 * Where a harvest goes on (OAI-PMH 2.0, section 3.5). All that it needs is in it and nothing is kept here, so that it
 * never ends: what changes during a harvest moves behind its place, and comes once more.
 */
export interface Continuation {
  prefix: string;
  selection: Selection;
  after: Place;
  /** Records given before. */
  cursor: number;
  /** How many there were at the beginning. */
  size: number;
}

const date = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15)));
const schema = v.tuple([
  v.string(),
  v.nullable(v.pipe(v.string(), v.regex(/^(theme|alliance):[a-z0-9-]{1,100}$/))),
  date,
  date,
  v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)),
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1)),
  v.pipe(v.number(), v.integer(), v.minValue(0)),
  v.pipe(v.number(), v.integer(), v.minValue(0))
]);

/** A continuation as a token that fits into an address. */
export function writeToken({ prefix, selection: { set, from, until }, after, cursor, size }: Continuation): string {
  const spec = set && `${set.kind}:${set.slug}`;
  const parts = [
    prefix,
    spec,
    from?.getTime() ?? null,
    until?.getTime() ?? null,
    after.changedAt,
    after.id,
    cursor,
    size
  ];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** A set by its name in requests; undefined for what is none. */
export function readSet(spec: string): Selection['set'] | undefined {
  const [, kind, slug] = /^(theme|alliance):([a-z0-9-]{1,100})$/.exec(spec) ?? [];
  return kind && slug ? { kind: kind as 'theme' | 'alliance', slug } : undefined;
}

/** What a token says; undefined for what is none. */
export function readToken(token: string): Continuation | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    return undefined;
  }
  const read = v.safeParse(schema, parts);
  if (!read.success || Number.isNaN(Date.parse(read.output[4]))) return undefined;
  const [prefix, spec, from, until, changedAt, id, cursor, size] = read.output;
  const time = (at: number | null) => (at === null ? null : new Date(at));
  const set = spec === null ? null : readSet(spec)!;
  return { prefix, selection: { set, from: time(from), until: time(until) }, after: { changedAt, id }, cursor, size };
}
