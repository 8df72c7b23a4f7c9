import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { allow, Conflict } from '../errors.ts';
import { inTransaction, record } from '../journal.ts';
import { indexAgain } from './indexing.ts';
import { canChangeThemes } from './policy.ts';
import { lockThemes, themeWords, type Theme } from './themes.ts';

/**
 * Makes two themes one: whatever is about `fromSlug` is about `intoSlug` from now on, and the themes below the one come
 * below the other. The old theme stays as a row, so that its address, its labels and its aliases lead to the other.
 * @throws Forbidden for whoever may not, NotFound for a theme that there is not, Conflict for one that was merged
 * before, for a theme and itself or the one below it, and where themes would come to have three levels
 */
export async function mergeThemes(ctx: Context, fromSlug: string, intoSlug: string): Promise<void> {
  allow(canChangeThemes(ctx.actor));
  await inTransaction(ctx, async (ctx) => {
    const [from, into] = (await lockThemes(ctx, [fromSlug, intoSlug])) as [Theme, Theme];
    await refuse(ctx, from, into);
    const before = await themeWords(ctx);
    await moveBelow(ctx, from.id, into.id);
    await retag(ctx, from.id, into.id);
    await ctx.db
      .updateTable('theme')
      .set({ mergedIntoId: into.id })
      .where((eb) => eb.or([eb('id', '=', from.id), eb('mergedIntoId', '=', from.id)]))
      .execute();
    await indexAgain(ctx, [from.id, into.id], before, await themeWords(ctx));
    await record(ctx, 'theme.merged', { kind: 'theme', id: from.id }, { into: into.id });
  });
}

async function refuse(ctx: Context, from: Theme, into: Theme): Promise<void> {
  if (from.id === into.id) throw new Conflict(`${from.slug} cannot be merged into itself`);
  if (into.parentId === from.id)
    throw new Conflict(`${into.slug} is below ${from.slug}: merge ${into.slug} into ${from.slug} instead`);
  if (into.parentId === null) return;
  const child = await below(ctx, from.id).select('slug').limit(1).executeTakeFirst();
  if (child) throw new Conflict(`themes have two levels: ${child.slug} would be the third, below ${into.slug}`);
}

const below = (ctx: Context, id: number) =>
  ctx.db.selectFrom('theme').where('parentId', '=', id).where('mergedIntoId', 'is', null);

/** The themes below the one come last of all, and so after their new parent. */
async function moveBelow(ctx: Context, from: number, into: number): Promise<void> {
  await sql`
    update theme t set parent_id = ${into}, position = m.last + m.place
    from (
      select id, row_number() over (order by position) as place, (select max(position) from theme) as last
      from theme where parent_id = ${from} and merged_into_id is null
    ) m where m.id = t.id`.execute(ctx.db);
}

/** Everything that refers to a theme. A test holds it to the foreign keys that there are. */
async function retag(ctx: Context, from: number, into: number): Promise<void> {
  await retagInOrder(ctx, 'resource_theme', 'resource_id', from, into);
  await retagInOrder(ctx, 'post_theme', 'post_id', from, into);
  await retagInOrder(ctx, 'event_theme', 'event_id', from, into);
  await sql`
    insert into organisation_theme (organisation_id, theme_id)
    select organisation_id, ${into} from organisation_theme where theme_id = ${from}
    on conflict do nothing`.execute(ctx.db);
  await sql`delete from organisation_theme where theme_id = ${from}`.execute(ctx.db);
  await sql`update activity set theme_id = ${into} where theme_id = ${from}`.execute(ctx.db);
  await retagReplaced(ctx, from, into);
  // Of two themes that stand in one list the first place stays.
  for (const table of ['subscriber', 'application'])
    await sql`
      update ${sql.table(table)} set theme_ids = (
        select array_agg(id order by place) from (
          select id, min(n) as place from unnest(array_replace(theme_ids, ${from}, ${into})) with ordinality u(id, n)
          group by id
        ) once
      ) where ${from} = any(theme_ids)`.execute(ctx.db);
}

/** What an applicant's answers took the place of is kept as the form had it: the ids as texts. */
async function retagReplaced(ctx: Context, from: number, into: number): Promise<void> {
  await sql`
    update application set replaced = jsonb_set(replaced, '{themes}', (
      select jsonb_agg(id order by place) from (
        select id, min(n) as place from (
          select case when id = ${String(from)} then ${String(into)} else id end as id, n
          from jsonb_array_elements_text(replaced -> 'themes') with ordinality u(id, n)
        ) each group by id
      ) once
    )) where jsonb_typeof(replaced -> 'themes') = 'array' and replaced -> 'themes' @> jsonb_build_array(${String(from)}::text)`.execute(
    ctx.db
  );
}

/** The first theme is the one that covers and cards show, so positions have no gaps and the better of two stays. */
async function retagInOrder(ctx: Context, table: string, owner: string, from: number, into: number): Promise<void> {
  const [tags, id] = [sql.table(table), sql.ref(owner)];
  await sql`
    insert into ${tags} (${id}, theme_id, position) select ${id}, ${into}, position from ${tags} where theme_id = ${from}
    on conflict (${id}, theme_id) do update set position = least(${tags}.position, excluded.position)`.execute(ctx.db);
  const { rows } = await sql<{ id: number }>`
    delete from ${tags} where theme_id = ${from} returning ${id} as id`.execute(ctx.db);
  await sql`
    update ${tags} t set position = o.place from (
      select ${id} as id, theme_id, row_number() over (partition by ${id} order by position, theme_id) - 1 as place
      from ${tags} where ${id} = any(${rows.map((row) => row.id)}::int[])
    ) o where t.${id} = o.id and t.theme_id = o.theme_id`.execute(ctx.db);
}
