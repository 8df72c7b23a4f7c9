import type { Database } from '../db/db.ts';
import type { Columns } from './columns.ts';
import { keysOf, relevanceKey, topDocs } from './order.ts';
import { fetchWords, stateOf } from './state.ts';
import type { SearchKind } from './types.ts';

/**
 * The documents of the same kind that share most themes with this one, the newer first: their ids. In memory, since
 * a theme may be that of thousands.
 */
export async function alike(db: Database, kind: SearchKind, id: number, most: number): Promise<number[]> {
  const state = stateOf(db);
  // Asks for no word, and so only for what has changed.
  await fetchWords(db, state, []);
  const { columns } = state;
  const code = columns.kindCodes.find(kind);
  const own = docOf(columns, code, id);
  if (own < 0) return [];
  const { theme } = columns;
  const wanted = new Uint8Array(theme.codes.values.length);
  theme.mark(own, wanted);
  const shared = new Uint8Array(columns.length);
  const docs: number[] = [];
  for (let doc = 0; doc < columns.length; doc++) {
    if (doc === own || columns.kinds[doc] !== code) continue;
    const count = theme.countIn(doc, wanted);
    shared[doc] = count;
    if (count > 0) docs.push(doc);
  }
  const keys = keysOf(docs, (doc) => relevanceKey(columns, shared[doc]!, doc));
  return topDocs(keys, 0, most).map((doc) => columns.entities[doc]!);
}

function docOf({ kinds, entities, length }: Columns, code: number | undefined, id: number): number {
  if (code === undefined) return -1;
  for (let doc = 0; doc < length; doc++) if (entities[doc] === id && kinds[doc] === code) return doc;
  return -1;
}
