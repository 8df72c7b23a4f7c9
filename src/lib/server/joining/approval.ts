import { sql } from 'kysely';
import { inviteLater } from '../people/invitations.ts';
import { giveRole, personAt } from '../people/people.ts';
import type { Context } from '../platform/context.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { record } from '../platform/journal.ts';
import type { Role } from '../platform/roles.ts';
import { dueIn, openTask } from '../platform/tasks.ts';
import { welcomeJob } from './deciding/decision-jobs.ts';
import { makeOrganisationFindable } from '../membership/findable.ts';
import { getRules } from '../membership/rules.ts';
import { freeSlugs } from '../membership/slugs.ts';

const answersOf = (ctx: Context, id: number) =>
  ctx.db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
type Answers = Awaited<ReturnType<typeof answersOf>>;

/**
 * Makes a member of an organisation whose application was just approved, in the same transaction: its record and its
 * entry in the directory, its membership, accounts for those who speak for it, and their first tasks. It is the program
 * that does so, whoever decided: a steering member may not give roles.
 */
export async function welcomeMember(decided: Context, applicationId: number): Promise<void> {
  const ctx: Context = { ...decided, actor: { kind: 'system' } };
  const answers = await answersOf(ctx, applicationId);
  const known = answers.organisationId;
  const organisationId = known === null ? await addRecord(ctx, answers) : await takeOver(ctx, known, answers);
  await addParts(ctx, organisationId, answers);
  await addMembership(ctx, organisationId, answers);
  await makeOrganisationFindable(ctx, organisationId);
  await ctx.db.updateTable('application').set({ organisationId }).where('id', '=', applicationId).execute();
  await addPeople(ctx, organisationId, answers);
  const fact = { kind: 'organisation', id: organisationId, allianceId: answers.allianceId };
  if (known === null) await record(ctx, 'organisation.added', fact);
  await record(ctx, 'organisation.joined', fact, { application: applicationId });
  await enqueue(ctx, welcomeJob, { id: applicationId });
}

/** What the record takes over from the answers. */
const recordOf = (ctx: Context, answers: Answers) => ({
  name: answers.name,
  shortName: answers.shortName,
  kind: answers.kind ?? 'other',
  kindNote: answers.kindNote,
  countryId: answers.countryId,
  countryConfirmed: answers.countryId !== null,
  city: answers.city,
  website: answers.website,
  language: answers.locale,
  logoFileId: answers.logoFileId,
  does: answers.does,
  offers: answers.offers,
  safeguarding: answers.safeguarding,
  safeguardingNote: answers.safeguardingNote,
  safeguardingFileId: answers.safeguardingFileId,
  safeguardingUrl: answers.safeguardingUrl,
  confirmedAt: ctx.now,
  status: 'active' as const
});

async function addRecord(ctx: Context, answers: Answers): Promise<number> {
  const [slug] = await freeSlugs(ctx, [answers.shortName ?? answers.name]);
  const { id } = await ctx.db
    .insertInto('organisation')
    .values({
      allianceId: answers.allianceId,
      slug: slug!,
      ...recordOf(ctx, answers),
      sources: '[]',
      createdAt: ctx.now
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** A record that was there already, such as a peer's or a former member's, keeps its address and its sources. */
async function takeOver(ctx: Context, id: number, answers: Answers): Promise<number> {
  await ctx.db
    .updateTable('organisation')
    .set((eb) => ({
      ...recordOf(ctx, answers),
      // The name that it had is still one by which it is known.
      aliases: sql<string[]>`case when name = ${answers.name} or name = any(aliases) then aliases
        else aliases || name end`,
      logoFileId: eb.fn.coalesce(eb.val(answers.logoFileId), 'logoFileId')
    }))
    .where('id', '=', id)
    .execute();
  return id;
}

async function addParts(ctx: Context, organisationId: number, answers: Answers): Promise<void> {
  const { themeIds, placeIds, logoFileId } = answers;
  if (themeIds.length > 0)
    await ctx.db
      .insertInto('organisationTheme')
      .columns(['organisationId', 'themeId'])
      .expression((eb) =>
        eb
          .selectFrom('theme')
          .select([eb.val(organisationId).as('organisationId'), 'theme.id'])
          .where('theme.id', 'in', themeIds)
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  if (placeIds.length > 0)
    await ctx.db
      .insertInto('organisationPlace')
      .values(placeIds.map((placeId) => ({ organisationId, placeId })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  // The directory shows it from now on; the safeguarding policy stays with those who decide.
  if (logoFileId !== null)
    await ctx.db.updateTable('file').set({ public: true }).where('id', '=', logoFileId).execute();
}

async function addMembership(ctx: Context, organisationId: number, answers: Answers): Promise<void> {
  const { allianceId, charterId, charterAcceptedAt } = answers;
  const since = sql<string>`(${ctx.now}::timestamptz at time zone 'UTC')::date`;
  const now = { since, charterId, charterAcceptedAt, charterAcceptedBy: null, confirmedAt: ctx.now };
  await ctx.db
    .insertInto('membership')
    .values({ organisationId, allianceId, role: 'member', firstSeen: ctx.now.getUTCFullYear(), ...now })
    // Who comes back keeps the year in which it was first a member.
    .onConflict((conflict) =>
      conflict
        .columns(['organisationId', 'allianceId', 'role'])
        .doUpdateSet({ ...now, endedAt: null, endedHow: null, endedReason: null })
    )
    .execute();
}

async function addPeople(ctx: Context, organisationId: number, answers: Answers): Promise<void> {
  const { focalName, focalEmail, signatoryName, signatoryEmail, locale } = answers;
  const focal = await addSpeaker(ctx, 'focal-point', focalName ?? answers.name, focalEmail);
  if (signatoryEmail) await addSpeaker(ctx, 'signatory', signatoryName ?? signatoryEmail, signatoryEmail);
  await openTask(ctx, {
    kind: 'organisation.first-steps',
    subject: { kind: 'organisation', id: organisationId },
    title: answers.name,
    dueAt: dueIn(ctx, (await getRules(ctx, answers.allianceId)).firstStepsDays),
    allianceId: answers.allianceId,
    waitsFor: { personId: focal }
  });

  async function addSpeaker(ctx: Context, role: Role, name: string, email: string): Promise<number> {
    const id = await personAt(ctx, { name, email, locale });
    await giveRole(ctx, id, role, { organisationId });
    await inviteLater(ctx, id);
    return id;
  }
}
