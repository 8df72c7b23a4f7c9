import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { recordEach, type Subject } from '../platform/journal.ts';
import { changeRow, type Changed } from '../platform/moving.ts';
import { personOf } from '../platform/roles.ts';
import { fold } from '../platform/text.ts';
import { makeOrganisationsFindable } from '../membership/findable.ts';
import { freeSlugs } from '../membership/slugs.ts';
import type { PlannedOrganisation, PlannedRow } from './import-plan.ts';
import type { Becomes, OnKnown } from './organisation-import.ts';

/** What an import made, by numbers of rows: for its result, and for undoing it. */
export interface Made {
  organisations: number[];
  memberships: number[];
  people: number[];
  roles: number[];
  changed: Changed[];
  counts: { added: number; filled: number; skipped: number; wrong: number; people: number };
}

/** Rows of one statement: it has 65,535 parameters at most. */
const aStatement = 1000;

/** Makes what the lines say, those with problems left out. The caller has a transaction and has asked whether it may. */
export async function writeRows(
  ctx: Context,
  allianceId: number,
  rows: PlannedRow[],
  { onKnown, becomes }: { onKnown: OnKnown; becomes: Becomes }
): Promise<Made> {
  const good = rows.filter(({ problems }) => problems.length === 0);
  const fresh = good.filter(({ known, sameAs }) => !known && sameAs === null);
  const ids = await addOrganisations(
    ctx,
    allianceId,
    fresh.map(({ organisation }) => organisation),
    becomes
  );
  const numberOf = new Map(fresh.map((row, i) => [fold(row.organisation.name), ids[i]!]));
  const memberships = becomes === 'member' ? await addMemberships(ctx, allianceId, ids) : [];
  const double = good.filter(({ known, sameAs }) => known && sameAs === null);
  const isFilled = ({ known }: PlannedRow) => onKnown === 'fill' && known!.canEdit;
  const changed = await fillRecords(ctx, double.filter(isFilled));
  // A line that is skipped leaves everything as it is, also its contact.
  const told = good.filter((row) => row.contact && (!row.known || isFilled(row)));
  const { people, roles } = await addContacts(
    ctx,
    told.map(({ contact, known, organisation }) => ({
      ...contact!,
      organisationId: known?.id ?? numberOf.get(fold(organisation.name)) ?? null
    })),
    allianceId
  );
  await makeOrganisationsFindable(ctx, becomes === 'member' ? ids : changed.map(({ id }) => id));
  const counts = {
    added: ids.length,
    filled: changed.length,
    skipped: double.length - changed.length,
    wrong: rows.length - good.length,
    people: people.length
  };
  return { organisations: ids, memberships, people, roles, changed, counts };
}

async function addOrganisations(
  ctx: Context,
  allianceId: number,
  organisations: PlannedOrganisation[],
  becomes: Becomes
): Promise<number[]> {
  const slugs = await freeSlugs(
    ctx,
    organisations.map(({ name }) => name)
  );
  const bySlug = new Map<string, number>();
  for (let i = 0; i < organisations.length; i += aStatement) {
    const values = organisations.slice(i, i + aStatement).map(({ themeIds: _themeIds, ...organisation }, j) => ({
      ...organisation,
      countryConfirmed: organisation.countryId !== null,
      slug: slugs[i + j]!,
      allianceId,
      status: becomes === 'member' ? 'active' : 'draft',
      createdAt: ctx.now
    }));
    const added = await ctx.db.insertInto('organisation').values(values).returning(['id', 'slug']).execute();
    for (const { id, slug } of added) bySlug.set(slug, id);
  }
  const ids = slugs.map((slug) => bySlug.get(slug)!);
  const themes = organisations.flatMap(({ themeIds }, i) =>
    themeIds.map((themeId) => ({ organisationId: ids[i]!, themeId }))
  );
  for (let i = 0; i < themes.length; i += aStatement)
    await ctx.db
      .insertInto('organisationTheme')
      .values(themes.slice(i, i + aStatement))
      .execute();
  await recordEach(
    ctx,
    'organisation.added',
    ids.map((id) => ({ kind: 'organisation', id, allianceId }))
  );
  return ids;
}

async function addMemberships(ctx: Context, allianceId: number, organisationIds: number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`insert into membership (organisation_id, alliance_id, role)
    select id, ${allianceId}, 'member' from unnest(${organisationIds}::int[]) as given (id) returning id`.execute(
    ctx.db
  );
  return rows.map(({ id }) => id);
}

/** Fills what is empty in the records that are there. @returns what was changed */
async function fillRecords(ctx: Context, rows: PlannedRow[]): Promise<Changed[]> {
  if (rows.length === 0) return [];
  const there = await ctx.db
    .selectFrom('organisation')
    .select(['id', 'allianceId', 'shortName', 'countryId', 'city', 'website'])
    .where('id', 'in', [...new Set(rows.map(({ known }) => known!.id))])
    .orderBy('id')
    .execute();
  const changed: Changed[] = [];
  const subjects: Subject[] = [];
  for (const record of there) {
    const { organisation } = rows.find(({ known }) => known!.id === record.id)!;
    const values: Record<string, unknown> = {};
    if (record.shortName === null && organisation.shortName) values.short_name = organisation.shortName;
    if (record.countryId === null && organisation.countryId) values.country_id = organisation.countryId;
    if (record.city === null && organisation.city) values.city = organisation.city;
    if (record.website === null && organisation.website) values.website = organisation.website;
    const change = await changeRow(ctx, 'organisation', record.id, values);
    if (!change) continue;
    changed.push(change);
    subjects.push({ kind: 'organisation', id: record.id, allianceId: record.allianceId });
  }
  await recordEach(ctx, 'organisation.edited', subjects);
  return changed;
}

interface Contact {
  name: string;
  email: string;
  role: 'focal-point' | 'signatory' | null;
  organisationId: number | null;
}

/** Adds who is not known yet by their address, and gives the roles. Nobody is written to. */
async function addContacts(ctx: Context, contacts: Contact[], allianceId: number) {
  const { rows: added } = await sql<{ id: number }>`
    insert into person (name, email, locale, invited_by, created_at)
    select distinct on (lower(email)) name, email, ${ctx.locale}, ${personOf(ctx.actor)}::int, ${ctx.now}
    from json_to_recordset(${JSON.stringify(contacts)}::json) as c (name text, email text)
    order by lower(email) on conflict (lower(email)) do nothing returning id`.execute(ctx.db);
  const people = added.map(({ id }) => id);
  await recordEach(
    ctx,
    'person.added',
    people.map((id) => ({ kind: 'person', id }))
  );
  const { rows: given } = await sql<{ id: number; personId: number; role: string; organisationId: number }>`
    insert into person_role (person_id, role, organisation_id, given_by, since)
    select distinct p.id, c.role, c.organisation, ${personOf(ctx.actor)}::int, ${ctx.now}::timestamptz
    from json_to_recordset(${JSON.stringify(contacts.map((c) => ({ ...c, organisation: c.organisationId })))}::json)
      as c (email text, role text, organisation int)
    join person p on lower(p.email) = lower(c.email)
    where c.role is not null and c.organisation is not null
    on conflict (person_id, role, alliance_id, organisation_id) where ended_at is null do nothing
    returning id, person_id, role, organisation_id`.execute(ctx.db);
  await recordEach(
    ctx,
    'role.given',
    given.map(({ personId, role, organisationId }) => ({
      kind: 'person',
      id: personId,
      allianceId,
      data: { role, organisationId }
    }))
  );
  return { people, roles: given.map(({ id }) => id) };
}
