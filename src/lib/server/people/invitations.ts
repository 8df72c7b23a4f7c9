import type { Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { defineJob } from '../platform/jobs/define.ts';
import { enqueue } from '../platform/jobs/enqueue.ts';
import { queueMail } from '../platform/mail/mail.ts';
import { makeLink } from './links.ts';
import { invitationDays, invitationMail } from './mails.ts';
import { allianceName } from './signing-in.ts';

/** Writes an invitation: a job, because mails with links are (see `Instance.origin`). */
export const inviteJob = defineJob<{ id: number }>('people.invite', { onlyOne: ({ id }) => String(id) });

/** Invites a person to use their account, by mail, in the caller's transaction. Who has used it already gets nothing. */
export async function inviteLater(ctx: Context, personId: number): Promise<void> {
  await enqueue(ctx, inviteJob, { id: personId });
}

/** Does the job `people.invite`: only the link that was sent last works. */
export async function writeInvitation(ctx: Context, id: number): Promise<void> {
  const person = await ctx.db
    .selectFrom('person')
    .select(['name', 'email', 'locale'])
    .where('id', '=', id)
    .where('activatedAt', 'is', null)
    .where('suspendedAt', 'is', null)
    .where('erasedAt', 'is', null)
    .executeTakeFirst();
  if (!person) return;
  const locale = person.locale as Locale;
  const secret = await makeLink(ctx, 'invitation', id, invitationDays * 1440);
  const alliance = await allianceName(ctx, locale);
  await queueMail(ctx, invitationMail({ ...ctx, locale }, alliance, { ...person, email: person.email! }, secret));
}
