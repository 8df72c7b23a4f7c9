import { sql, type KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { databaseOf } from '../../../tests/support/within.ts';
import { makeWorld } from '../../../tests/support/world.ts';
import { erasePerson } from './people/erasure.ts';
import { getOwnData } from './people/own-data.ts';
import { personAt } from './people/people.ts';
import type { Context } from './platform/context.ts';
import { retentions } from './retention.ts';

/*
 * Every column that names a person or an address has a decision here: whether it is in what a person takes along
 * (people/own-data.ts), whether it goes when they are erased (people/erasure.ts), and which line of the retention list
 * (retention.ts) it stands under. A column without one fails the test: decide, then write it down.
 */

/** `true`: the verb reads or empties it, which is checked. Otherwise the reason why not. */
type Decision = { download: true | string; erased: true | string; kept: string };

const account = 'Account: name, address, language, how often the digest comes';
const access = 'Password, passkeys, second factor, recovery codes, outside accounts';
const applications = 'Applications that were declined or withdrawn';
const decisions = 'Applications that were approved; of every decision how it was made, when, and who chose what';
const papers = 'Papers, reasons and notes of decisions';
const concerns = 'Concerns about the safety of a child';
const messages = 'Messages to the secretariat, with their answers';
const newsletter = 'Newsletter addresses that were not confirmed, or left';
const published = 'Names in what is published: people of alliances, seats, speakers, authors';
const journal = 'Journal: what was done when, by the number of a person';

const number = 'a number that the name and address are gone from with the account';
const act = 'what they did is under acts, from the journal';
const opens = 'it opens the account, and is shown to nobody';
const child = 'it is about a child and others, whose safety comes first (GDPR article 15(4), 17(3)(b))';
const open = { download: 'gone within minutes' } as const;
const record = (kept: string): Decision => ({
  download: 'a public record with its source, which anybody can read',
  erased: 'the alliance’s public record; the desk takes it down when they ask',
  kept
});
const did = (kept = journal): Decision => ({ download: act, erased: number, kept });
const theirs = (kept: string): Decision => ({ download: true, erased: true, kept });
const words = (kept: string): Decision => ({ download: true, erased: number, kept });

const decided: Record<string, Decision> = {
  'address_change.email': theirs('A new address that was not confirmed'),
  'address_change.person_id': theirs('A new address that was not confirmed'),
  'application.focal_email': theirs(applications),
  'application.focal_name': theirs(applications),
  'application.focal_title': theirs(applications),
  'application.signatory_email': theirs(applications),
  'application.signatory_name': theirs(applications),
  'application.signatory_title': theirs(applications),
  'application_check.person_id': words(decisions),
  'application_message.person_id': words(decisions),
  'application_step.person_id': words(decisions),
  'charter.published_by': did(),
  'concern.contact': { download: child, erased: child, kept: concerns },
  'concern_step.person_id': { download: child, erased: child, kept: concerns },
  'concern_step.to_address': { download: child, erased: child, kept: concerns },
  'confirmation.answered_by': words(journal),
  'decision.closed_by': did(decisions),
  'decision.opened_by': did(decisions),
  'decision_voice.person_id': theirs(decisions),
  'decision_voice.recusal': theirs(papers),
  'event_speaker.name': record(published),
  'import.person_id': words('Spreadsheets that were taken in'),
  'known_device.person_id': theirs('Browsers known from an earlier sign-in'),
  'mail.from_name': {
    download: 'the name of an alliance, not of a person',
    erased: 'the name of an alliance, not of a person',
    kept: 'Texts and addresses of mails'
  },
  'mail.left_by': did(),
  'mail.reply_to': {
    download: 'the message that they wrote is there',
    erased: true,
    kept: 'Texts and addresses of mails'
  },
  'mail.to_address': theirs('Texts and addresses of mails'),
  'membership.charter_accepted_by': did(),
  'membership.return_asked_by': did(),
  'merge.by': did(),
  'merge.undone_by': did(),
  'message.closed_by': did(messages),
  'message.email': theirs(messages),
  'message.name': { download: true, erased: 'the row goes, by its address', kept: messages },
  'message_reply.person_id': words(messages),
  'named_person.name': record(published),
  'note.person_id': words('Notes of the desk'),
  'organisation_change.asked_by': words(journal),
  'organisation_change.decided_by': did(),
  'outside_account.person_id': theirs(access),
  'passkey.person_id': theirs(access),
  'person.activated_at': { download: true, erased: number, kept: account },
  'person.created_at': { download: true, erased: number, kept: account },
  'person.digest': theirs(account),
  'person.digest_at': theirs(account),
  'person.email': theirs(account),
  'person.erased_at': { download: 'who was erased has none', erased: true, kept: account },
  'person.id': words(account),
  'person.invited_by': { download: 'it names somebody else', erased: number, kept: account },
  'person.locale': { download: true, erased: 'a language names nobody', kept: account },
  'person.merged_into_id': { download: 'whoever was merged does not sign in', erased: number, kept: account },
  'person.name': theirs(account),
  'person.suspended_at': { download: 'whoever is kept out does not sign in', erased: number, kept: account },
  'person.suspended_by': { download: 'it names somebody else', erased: number, kept: account },
  'person.words': {
    download: 'name and address again',
    erased: 'made of name and address, and goes with them',
    kept: account
  },
  'person_password.person_id': theirs(access),
  'person_role.ended_by': { download: 'it names somebody else', erased: number, kept: journal },
  'person_role.given_by': { download: 'it names somebody else', erased: number, kept: journal },
  'person_role.person_id': theirs('Roles: who held which, since when, until when'),
  'post_author.name': record(published),
  'recovery_code.person_id': { download: opens, erased: true, kept: access },
  'saved_filter.person_id': theirs('Saved filters'),
  'second_factor.person_id': theirs(access),
  'session.person_id': theirs('Sessions'),
  'sign_in_step.person_id': { ...open, erased: true, kept: 'Sign-ins that were begun and not ended' },
  'sign_in_wish.email': { ...open, erased: true, kept: 'Addresses typed to sign in, until the mail is written' },
  'steering_seat.person': record(published),
  'subscriber.email': theirs(newsletter),
  'subscriber_wish.email': { ...open, erased: true, kept: newsletter },
  'task.done_by': did('Tasks'),
  'task.held_by': { download: 'tasks of theirs are there; holding one names no more', erased: true, kept: 'Tasks' },
  'task.person_id': theirs('Tasks')
};

/** Tables whose columns of such names hold those of things: of organisations, places, texts, settings. */
const things =
  /^(activity|activity_organisation|alliance|event_host|file|organisation|place|setting)\.|^(application|organisation_change)\.(name|short_name)$|^(import|passkey|saved_filter)\.name$/;

const within = databaseOf(async (ctx) => {
  await makeWorld({ ...ctx, actor: { kind: 'operator' } });
  const id = await personAt(ctx, { name: 'Amina', email: 'amina@people.example', locale: 'en' });
  await ctx.db.updateTable('person').set({ activatedAt: ctx.now }).where('id', '=', id).execute();
  return { id };
});

/** The columns that could name somebody: those that point to people, all of `person`, and those of such names. */
async function candidates(ctx: Context): Promise<string[]> {
  // The catalogue itself: the embedded database has not all that information_schema.columns asks for.
  const { rows } = await sql<{ at: string }>`
    select c.relname || '.' || a.attname as at from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    where a.attnum > 0 and not a.attisdropped and c.relname !~ '^(kysely_|search_)' and (
      c.relname = 'person'
      or a.attname ~ '(^|_)(e?mail|address|name|phone|tel|contact|recusal|person|reply_to)$'
      or a.attname ~ '^(focal|signatory)_title$'
      or exists (select from pg_constraint k where k.contype = 'f' and k.confrelid = 'person'::regclass
        and k.conrelid = c.oid and a.attnum = any(k.conkey)))
    order by 1`.execute(ctx.db);
  return rows.map(({ at }) => at).filter((at) => !things.test(at));
}

/** What `work` sends to the database, with names as they are there. */
async function statementsOf(ctx: Context, work: (ctx: Context) => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  const listener: KyselyPlugin = {
    transformQuery: ({ node }) => {
      seen.push(JSON.stringify(node).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
      return node;
    },
    transformResult: async ({ result }) => result
  };
  await work({ ...ctx, db: ctx.db.withPlugin(listener) });
  return seen;
}

/** Whether a statement takes whole rows away from the table of the column. */
const deletesFrom = (statement: string, at: string): boolean =>
  statement.startsWith('{"kind":"_delete') && statement.includes(`"name":"${at.split('.')[0]!}"`);

/** Whether a statement speaks of the table and of the column, as names or in words of SQL. */
const speaksOf = (statement: string, at: string): boolean =>
  at
    .split('.')
    .every(
      (name) =>
        statement.includes(`"name":"${name}"`) || new RegExp(`(from |update |lower\\(|\\.)${name}\\b`).test(statement)
    );

test(
  'every column that names a person or an address is decided upon, and no decision is about a column that there is not',
  within(async (ctx) => {
    expect(Object.keys(decided).toSorted()).toEqual((await candidates(ctx)).toSorted());
  })
);

test(
  'what is said to be in the download is read for it, and what is said to be erased is',
  within(async (ctx, { id }) => {
    const own: Context = { ...ctx, actor: { kind: 'person', id, roles: [] } };
    const read = await statementsOf(own, getOwnData);
    const erased = (await statementsOf(own, (each) => erasePerson(each, id))).filter(
      (statement) => !statement.startsWith('{"kind":"_select')
    );
    const wrong = Object.entries(decided).flatMap(([at, { download, erased: goes }]) => [
      ...(download === true && !read.some((each) => speaksOf(each, at)) ? [`${at} is not in the download`] : []),
      ...(goes === true && !erased.some((each) => deletesFrom(each, at) || speaksOf(each, at))
        ? [`${at} is not erased`]
        : [])
    ]);
    expect(wrong).toEqual([]);
  })
);

test('each stands under a line of the list of how long things are kept', () => {
  const lines = new Set(retentions.map(({ what }) => what));
  expect(Object.entries(decided).filter(([, { kept }]) => !lines.has(kept))).toEqual([]);
});
