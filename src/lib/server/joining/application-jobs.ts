import { inLanguage, type Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { defineJob } from '../platform/jobs/define.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { removeFiles } from '../platform/files/files.ts';
import { queueMail, queueMailOnceADay } from '../platform/mail/mail.ts';
import {
  applicationMail,
  applicationMailKinds,
  setOffByStrangers,
  type ApplicationMailKind
} from './application-mails.ts';
import { getRules } from '../membership/rules.ts';
import { unsentStates, type ApplicationState } from './states.ts';

/** Write to an applicant: jobs, because mails with links are (see `Instance.origin`). */
export const applicationMailJobs = Object.fromEntries(
  applicationMailKinds.map((kind) => [kind, defineJob<{ id: number }>(`application.${kind}`)])
) as Record<ApplicationMailKind, ReturnType<typeof defineJob<{ id: number }>>>;

/** Writes to the applicant soon, in the caller's transaction. */
export async function writeToApplicantLater(ctx: Context, kind: ApplicationMailKind, id: number): Promise<void> {
  await enqueue(ctx, applicationMailJobs[kind], { id });
}

/** Does a job `application.…`. An application that is gone by now gets nothing. */
export async function writeToApplicant(ctx: Context, kind: ApplicationMailKind, id: number): Promise<void> {
  const application = await ctx.db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirst();
  if (!application) return;
  if (kind === 'confirm' && application.focalConfirmedAt) return;
  if (kind === 'draft-ends' && !unsentStates.includes(application.state as ApplicationState)) return;
  const { name } = await ctx.db
    .selectFrom('alliance')
    .select('name')
    .where('id', '=', application.allianceId)
    .executeTakeFirstOrThrow();
  const locale = application.locale as Locale;
  const { draftWarnDays } = await getRules(ctx, application.allianceId);
  const ends = new Date(ctx.now.getTime() + draftWarnDays * 86_400_000);
  const mail = applicationMail({ ...ctx, locale }, kind, inLanguage(name, locale).text, application, ends);
  await (setOffByStrangers.has(kind) ? queueMailOnceADay(ctx, mail) : queueMail(ctx, mail));
}

/**
 * Deletes drafts, and what was sent and never confirmed, that nobody touched for as long as the alliance's rules say;
 * some days before, the applicant is told. None is deleted without those days.
 * @returns how many were told of and how many deleted
 */
export async function tidyDrafts(ctx: Context): Promise<{ warned: number; deleted: number }> {
  const counts = { warned: 0, deleted: 0 };
  const alliances = await ctx.db.selectFrom('application').select('allianceId').distinct().execute();
  for (const { allianceId } of alliances) {
    const { draftDays, draftWarnDays } = await getRules(ctx, allianceId);
    const ago = (days: number) => new Date(ctx.now.getTime() - days * 86_400_000);
    const old = ctx.db
      .selectFrom('application')
      .select('id')
      .where('allianceId', '=', allianceId)
      .where('state', 'in', unsentStates)
      .orderBy('id');
    const waiting = await old
      .where('changedAt', '<', ago(draftDays - draftWarnDays))
      .where('warnedAt', 'is', null)
      .execute();
    for (const { id } of waiting) counts.warned += Number(await warn(ctx, id));
    const over = await old.where('changedAt', '<', ago(draftDays)).where('warnedAt', '<', ago(draftWarnDays)).execute();
    for (const { id } of over) counts.deleted += Number(await deleteDraft(ctx, id, ago(draftDays)));
  }
  return counts;
}

async function warn(ctx: Context, id: number): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const { numUpdatedRows } = await ctx.db
      .updateTable('application')
      .set({ warnedAt: ctx.now })
      .where('id', '=', id)
      .where('warnedAt', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) await writeToApplicantLater(ctx, 'draft-ends', id);
    return numUpdatedRows > 0n;
  });
}

/**
 * Deletes an application that never arrived, with its files; with a time, only if nobody touched it since.
 * @returns whether it did
 */
export async function deleteDraft(ctx: Context, id: number, untouchedSince?: Date): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    let query = ctx.db.deleteFrom('application').where('id', '=', id).where('state', 'in', unsentStates);
    if (untouchedSince) query = query.where('changedAt', '<', untouchedSince);
    const draft = await query.returning(['allianceId', 'logoFileId', 'safeguardingFileId']).executeTakeFirst();
    if (!draft) return false;
    await removeFiles(ctx, [draft.logoFileId, draft.safeguardingFileId]);
    await record(ctx, 'application.deleted', { kind: 'application', id, allianceId: draft.allianceId });
    return true;
  });
}
