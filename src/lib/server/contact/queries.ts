import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { within } from '../platform/db/within.ts';
import { hasWords } from '../platform/db/words.ts';
import { NotFound } from '../platform/errors.ts';
import { reachOf, secretariat } from '../platform/roles.ts';

export const messageStates = ['open', 'closed', 'all'] as const;
export type MessageState = (typeof messageStates)[number];

/** Messages, concerns or mails on one page of a list of the desk. */
export const pageSize = 50;

/** Days after an answer in which whoever writes again is taken to go on about the same thing. */
const followDays = 30;

const reach = (ctx: Context) => reachOf(ctx.actor, secretariat);

/** What a message is found by, as its index has it. */
const wordsOf = sql`folded(m.name || ' ' || m.email || ' ' || m.reference || ' ' || m.text)`;

/**
 * The messages that the actor may read, the open ones with the longest wait first, the others from the newest on; with
 * how many there are in each state for the same words.
 */
export async function listMessages(
  ctx: Context,
  asked: { state: MessageState; words: string; page: number },
  most = pageSize
) {
  let found = ctx.db.selectFrom('message as m').where(within('m.allianceId', reach(ctx)));
  if (asked.words) found = found.where(hasWords(wordsOf, asked.words));
  const counts = await found
    .select((eb) => [
      eb.fn.countAll<number>().as('all'),
      eb.fn.countAll<number>().filterWhere('m.closedAt', 'is', null).as('open')
    ])
    .executeTakeFirstOrThrow();
  let rows = found
    .innerJoin('alliance as a', 'a.id', 'm.allianceId')
    .select(['m.reference', 'm.name', 'm.email', 'm.topic', 'm.locale', 'm.createdAt', 'm.closedAt', 'm.closedHow'])
    .select('a.name as allianceName');
  if (asked.state === 'open') rows = rows.where('m.closedAt', 'is', null).orderBy('m.id');
  else rows = rows.orderBy('m.id', 'desc');
  if (asked.state === 'closed') rows = rows.where('m.closedAt', 'is not', null);
  return {
    messages: await rows
      .limit(most)
      .offset((asked.page - 1) * most)
      .execute(),
    counts: { ...counts, closed: counts.all - counts.open }
  };
}

/**
 * A message with its replies, and what else its address has written to where the actor may read it.
 * @throws NotFound, also for one that the actor may not read
 */
export async function getMessage(ctx: Context, reference: string) {
  const message = await ctx.db
    .selectFrom('message as m')
    .innerJoin('alliance as a', 'a.id', 'm.allianceId')
    .leftJoin('person as p', 'p.id', 'm.closedBy')
    .select(['m.id', 'm.allianceId', 'm.reference', 'm.name', 'm.email', 'm.topic', 'm.text', 'm.locale'])
    .select(['m.createdAt', 'm.closedAt', 'm.closedHow', 'p.name as closedByName', 'a.name as allianceName'])
    .where('m.reference', '=', reference)
    .where(within('m.allianceId', reach(ctx)))
    .executeTakeFirst();
  if (!message) throw new NotFound('message');
  const [replies, others] = await Promise.all([listReplies(ctx, message.id), listOthers(ctx, message)]);
  const follows = others.find(
    ({ createdAt, answeredAt }) =>
      answeredAt !== null &&
      createdAt < message.createdAt &&
      answeredAt < message.createdAt &&
      message.createdAt.getTime() - answeredAt.getTime() <= followDays * 86_400_000
  );
  return { ...message, replies, others, follows };
}

const listReplies = (ctx: Context, messageId: number) =>
  ctx.db
    .selectFrom('messageReply as r')
    .leftJoin('person as p', 'p.id', 'r.personId')
    .leftJoin('mail as l', 'l.id', 'r.mailId')
    .select(['r.id', 'r.text', 'r.link', 'r.at', 'p.name', 'l.sentAt', 'l.givenUpAt', 'r.mailId'])
    .where('r.messageId', '=', messageId)
    .orderBy('r.id')
    .execute();

/** The other messages from the address of one, the newest first. */
const listOthers = (ctx: Context, { id, email }: { id: number; email: string }) =>
  ctx.db
    .selectFrom('message as m')
    .select(['m.reference', 'm.topic', 'm.createdAt', 'm.closedAt'])
    .select((eb) =>
      eb
        .selectFrom('messageReply as r')
        .select((inner) => inner.fn.max('r.at').as('at'))
        .whereRef('r.messageId', '=', 'm.id')
        .as('answeredAt')
    )
    .where(sql`lower(m.email)`, '=', sql`lower(${email})`)
    .where('m.id', '<>', id)
    .where(within('m.allianceId', reach(ctx)))
    .orderBy('m.id', 'desc')
    .limit(20)
    .execute();
