import { sql } from 'kysely';
import type { Context } from '../../platform/context.ts';
import { steering } from '../../platform/roles.ts';
import type { Choice } from './outcomes.ts';

/** Those who hold a seat in the committee of an alliance now, whose account works: they decide for it. */
export function seatHolders(ctx: Context, allianceId: number) {
  return ctx.db
    .selectFrom('person as p')
    .where('p.suspendedAt', 'is', null)
    .where('p.erasedAt', 'is', null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('personRole as r')
          .select('r.id')
          .whereRef('r.personId', '=', 'p.id')
          .where('r.role', 'in', steering)
          .where('r.allianceId', '=', allianceId)
          .where('r.endedAt', 'is', null)
          .where('r.since', '<=', ctx.now)
          .where((e) => e.or([e('r.until', 'is', null), e('r.until', '>', ctx.now)]))
      )
    );
}

/** Of the participants of a decision those who count: they still hold their seat and have not withdrawn. */
export function countingVoices(ctx: Context, decision: { id: number; allianceId: number }) {
  return seatHolders(ctx, decision.allianceId)
    .innerJoin('decisionVoice as v', 'v.personId', 'p.id')
    .where('v.decisionId', '=', decision.id)
    .where('v.recusedAt', 'is', null);
}

/** What those who count said, in no order. */
export async function choicesOf(
  ctx: Context,
  decision: { id: number; allianceId: number }
): Promise<(Choice | null)[]> {
  const rows = await countingVoices(ctx, decision).select('v.choice').execute();
  return rows.map(({ choice }) => choice as Choice | null);
}

/** Public mail providers say nothing of whom somebody works for. */
const providers = /^(gmail|googlemail|yahoo|hotmail|outlook|live|icloud|proton|protonmail|gmx|aol|mail|yandex)\./;

/**
 * Whether a person seems to have to do with the applicant: speaks for its organisation, or has an address that is, or
 * is of the same host as, one that the application names. A suggestion only: what counts is what the person says.
 */
export const seemsInvolved = sql<boolean>`(
  exists (select from person_role r where r.person_id = p.id and r.organisation_id = a.organisation_id and r.ended_at is null)
  or lower(p.email) in (lower(a.focal_email), lower(a.signatory_email))
  or (split_part(lower(p.email), '@', 2) = split_part(lower(a.focal_email), '@', 2)
    and split_part(lower(p.email), '@', 2) !~ ${providers.source}))`;
