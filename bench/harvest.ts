/**
 * A whole harvest over OAI-PMH of 100,000 resources, through HTTP, in each format: records a second, and whether the
 * program's memory grows with how far it has got.
 *
 *   npm run bench -- harvest
 */
import { performance } from 'node:perf_hooks';
import { sql } from 'kysely';
import type { Database } from '../src/lib/server/platform/db/db.ts';
import { hold } from './lib/limits.ts';
import { residentMemory, startProgram } from './lib/program.ts';

const count = 100_000;

const program = await startProgram({ again: true });
try {
  await fill(program.db);
  for (const prefix of ['oai_dc', 'mods']) {
    const memories: number[] = [];
    const start = performance.now();
    let records = 0;
    let query = `verb=ListRecords&metadataPrefix=${prefix}`;
    for (let part = 0; query; part++) {
      const text = await (await fetch(`${program.url}/oai?${query}`)).text();
      records += text.split('<record>').length - 1;
      const token = /<resumptionToken[^>]*>([^<]+)</.exec(text)?.[1];
      query = token ? `verb=ListRecords&resumptionToken=${token}` : '';
      if (part % 40 === 0) memories.push(await residentMemory(program));
    }
    const seconds = (performance.now() - start) / 1000;
    const middle = Math.floor(memories.length / 2);
    const mean = (part: number[]) => part.reduce((sum, one) => sum + one, 0) / part.length;
    console.log(`${prefix}: ${records} records in ${seconds.toFixed(1)} s`);
    hold(`records of ${prefix} a second`, records / seconds, { atLeast: 2000 }, true);
    hold(
      `memory in the second half of the harvest over that in the first`,
      mean(memories.slice(middle)) / mean(memories.slice(0, middle)),
      { atMost: 1.2 }
    );
    if (records < count) throw new Error(`only ${records} records came`);
  }
} finally {
  await program.end();
}

/** Resources as a hub has them: two texts in half of them, an author, two themes and a place each. */
async function fill(db: Database): Promise<void> {
  await sql`
    with made as (insert into resource (alliance_id, slug, type, language, languages, own, year, publisher, url, published_at, changed_at)
        select (select id from alliance where level = 'global'), 'made-' || n, 'report', 'en', '{en}', false,
          2000 + n % 26, 'Publisher ' || n % 300, 'https://example.org/' || n, now(), now() - n * interval '1 second'
        from generate_series(1, ${count}::int) n returning id),
      texts as (insert into resource_text (resource_id, language, title, summary)
        select id, language, 'Streets for children, part ' || id, repeat('What cities do so that children can play. ', 12)
        from made cross join (values ('en'), ('fr')) l(language) where language = 'en' or id % 2 = 0),
      authors as (insert into resource_author (resource_id, position, family, given) select id, 0, 'Family' || id % 5000, 'Given' from made),
      themes as (insert into resource_theme (resource_id, theme_id, position)
        select made.id, t.id, t.place from made cross join lateral
          (select id, row_number() over () - 1 as place from (select th.id from theme th order by (th.id * 7919 + made.id) % 31 limit 2) few) t)
    insert into resource_place (resource_id, place_id)
      select made.id, p.id from made join lateral (select pl.id from place pl where pl.kind = 'country' order by (pl.id + made.id) % 197 limit 1) p on true`.execute(
    db
  );
  await sql`analyze`.execute(db);
}
