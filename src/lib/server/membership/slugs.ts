import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { slugify } from '../platform/text.ts';

/**
 * Addresses for the pages of organisations that no other has, of names, in their order: with a number where others have
 * the same. In the caller's transaction, which holds a lock for it.
 */
export async function freeSlugs(ctx: Context, names: string[]): Promise<string[]> {
  // Two of one name that are added at once would find the same address free.
  await sql`select pg_advisory_xact_lock(hashtext('slug of organisation'))`.execute(ctx.db);
  const wanted = names.map(slugify);
  const { rows } = await sql<{ slug: string }>`select slug from organisation
    where regexp_replace(slug, '-[0-9]+$', '') = any(${wanted}::text[]) or slug = any(${wanted}::text[])`.execute(
    ctx.db
  );
  const taken = new Set(rows.map(({ slug }) => slug));
  return wanted.map((slug) => {
    let free = slug;
    for (let i = 2; taken.has(free); i++) free = `${slug}-${i}`;
    taken.add(free);
    return free;
  });
}
