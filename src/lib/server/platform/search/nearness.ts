import { sql } from 'kysely';
import type { Database } from '../db/db.ts';
import type { QueryWord } from './query.ts';
import { arrayLiteral } from './rows.ts';
import { decode, hashOf } from './streams.ts';
import { stemsOf } from './words.ts';

const inTitle = 4;
const inRest = 1.5;
/** Between two words of the query there may be two others ("child of the city"), for less. */
const mostBetween = 2;
const onlyThese = 3;

/**
 * What documents gain by having the query's words next to each other and in order, in title, keywords or summary,
 * and by a title of nothing else.
 */
export async function nearness(db: Database, docs: number[], words: QueryWord[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ doc: number; head: Buffer }>`
    select doc, head || '\\x000000'::bytea || named as head from search_text where doc = any(${arrayLiteral(docs)}::integer[])`.execute(
    db
  );
  const places = placesByHash(words);
  const gains = new Map<number, number>();
  for (const { doc, head } of rows) {
    gains.set(doc, Math.max(gains.get(doc) ?? 0, gainOf(decode(head), places, words.length)));
  }
  return gains;
}

/** For each stem that a word of the query may have: the word's place in the query, from 1. */
function placesByHash(words: QueryWord[]): Map<number, number> {
  return new Map(
    words.flatMap(({ word }, index) => [...stemsOf(word).values()].map((stem) => [hashOf(stem), index + 1]))
  );
}

function gainOf(stream: number[], places: Map<number, number>, words: number): number {
  const titleEnd = stream.indexOf(0);
  const title = stream.slice(0, titleEnd < 0 ? stream.length : titleEnd);
  const isOnlyThese = title.length === words && title.every((hash) => places.has(hash));
  const pairs = Math.max(words - 1, 1);
  const near = (inTitle * pairsIn(title, places)) / pairs;
  const rest = titleEnd < 0 ? 0 : (inRest * Math.min(pairsIn(stream.slice(titleEnd), places), pairs)) / pairs;
  return near + rest + (isOnlyThese ? onlyThese : 0);
}

/** How many pairs of the query's neighbours are neighbours here; half for those with words between. */
function pairsIn(hashes: number[], places: Map<number, number>): number {
  const best = new Map<number, number>();
  let lastPlace = 0;
  let lastIndex = 0;
  hashes.forEach((hash, index) => {
    const place = places.get(hash);
    if (hash === 0) lastPlace = 0;
    if (place === undefined) return;
    const between = index - lastIndex - 1;
    if (lastPlace > 0 && place === lastPlace + 1 && between <= mostBetween) {
      best.set(place, Math.max(best.get(place) ?? 0, between === 0 ? 1 : 0.5));
    }
    lastPlace = place;
    lastIndex = index;
  });
  return [...best.values()].reduce((sum, gain) => sum + gain, 0);
}
