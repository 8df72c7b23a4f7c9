import type { Context } from '../context.ts';
import { defineJob } from '../jobs/define.ts';
import { dueIn, openTask } from '../tasks.ts';

/** A mail was given up whose address is private: whoever wrote it is told, and nobody else. */
export const apartFailed = defineJob<{ id: number }>('mail.apart-failed', { onlyOne: ({ id }) => String(id) });

/** Days in which somebody of the secretariat should look at a mail that failed. */
const failedDays = 2;

/** The global alliance, in whose name the program sends. */
export const findSender = (ctx: Context) =>
  ctx.db.selectFrom('alliance').select('id').where('level', '=', 'global').executeTakeFirst();

/** Puts a mail that was given up before the secretariat, in the caller's transaction. */
export async function askAboutFailure(ctx: Context, mail: { id: number; toAddress: string }): Promise<void> {
  const alliance = await findSender(ctx);
  // An instance that has no alliance yet has no secretariat.
  if (!alliance) return;
  await openTask(ctx, {
    kind: 'mail.failed',
    subject: { kind: 'mail', id: mail.id },
    title: mail.toAddress,
    dueAt: dueIn(ctx, failedDays),
    allianceId: alliance.id,
    waitsFor: { audience: 'secretariat' }
  });
}
