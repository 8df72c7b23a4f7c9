/* `npm run outbox [-- show ID | retry ID | retry all]`: the mails that were not sent, while the program runs or not. */
import type { Context } from '../src/lib/server/platform/context.ts';
import { Conflict, NotFound } from '../src/lib/server/platform/errors.ts';
import { installJobs } from '../src/lib/server/platform/jobs/jobs.ts';
import { getMail, listOutbox, retryMail } from '../src/lib/server/platform/mail/outbox.ts';
import { asOperator, printable } from './operator.ts';
import { fail } from './steps.ts';

const usage = 'Use: npm run outbox, npm run outbox -- show 12, npm run outbox -- retry 12, npm run outbox -- retry all';
const [command = 'list', which = '', ...rest] = process.argv.slice(2);
const isId = /^\d{1,9}$/.test(which);
const understood =
  rest.length === 0 &&
  ((command === 'list' && which === '') ||
    (command === 'show' && isId) ||
    (command === 'retry' && (isId || which === 'all')));
if (!understood) fail(usage);

const minute = (date: Date) => date.toISOString().slice(0, 16).replace('T', ' ');

async function list(ctx: Context, hasServer: boolean): Promise<void> {
  const mails = await listOutbox(ctx);
  const given = mails.filter((mail) => mail.givenUpAt).length;
  console.log(`${mails.length - given} waiting, ${given} given up.`);
  if (!hasServer && mails.length > given)
    console.log('No mail server is set (MAIL_URL): mails wait until there is one.');
  for (const mail of mails) {
    const state = mail.givenUpAt ? 'given up' : 'waiting';
    const tries = `${mail.attempts} attempt${mail.attempts === 1 ? '' : 's'}`;
    console.log(
      printable(
        [mail.id, `${minute(mail.createdAt)} UTC`, state, tries, mail.kind, mail.toAddress, mail.lastError ?? '']
          .join('  ')
          .trimEnd()
      )
    );
  }
}

async function show(ctx: Context, id: number): Promise<void> {
  const mail = await getMail(ctx, id);
  const state = mail.sentAt
    ? `sent ${minute(mail.sentAt)} UTC`
    : mail.givenUpAt
      ? `given up ${minute(mail.givenUpAt)} UTC`
      : 'waiting';
  const lines: [string, string][] = [
    ['Kind', mail.kind],
    ['State', state],
    ['Attempts', `${mail.attempts}${mail.lastError ? `, the last: ${mail.lastError}` : ''}`],
    ['Written', `${minute(mail.createdAt)} UTC`],
    ['From', mail.fromName ?? ''],
    ['To', mail.toAddress],
    ['Reply-To', mail.replyTo ?? ''],
    ...Object.entries(mail.headers),
    ['Subject', mail.subject]
  ];
  for (const [name, value] of lines) if (value) console.log(printable(`${name}: ${value}`));
  console.log(`\n${printable(mail.text) || '(The text has been emptied.)'}`);
}

async function retry(ctx: Context): Promise<void> {
  const ids = which === 'all' ? (await listOutbox(ctx)).map((mail) => mail.id) : [Number(which)];
  for (const id of ids) await retryMail(ctx, id);
  console.log(
    `${ids.length} mail${ids.length === 1 ? '' : 's'} will be tried again as soon as the program runs with a mail server.`
  );
}

try {
  await asOperator(async (ctx, config, connection) => {
    if (command === 'list') await list(ctx, config.mailUrl !== undefined);
    else if (command === 'show') await show(ctx, Number(which));
    else {
      await installJobs(connection);
      await retry(ctx);
    }
  });
} catch (error) {
  if (error instanceof NotFound) fail(`There is no mail ${which}.`);
  if (error instanceof Conflict) fail(`Mail ${which} is not tried again: ${error.message}.`);
  fail(error);
}
