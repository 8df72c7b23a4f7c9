import { sql, type SqlBool } from 'kysely';
import type { Context } from '../platform/context.ts';
import { allow, Conflict, Invalid, NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { findCountry } from '../platform/places/places.ts';
import { mapThemes } from '../platform/themes/themes.ts';
import { makeOrganisationFindable } from '../membership/findable.ts';
import { canEditRecord } from '../membership/policy.ts';
import { organisationInReach, recordReach } from '../membership/reach.ts';
import { freeSlugs } from '../membership/slugs.ts';
import type { RecordInput } from './record-input.ts';

/** What an input means in columns. @throws Invalid for a country or theme that there is not */
async function columnsOf(ctx: Context, { themes, country, shown, ...input }: RecordInput) {
  const place = country ? await findCountry(ctx, country) : undefined;
  if (country && !place) throw new Invalid([{ field: 'country', code: 'choose' }]);
  const known = themes.length > 0 ? await mapThemes(ctx) : new Map<string, { id: number }>();
  const themeIds = themes.map((slug) => known.get(slug)?.id);
  if (themeIds.includes(undefined)) throw new Invalid([{ field: 'themes', code: 'choose' }]);
  const status = shown ? 'active' : 'draft';
  return {
    values: { ...input, countryId: place?.id ?? null, countryConfirmed: place !== undefined, status },
    themeIds: [...new Set(themeIds as number[])]
  };
}

/** Adds an organisation by hand, to an alliance. @throws Forbidden, Invalid */
export async function addRecord(ctx: Context, allianceId: number, input: RecordInput): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    allow(canEditRecord(ctx.actor, { allianceId }));
    const { values, themeIds } = await columnsOf(ctx, input);
    const [slug] = await freeSlugs(ctx, [input.name]);
    const { id } = await ctx.db
      .insertInto('organisation')
      .values({ ...values, slug: slug!, allianceId, createdAt: ctx.now })
      .returning('id')
      .executeTakeFirstOrThrow();
    await setThemes(ctx, id, themeIds);
    await makeOrganisationFindable(ctx, id);
    await record(ctx, 'organisation.added', { kind: 'organisation', id, allianceId });
    return id;
  });
}

/**
 * Changes a record, every field of it; its address stays. The journal says which fields, not what stood in them.
 * @throws NotFound, Forbidden, Invalid; Conflict `archived`
 */
export async function editRecord(ctx: Context, id: number, input: RecordInput): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const before = await ctx.db
      .selectFrom('organisation as o')
      .selectAll('o')
      .where('o.id', '=', id)
      .where(sql<SqlBool>`${organisationInReach(recordReach(ctx.actor))} or ${ctx.actor.kind !== 'person'}`)
      .forUpdate()
      .executeTakeFirst();
    if (!before) throw new NotFound('organisation');
    allow(canEditRecord(ctx.actor, before));
    if (before.status === 'archived') throw new Conflict('archived');
    const { values, themeIds } = await columnsOf(ctx, input);
    // Where the country was known from elsewhere and stays, so does how sure it is.
    if (values.countryId === before.countryId) values.countryConfirmed = before.countryConfirmed;
    await ctx.db.updateTable('organisation').set(values).where('id', '=', id).execute();
    await setThemes(ctx, id, themeIds);
    await makeOrganisationFindable(ctx, id);
    const fields = Object.entries(values)
      .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof typeof before]))
      .map(([name]) => name);
    await record(ctx, 'organisation.edited', { kind: 'organisation', id, allianceId: before.allianceId }, { fields });
  });
}

async function setThemes(ctx: Context, organisationId: number, themeIds: number[]): Promise<void> {
  await ctx.db.deleteFrom('organisationTheme').where('organisationId', '=', organisationId).execute();
  if (themeIds.length === 0) return;
  await ctx.db
    .insertInto('organisationTheme')
    .values(themeIds.map((themeId) => ({ organisationId, themeId })))
    .execute();
}
