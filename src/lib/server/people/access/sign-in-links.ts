import { sql } from 'kysely';
import type { Locale } from '#lib/locale.ts';
import type { Context } from '../../platform/context.ts';
import { defineJob } from '../../platform/jobs/define.ts';
import { enqueue } from '../../platform/jobs/enqueue.ts';
import { inTransaction } from '../../platform/journal.ts';
import { queueMail } from '../../platform/mail/mail.ts';
import { attemptSubject, beginAttempt } from './attempts.ts';
import { findLink, makeLink, type LinkPurpose } from './links.ts';
import { signInMail } from '../mails.ts';
import { hashToken } from './sessions.ts';
import { allowedMails, linkMinutes } from './sign-in-limits.ts';
import { allianceName } from './signing-in.ts';

/** Sends a link to whoever typed their address; see `answerSignInWish`. */
export const signInMailJob = defineJob<{ id: number }>('people.sign-in-mail');

/**
 * Asks for a link to sign in. Whether there is an account is not said to the caller, also not by how long this takes:
 * the wish is only written down, and a job finds out what to do.
 */
export async function askForLink(ctx: Context, email: string, to: string, device: string | undefined): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { id } = await ctx.db
      .insertInto('signInWish')
      .values({ email, toPath: to, deviceHash: device ? hashToken(device) : null, askedAt: ctx.now })
      .returning('id')
      .executeTakeFirstOrThrow();
    await enqueue(ctx, signInMailJob, { id });
  });
}

/**
 * Does the job `people.sign-in-mail`: sends a link where there is an account that may sign in, three an hour at most.
 * Browsers on which its owner has signed in before have a count of their own, so that strangers who type the address
 * keep no link from its owner there. Only the link that was sent last works.
 */
export async function answerSignInWish(ctx: Context, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const wish = await ctx.db.deleteFrom('signInWish').where('id', '=', id).returningAll().executeTakeFirst();
    if (!wish) return;
    const person = await ctx.db
      .selectFrom('person as p')
      .leftJoin('knownDevice as d', (join) =>
        join.onRef('d.personId', '=', 'p.id').on('d.tokenHash', '=', wish.deviceHash)
      )
      .select(['p.id', 'p.name', 'p.email', 'p.locale', 'd.id as deviceId'])
      .where(sql`lower(p.email)`, '=', sql`lower(${wish.email})`)
      .where('p.suspendedAt', 'is', null)
      .where('p.erasedAt', 'is', null)
      .executeTakeFirst();
    if (!person) return;
    const subject = attemptSubject(ctx, 'sign-in-mail', wish.email, person.deviceId ? wish.deviceHash : null);
    if ((await beginAttempt(ctx, subject, allowedMails, linkMinutes)) === undefined) return;
    const locale = person.locale as Locale;
    const theirs = { ...ctx, locale };
    const secret = await makeLink(ctx, 'sign-in', person.id, linkMinutes);
    const to = { name: person.name, email: person.email! };
    await queueMail(theirs, signInMail(theirs, await allianceName(ctx, locale), to, { secret, to: wish.toPath }));
  });
}

/** Whom a link signs in, while it works and they may: looking does not use it up. */
export async function findByLink(
  ctx: Context,
  purpose: LinkPurpose,
  secret: string
): Promise<{ id: number; name: string; email: string } | undefined> {
  const id = await findLink(ctx, purpose, secret);
  if (id === undefined) return undefined;
  const person = await ctx.db
    .selectFrom('person')
    .select(['id', 'name', 'email'])
    .where('id', '=', id)
    .where('suspendedAt', 'is', null)
    .where('erasedAt', 'is', null)
    .executeTakeFirst();
  return person && { ...person, email: person.email! };
}
