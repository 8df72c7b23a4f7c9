import type { Locale } from '#lib/locale.ts';
import type { Context } from '../../platform/context.ts';
import { defineJob } from '../../platform/jobs/define.ts';
import { enqueue } from '../../platform/jobs/enqueue.ts';
import { record } from '../../platform/journal.ts';
import { queueMail } from '../../platform/mail/mail.ts';
import { accessChangedMail, isAccessFact, type AccessFact } from '../account-mails.ts';
import { allianceName } from './signing-in.ts';

/** Tells a person that the ways into their account changed: `id` is the number of the fact in the journal. */
export const accessChangedJob = defineJob<{ id: number }>('people.access-changed');

/** Records a change of what opens a person's account, and has them told by mail; in the caller's transaction. */
export async function recordAccess(
  ctx: Context,
  fact: AccessFact,
  personId: number,
  { data = {}, allianceId = null }: { data?: Record<string, unknown>; allianceId?: number | null } = {}
): Promise<void> {
  const id = await record(ctx, fact, { kind: 'person', id: personId, allianceId }, data);
  await enqueue(ctx, accessChangedJob, { id });
}

/** Does the job `people.access-changed`. Who was erased meanwhile has no address. */
export async function tellOfAccess(ctx: Context, id: number): Promise<void> {
  const change = await ctx.db
    .selectFrom('journal as j')
    .innerJoin('person as p', 'p.id', 'j.subjectId')
    .select(['j.fact', 'j.at', 'p.name', 'p.email', 'p.locale'])
    .where('j.id', '=', id)
    .where('j.subjectKind', '=', 'person')
    .executeTakeFirst();
  if (!change?.email || !isAccessFact(change.fact)) return;
  const theirs = { ...ctx, locale: change.locale as Locale };
  const person = { name: change.name, email: change.email };
  const { fact, at } = change;
  await queueMail(theirs, accessChangedMail(theirs, await allianceName(ctx, theirs.locale), person, { fact, at }));
}
