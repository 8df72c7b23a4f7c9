import type { Context } from '../context.ts';
import type { Database } from '../db/db.ts';
import { Conflict, NotFound } from '../errors.ts';
import { enqueueNow } from '../jobs/enqueue.ts';
import { inTransaction, record } from '../journal.ts';
import { closeTasks } from '../tasks.ts';
import { mailSend } from './mail.ts';

/** The mails that were not sent, oldest first: those that wait and those that were given up. */
export function listOutbox(ctx: Context) {
  return ctx.db
    .selectFrom('mail')
    .select(['id', 'kind', 'toAddress', 'createdAt', 'attempts', 'lastError', 'givenUpAt'])
    .where('sentAt', 'is', null)
    .where((eb) => eb.or([eb('givenUpAt', 'is', null), eb('toAddress', '<>', '')]))
    .orderBy('id')
    .execute();
}

/** How many mails are still to be sent, and how many never will be unless the operator tries them again. */
export function countUnsentMails(db: Database): Promise<{ waiting: number; givenUp: number }> {
  return db
    .selectFrom('mail')
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('sentAt', 'is', null).filterWhere('givenUpAt', 'is', null).as('waiting'),
      eb.fn.countAll<number>().filterWhere('givenUpAt', 'is not', null).as('givenUp')
    ])
    .executeTakeFirstOrThrow();
}

/**
 * One mail, whatever became of it.
 * @throws NotFound
 */
export async function getMail(ctx: Context, id: number) {
  const mail = await ctx.db.selectFrom('mail').selectAll().where('id', '=', id).executeTakeFirst();
  if (!mail) throw new NotFound();
  return mail;
}

/**
 * Tries a mail again now: one that waits for its next attempt, or one that was given up, which starts anew.
 * @throws NotFound
 * @throws Conflict when it was sent, or its text has been emptied
 */
export async function retryMail(ctx: Context, id: number): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const mail = await tx.db
      .selectFrom('mail')
      .select(['sentAt', 'givenUpAt', 'toAddress'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!mail) throw new NotFound();
    if (mail.sentAt) throw new Conflict('it was sent');
    if (!mail.toAddress) throw new Conflict('its text is gone');
    if (mail.givenUpAt) {
      await tx.db
        .updateTable('mail')
        .set({ givenUpAt: null, attempts: 0, leftAt: null, leftBy: null })
        .where('id', '=', id)
        .execute();
      await closeTasks(tx, { kind: 'mail', id }, { kind: 'mail.failed' });
      await record(tx, 'mail.retried', { kind: 'mail', id });
    }
    await enqueueNow(tx, mailSend, { id });
  });
}
