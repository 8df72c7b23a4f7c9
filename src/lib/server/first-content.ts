import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { addAlliance } from './alliances/alliances.ts';
import type { Context } from './platform/context.ts';
import { inTransaction } from './platform/journal.ts';
import { loadPlaces } from './platform/places/places.ts';
import { loadStarter } from './starter.ts';
import { addDemo, type Demo } from './starter-demo.ts';
import type { BlankAlliance } from './starter-files.ts';

const starterFolder = fileURLToPath(new URL('../../../starter/', import.meta.url));

/**
 * Fills an empty database as STARTER says, and keeps which it was: pages of made-up content say so for as long as
 * the content is there, whatever STARTER says later. All in one transaction.
 * @returns how many things were added; 0 where an alliance is there already
 * @throws StartError when a starter file cannot be used
 */
export async function fillEmptyDatabase(ctx: Context, starter: string): Promise<number> {
  if (await isFilled(ctx)) return 0;
  const named = ['none', 'full', 'demo'].includes(starter);
  return inTransaction(ctx, async (ctx) => {
    // Two programs that start at once: the second waits, and finds it filled.
    await sql`select pg_advisory_xact_lock(hashtext('first content'))`.execute(ctx.db);
    if (await isFilled(ctx)) return 0;
    const count = starter === 'none' ? await addBlank(ctx) : await loadStarter(ctx, named ? starterFolder : starter);
    const madeUp = starter === 'demo' ? await addDemo(ctx, await readDemo()) : 0;
    await ctx.db
      .insertInto('setting')
      .values({ name: 'starter', value: JSON.stringify(named ? starter : 'folder') })
      .onConflict((c) => c.column('name').doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })))
      .execute();
    return count + madeUp;
  });
}

const readDemo = async (): Promise<Demo> =>
  JSON.parse(await readFile(join(starterFolder, 'demo.json'), 'utf8')) as Demo;

async function isFilled(ctx: Context): Promise<boolean> {
  return (await ctx.db.selectFrom('alliance').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** An alliance without content, so that every page stands; the operator gives it its name. */
async function addBlank(ctx: Context): Promise<number> {
  const { slug, name, locales } = JSON.parse(
    await readFile(join(starterFolder, 'blank.json'), 'utf8')
  ) as BlankAlliance;
  await loadPlaces(ctx);
  await addAlliance(ctx, {
    slug,
    name,
    locales,
    parent: null,
    level: 'global',
    shortName: null,
    tagline: {},
    lede: {},
    about: {},
    country: null,
    status: 'active',
    colours: {},
    mark: null,
    sources: []
  });
  return 1;
}
