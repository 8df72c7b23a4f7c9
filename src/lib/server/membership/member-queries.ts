import { inLanguage } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { reachOf, secretariat } from '../platform/roles.ts';

const memberships = (ctx: Context) =>
  ctx.db
    .selectFrom('membership as m')
    .innerJoin('alliance as a', 'a.id', 'm.allianceId')
    .innerJoin('organisation as o', 'o.id', 'm.organisationId')
    .leftJoin('charter as ch', 'ch.id', 'm.charterId')
    .leftJoin('person as by', 'by.id', 'm.charterAcceptedBy')
    .leftJoin('confirmation as c', (join) => join.onRef('c.membershipId', '=', 'm.id').on('c.answeredAt', 'is', null))
    .where('m.role', '=', 'member')
    .select(['m.id', 'm.organisationId', 'm.allianceId', 'm.since', 'm.firstSeen', 'm.confirmedAt', 'm.endedAt'])
    .select(['m.endedHow', 'm.endedReason', 'm.returnAskedAt', 'a.name as alliance', 'ch.version as charter'])
    .select(['m.charterId', 'm.charterAcceptedAt', 'by.name as charterAcceptedBy'])
    .select(['o.name', 'o.slug', 'c.askedAt', 'c.dueAt', 'c.reminders', 'c.unconfirmedAt']);

/** The memberships of an organisation, for its own people and the secretariat; the caller has found it in their reach. */
export async function listMembershipsOf(ctx: Context, organisationId: number) {
  const rows = await memberships(ctx).where('m.organisationId', '=', organisationId).orderBy('m.id').execute();
  return rows.map((row) => ({ ...row, alliance: inLanguage(row.alliance, ctx.locale) }));
}

/** A membership as the secretariat reviews it. @throws NotFound, also for one out of the actor's reach */
export async function getMembershipForReview(ctx: Context, id: number) {
  const row = await memberships(ctx)
    .where('m.id', '=', id)
    .where('m.allianceId', 'in', [0, ...reachOf(ctx.actor, secretariat)])
    .executeTakeFirst();
  if (!row) throw new NotFound('membership');
  return { ...row, alliance: inLanguage(row.alliance, ctx.locale) };
}
