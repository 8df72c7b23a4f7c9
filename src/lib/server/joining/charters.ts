import { sql } from 'kysely';
import { inLanguage, locales, type Localised } from '#lib/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { withAbove } from '../platform/db/within.ts';
import type { Context } from '../platform/context.ts';
import { allow, NotFound } from '../platform/errors.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { isProgram, personOf, reachOf, secretariat } from '../platform/roles.ts';
import { charterJob } from './deciding/decision-jobs.ts';
import { canPublishCharter } from '../membership/policy.ts';

/** A published version of the text that members accept; it never changes. */
export interface Charter {
  id: number;
  allianceId: number;
  version: number;
  title: Localised;
  text: Localised;
  /** Whether the alliance has adopted it, or it is only proposed. */
  adopted: boolean;
  publishedAt: Date | null;
}

const columns = ['id', 'allianceId', 'version', 'title', 'text', 'adopted', 'publishedAt'] as const;

/** The version that who joins an alliance accepts now: its own latest, or else the latest of the nearest one above it. */
export async function charterInForce(ctx: Context, allianceId: number): Promise<Charter | undefined> {
  return withAbove(ctx.db, allianceId)
    .selectFrom('above')
    .innerJoin('charter as c', 'c.allianceId', 'above.id')
    .select(columns.map((column) => `c.${column}` as const))
    .where('c.publishedAt', 'is not', null)
    .orderBy('above.distance')
    .orderBy('c.version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** A published version, whichever: whoever accepted it can read it for ever. @throws NotFound */
export async function getCharter(ctx: Context, id: number): Promise<Charter> {
  const charter = await ctx.db
    .selectFrom('charter')
    .select(columns)
    .where('id', '=', id)
    .where('publishedAt', 'is not', null)
    .executeTakeFirst();
  if (!charter) throw new NotFound('charter');
  return charter;
}

/** The hundred latest versions of an alliance in reach, the latest first, each with how many members accepted it. */
export async function listCharters(ctx: Context, allianceId: number) {
  return ctx.db
    .selectFrom('charter as c')
    .select((eb) => [
      ...columns.map((column) => `c.${column}` as const),
      eb
        .selectFrom('membership as m')
        .select((e) => e.fn.countAll<number>().as('count'))
        .whereRef('m.charterId', '=', 'c.id')
        .where('m.endedAt', 'is', null)
        .as('accepted')
    ])
    .where('c.allianceId', '=', allianceId)
    .where((eb) => (isProgram(ctx.actor) ? eb.lit(true) : eb('c.allianceId', 'in', inReach(ctx))))
    .orderBy('c.version', 'desc')
    .limit(100)
    .execute();
}

/** Which members accepted a version, by name; those of alliances in reach. */
export async function listAccepting(ctx: Context, charterId: number, most = 1000) {
  return ctx.db
    .selectFrom('membership as m')
    .innerJoin('organisation as o', 'o.id', 'm.organisationId')
    .select(['o.id', 'o.name', 'm.since'])
    .where('m.charterId', '=', charterId)
    .where('m.endedAt', 'is', null)
    .where((eb) => (isProgram(ctx.actor) ? eb.lit(true) : eb('m.allianceId', 'in', inReach(ctx))))
    .orderBy(sql`o.name collate "und-x-icu"`)
    .orderBy('o.id')
    .limit(most)
    .execute();
}

/** No alliance has the number 0: an empty list is no list to a database. */
const inReach = (ctx: Context) => [0, ...reachOf(ctx.actor, secretariat)];

export interface NewCharter {
  title: Localised;
  text: Localised;
  adopted: boolean;
}

/**
 * Publishes a new version; those before it stay as they are, and whoever accepted one of them has accepted that one.
 * @returns its number among the versions @throws NotFound, Forbidden
 */
export async function publishCharter(ctx: Context, allianceId: number, charter: NewCharter): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    // Two who publish at once would both take the next number.
    const alliance = await ctx.db
      .selectFrom('alliance')
      .select('id')
      .where('id', '=', allianceId)
      .forUpdate()
      .executeTakeFirst();
    if (!alliance) throw new NotFound('alliance');
    allow(canPublishCharter(ctx.actor, { allianceId }));
    const { version, id } = await ctx.db
      .insertInto('charter')
      .values((eb) => ({
        allianceId,
        version: eb
          .selectFrom('charter')
          .select(sql<number>`coalesce(max(version), 0) + 1`.as('next'))
          .where('allianceId', '=', allianceId),
        title: JSON.stringify(charter.title),
        text: JSON.stringify(charter.text),
        adopted: charter.adopted,
        publishedAt: ctx.now,
        publishedBy: personOf(ctx.actor)
      }))
      .returning(['id', 'version'])
      .executeTakeFirstOrThrow();
    await enqueue(ctx, charterJob, { id });
    await record(ctx, 'charter.published', { kind: 'charter', id, allianceId }, { version });
    return version;
  });
}

/**
 * Gives the global alliance the product's proposal of a charter where there is none: who applies must accept an exact
 * text, so it is kept as a version like any other, and said to be proposed. Safe at every start.
 */
export async function proposeFirstCharter(ctx: Context): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const alliance = await ctx.db
      .selectFrom('alliance')
      .select('id')
      .where('level', '=', 'global')
      .forUpdate()
      .executeTakeFirst();
    if (!alliance || (await charterInForce(ctx, alliance.id))) return;
    const inAll = (say: (inputs: object, options: { locale: (typeof locales)[number] }) => string): Localised =>
      Object.fromEntries(locales.map((locale) => [locale, say({}, { locale })]));
    await publishCharter(ctx, alliance.id, {
      title: inAll(m.application_charter_title),
      text: inAll(m.application_charter_text),
      adopted: false
    });
  });
}

/** Title and text of a charter in a language, with the languages that they are in. */
export const charterIn = ({ title, text }: Pick<Charter, 'title' | 'text'>, locale: string) => ({
  title: inLanguage(title, locale),
  text: inLanguage(text, locale)
});
