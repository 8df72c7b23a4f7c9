import { sql } from 'kysely';
import type { Locale } from '#lib/locale.ts';
import { inLanguage } from '#lib/locale.ts';
import type { Context } from '../../platform/context.ts';
import { inTransaction } from '../../platform/journal.ts';
import { queueMail, type NewMail } from '../../platform/mail/mail.ts';
import { getRules } from '../rules.ts';
import { listSpeakers } from '../speakers.ts';
import { confirmationToken } from '../tokens.ts';
import { changeToldMail, confirmationMail, endedMail, refusedMail, returnedMail, type Told } from './year-mails.ts';
import { told } from './year-jobs.ts';

/** Does the job `membership.year-mail`: one mail for the question and one for each reminder, however often it runs. */
export async function writeYearMail(ctx: Context, job: { confirmation: number; person: number }): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const question = await ctx.db
      .selectFrom('confirmation as c')
      .innerJoin('membership as m', 'm.id', 'c.membershipId')
      .innerJoin('organisation as o', 'o.id', 'm.organisationId')
      .innerJoin('alliance as a', 'a.id', 'm.allianceId')
      .select([
        'c.id',
        'c.dueAt',
        'c.askedAt',
        'c.remindedAt',
        'm.organisationId',
        'm.allianceId',
        'o.name',
        'a.name as alliance'
      ])
      .where('c.id', '=', job.confirmation)
      .where('c.answeredAt', 'is', null)
      .where('m.endedAt', 'is', null)
      .executeTakeFirst();
    if (!question) return;
    const { organisationId, allianceId, dueAt, askedAt, remindedAt } = question;
    const person = (await listSpeakers(ctx, [organisationId])).find(({ personId }) => personId === job.person);
    if (!person) return;
    // The task says whether this asking was mailed already; of several runs at once one gets it.
    const claimed = await ctx.db
      .updateTable('task')
      .set({ mailedAt: ctx.now })
      .where('kind', '=', 'membership.confirm')
      .where('subjectKind', '=', 'confirmation')
      .where('subjectId', '=', question.id)
      .where('personId', '=', job.person)
      .where('doneAt', 'is', null)
      .where((eb) => eb.or([eb('mailedAt', 'is', null), eb('mailedAt', '<', remindedAt ?? askedAt)]))
      .returning('id')
      .executeTakeFirst();
    if (!claimed) return;
    const { lapseDays } = await getRules(ctx, allianceId);
    const token = confirmationToken(ctx, question.id, new Date(dueAt.getTime() + lapseDays * 86_400_000));
    const { locale } = person;
    const alliance = inLanguage(question.alliance, locale).text;
    const about = { alliance, organisation: question.name, person };
    await queueMail(
      ctx,
      confirmationMail({ ...ctx, locale }, about, { token, due: dueAt, again: remindedAt !== null })
    );
  });
}

/** Does the job `membership.told`, once for each time that a membership ended, goes on, or was not let go on. */
export async function writeMembershipMails(ctx: Context, { id, about }: { id: number; about: number }): Promise<void> {
  const membership = await ctx.db
    .selectFrom('membership as m')
    .innerJoin('organisation as o', 'o.id', 'm.organisationId')
    .innerJoin('alliance as a', 'a.id', 'm.allianceId')
    .select(['m.organisationId', 'm.endedAt', 'm.endedHow', 'm.endedReason', 'o.name', 'a.name as alliance'])
    .where('m.id', '=', id)
    .executeTakeFirst();
  // What was to be told may be no longer so.
  if (!membership || (about === told.returned) !== (membership.endedAt === null)) return;
  await tell(ctx, membership, (ctx, whom) => {
    if (about === told.returned) return returnedMail(ctx, whom);
    if (about === told.refused) return refusedMail(ctx, whom);
    return endedMail(ctx, whom, membership.endedHow === 'left', membership.endedReason ?? '');
  });
}

/** Does the job `membership.change-told`. */
export async function writeChangeMails(ctx: Context, { id }: { id: number }): Promise<void> {
  const change = await ctx.db
    .selectFrom('organisationChange as c')
    .innerJoin('organisation as o', 'o.id', 'c.organisationId')
    .innerJoin('alliance as a', 'a.id', 'o.allianceId')
    .select(['c.organisationId', 'c.accepted', 'c.answer', 'c.name as asked', 'o.name', 'a.name as alliance'])
    .where('c.id', '=', id)
    .where('c.decidedAt', 'is not', null)
    .executeTakeFirst();
  if (!change) return;
  await tell(ctx, change, (ctx, about) =>
    changeToldMail(ctx, about, { accepted: change.accepted === true, answer: change.answer ?? '', name: change.asked })
  );
}

type About = { organisationId: number; name: string; alliance: Parameters<typeof inLanguage>[0] };

/** Writes a mail to each of an organisation's people in their language, all or none. */
async function tell(ctx: Context, about: About, write: (ctx: Context, about: Told) => NewMail): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    // A run that was broken off after it had written all is not run again by two at once.
    await sql`select pg_advisory_xact_lock(hashtext(${`membership mails ${about.organisationId}`}))`.execute(ctx.db);
    for (const person of await listSpeakers(ctx, [about.organisationId])) {
      const { locale } = person as { locale: Locale };
      const alliance = inLanguage(about.alliance, locale).text;
      const mail = write({ ...ctx, locale }, { alliance, organisation: about.name, person });
      const hourAgo = new Date(ctx.now.getTime() - 3_600_000);
      const written = await ctx.db
        .selectFrom('mail')
        .select('id')
        .where('kind', '=', mail.kind)
        .where('toAddress', '=', mail.to)
        .where('text', '=', mail.text)
        .where('createdAt', '>', hourAgo)
        .executeTakeFirst();
      if (!written) await queueMail(ctx, mail);
    }
  });
}
