import type { Context } from '../context.ts';
import { defineJob } from '../jobs/define.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Log } from '../log.ts';
import { mailSend, requeueWaitingMail } from './mail.ts';
import { sendMail } from './send.ts';
import type { MailTransport } from './transport.ts';

const mailRequeue = defineJob('mail.requeue', { onlyOne: () => 'all' });

/**
 * Lets this process send mail, beginning with all that waits, until `jobs` are stopped. Not called where no mail
 * server is set: mails then wait in the outbox until it is.
 */
export async function workOnMail(ctx: Context, jobs: Jobs, transport: MailTransport, log: Log): Promise<void> {
  const found = await requeueWaitingMail(ctx);
  if (found > 0) log.info({ mails: found }, 'waiting mails are sent now');
  await jobs.work(mailSend, (each, { id }, signal) => sendMail(each, id, transport, log, signal));
  await jobs.schedule(mailRequeue, '7 * * * *', async (each) => void (await requeueWaitingMail(each)));
  jobs.onStop(() => transport.close());
}
