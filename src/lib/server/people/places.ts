import type { Context } from '../platform/context.ts';
import { allow, NotFound } from '../platform/errors.ts';
import { record } from '../platform/journal.ts';
import type { Role } from '../platform/roles.ts';
import { canGiveGuardedRole, canSeeOrganisationPeople, guardedRoles, type Where } from './policy.ts';

export interface Places {
  /** Where the person holds roles; without any, the whole alliance. Never empty. */
  places: Where[];
  ownerOf: number[];
  focalOf: number[];
  /** Which roles they hold. */
  held: Role[];
}

/** In whose business a person stands: those who decide about the person as a whole must be allowed to in all of it. */
export async function placesOf(ctx: Context, personId: number): Promise<Places> {
  const rows = await ctx.db
    .selectFrom('personRole as r')
    .leftJoin('organisation as o', 'o.id', 'r.organisationId')
    .select(['r.role', 'r.allianceId', 'r.organisationId', 'o.allianceId as organisationAllianceId'])
    .where('r.personId', '=', personId)
    .where('r.endedAt', 'is', null)
    .orderBy('r.id')
    .execute();
  const places = rows.map((row): Where => ({
    allianceId: row.allianceId ?? row.organisationAllianceId,
    organisationId: row.organisationId
  }));
  if (places.length === 0) {
    const whole = await ctx.db.selectFrom('alliance').select('id').where('level', '=', 'global').executeTakeFirst();
    places.push({ allianceId: whole?.id ?? null });
  }
  return {
    places,
    ownerOf: rows.flatMap(({ role, allianceId }) => (role === 'owner' ? allianceId! : [])),
    focalOf: rows.flatMap(({ role, organisationId }) => (role === 'focal-point' ? organisationId! : [])),
    held: rows.map(({ role }) => role as Role)
  };
}

/**
 * Holds the row of a person until the transaction ends, for what is done with them as a whole.
 * @returns where they stand @throws NotFound also for who was erased, or merged into another: only undoing that helps
 */
export async function holdPerson(ctx: Context, personId: number): Promise<Places> {
  const person = await ctx.db
    .selectFrom('person')
    .select('id')
    .where('id', '=', personId)
    .where('erasedAt', 'is', null)
    .where('mergedIntoId', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!person) throw new NotFound('person');
  return placesOf(ctx, personId);
}

/**
 * Whether the actor may do something with a person as a whole: in each place where they stand. With whoever holds a role
 * that only an owner gives, only an owner may.
 */
export function mayWithPerson(
  { actor }: Pick<Context, 'actor'>,
  { places, held }: Pick<Places, 'places' | 'held'>,
  can: (actor: Context['actor'], where: Where) => boolean
): boolean {
  const asked = held.some((role) => guardedRoles.includes(role)) ? canGiveGuardedRole : can;
  return places.every((where) => asked(actor, where));
}

/** That there is such a person is for those who see them somewhere. @throws NotFound */
export function needSight({ actor }: Pick<Context, 'actor'>, { places }: Pick<Places, 'places'>): void {
  if (!places.some((where) => canSeeOrganisationPeople(actor, where))) throw new NotFound('person');
}

/** Refuses what the actor may not do with a person as a whole. @throws NotFound for one whom they do not see, Forbidden */
export function allowWithPerson(ctx: Pick<Context, 'actor'>, stands: Pick<Places, 'places'>, may: boolean): void {
  if (!may) needSight(ctx, stands);
  allow(may);
}

/** The alliances that are concerned by what is done with a person: each has it in its journal. */
export const alliancesOf = ({ places }: Pick<Places, 'places'>): (number | null)[] => [
  ...new Set(places.map((where) => where.allianceId))
];

/** Records what was done with a person once for each alliance that it concerns. */
export async function recordEverywhere(
  ctx: Context,
  fact: `person.${string}`,
  id: number,
  stands: Pick<Places, 'places'>
): Promise<void> {
  for (const allianceId of alliancesOf(stands)) await record(ctx, fact, { kind: 'person', id, allianceId });
}
