import { sql } from 'kysely';
import { makeWorld, newOrganisation } from '../../../../../tests/support/world.ts';
import { giveRole, personAt } from '../../people/people.ts';
import { actorOf } from '../../people/actors.ts';
import type { Context } from '../../platform/context.ts';
import type { Role } from '../../platform/roles.ts';
import { addOrganisation } from '../organisations.ts';

/** The same context, a number of days later. */
export const daysLater = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + days * 86_400_000)
});

/** The context as a person acts in it, with a second factor. */
export const as = async (ctx: Context, personId: number): Promise<Context> => ({
  ...ctx,
  actor: (await actorOf(ctx, personId, true)).actor
});

/** Adds a person who has used their account, with a role on an alliance or an organisation. */
export async function addPerson(
  ctx: Context,
  name: string,
  role: Role,
  on: { allianceId: number } | { organisationId: number },
  locale = 'en'
): Promise<number> {
  const operator: Context = { ...ctx, actor: { kind: 'operator' } };
  const email = `${name.toLowerCase().replaceAll(/\W+/g, '.')}@people.example`;
  const id = await personAt(operator, { name, email, locale });
  await giveRole(operator, id, role, on);
  await ctx.db.updateTable('person').set({ activatedAt: ctx.now }).where('id', '=', id).execute();
  return id;
}

/** Adds a member of an alliance. @returns its number and that of its membership */
export async function addMember(
  ctx: Context,
  world: Awaited<ReturnType<typeof makeWorld>>,
  slug: string,
  since: string | null,
  allianceId = world.alliances.global
) {
  const id = await addOrganisation(
    ctx,
    newOrganisation(world, slug, {
      name: `${slug} Organisation`,
      country: 'KE',
      countryConfirmed: false,
      allianceId,
      memberships: [{ allianceId, role: 'member', firstSeen: 2024 }]
    })
  );
  const membership = await ctx.db
    .updateTable('membership')
    .set({ since })
    .where('organisationId', '=', id)
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, membershipId: membership.id };
}

/**
 * Members of the world: one for over a year with two focal points and a signatory, one for a month, one that only a
 * public source names; one of Kenya; and people of the secretariats of the world, of Kenya, and of another country.
 */
export async function makeYear(ctx: Context) {
  const world = await makeWorld(ctx);
  const operator: Context = { ...ctx, actor: { kind: 'operator' } };
  const old = await addMember(operator, world, 'old', '2025-10-01');
  const young = await addMember(operator, world, 'young', '2026-10-01');
  const seen = await addMember(operator, world, 'seen', null);
  const local = await addMember(operator, world, 'local', '2026-09-01', world.alliances.kenya);
  const people = {
    focal: await addPerson(ctx, 'Amina Focal', 'focal-point', { organisationId: old.id }, 'sw'),
    second: await addPerson(ctx, 'Second Focal', 'focal-point', { organisationId: old.id }),
    signatory: await addPerson(ctx, 'Sam Signatory', 'signatory', { organisationId: old.id }),
    other: await addPerson(ctx, 'Yara Young', 'focal-point', { organisationId: young.id }),
    ofLocal: await addPerson(ctx, 'Leo Local', 'focal-point', { organisationId: local.id }),
    officer: await addPerson(ctx, 'Olga Officer', 'officer', { allianceId: world.alliances.global }),
    sibling: await addPerson(ctx, 'Sib Officer', 'officer', { allianceId: world.alliances.kenya })
  };
  return { ...world, old, young, seen, local, people };
}
export type Year = Awaited<ReturnType<typeof makeYear>>;

/** Many more members of the whole alliance, which the program looks at a part at a time. @returns their memberships */
export async function addManyMembers(ctx: Context, { alliances }: Year, count: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with added as (insert into organisation (alliance_id, slug, name, kind, created_at)
      select ${alliances.global}::int, 'many-' || n, 'Many ' || n, 'ngo', ${ctx.now}::timestamptz
      from generate_series(1, ${count}::int) n returning id)
    insert into membership (organisation_id, alliance_id, role, since)
    select id, ${alliances.global}::int, 'member', ${ctx.now}::date from added returning id`.execute(ctx.db);
  return rows.map(({ id }) => id);
}
