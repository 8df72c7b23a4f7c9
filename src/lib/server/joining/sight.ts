import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { isProgram, personOf, reachOf, secretariat, steering } from '../platform/roles.ts';

/** That an application `a` has arrived, in SQL: a draft, and one whose address was never confirmed, are nobody's to see. */
export const hasArrived = sql<boolean>`a.sent_at is not null and a.state <> 'draft'`;

/**
 * The applications that the actor may see: those sent to an alliance whose secretariat reaches it, and those on which
 * the actor decides and has said to be free of an interest. Who withdrew for one sees the application no more, in
 * whatever role. Every read of applications and of decisions begins here, lists and counts too.
 */
export function applicationsSeen(ctx: Context) {
  const query = ctx.db.selectFrom('application as a').where(hasArrived);
  if (isProgram(ctx.actor)) return query;
  const personId = personOf(ctx.actor) ?? 0;
  return query.where((eb) => {
    const voices = eb
      .selectFrom('decisionVoice as own')
      .innerJoin('decision as of', 'of.id', 'own.decisionId')
      .select('own.personId')
      .whereRef('of.applicationId', '=', 'a.id')
      .where('own.personId', '=', personId);
    return eb.and([
      eb.or([
        eb('a.allianceId', 'in', among(reachOf(ctx.actor, secretariat))),
        eb.and([
          eb('a.allianceId', 'in', among(reachOf(ctx.actor, steering))),
          eb.exists(voices.where('own.freeAt', 'is not', null))
        ])
      ]),
      eb.not(eb.exists(voices.where('own.recusedAt', 'is not', null)))
    ]);
  });
}

/** For `in`, which takes no empty list; nothing has the number 0. */
export const among = (ids: number[]): number[] => [0, ...ids];

/** What verbs need to know of an application that they hold. */
export const heldColumns = [
  'a.id',
  'a.allianceId',
  'a.reference',
  'a.state',
  'a.name',
  'a.locale',
  'a.focalName',
  'a.focalEmail',
  'a.signatoryEmail',
  'a.organisationId'
] as const;

/**
 * Holds the row of an application that the actor may see, until the transaction ends. Who holds an application and its
 * decision takes the application first. @throws NotFound
 */
export async function holdApplication(ctx: Context, reference: string) {
  const application = await applicationsSeen(ctx)
    .select(heldColumns)
    .where('a.reference', '=', reference)
    .forUpdate('a')
    .executeTakeFirst();
  if (!application) throw new NotFound('application');
  return application;
}
export type HeldApplication = Awaited<ReturnType<typeof holdApplication>>;
