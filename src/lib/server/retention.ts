import { concernYears, forgetConcerns, forgetMessages, messageYears } from './contact/forget.ts';
import { endedApplicationYears, forgetEndedApplications } from './membership/forget.ts';
import { forgetSubscribers } from './newsletter/subscribers.ts';
import {
  forgetAddressChanges,
  forgetInvitations,
  forgetLinks,
  forgetMerges,
  forgetSignInWishes,
  keptDays
} from './people/forget.ts';
import { undoDays } from './people/merging.ts';
import { forgetFailures } from './people/access/attempts.ts';
import { deviceDays, forgetDevices } from './people/access/devices.ts';
import { forgetSteps } from './people/steps.ts';
import { forgetSessions } from './people/access/sessions.ts';
import type { Context } from './platform/context.ts';
import { keptDays as mailDays, scrubOldMail } from './platform/mail/mail.ts';
import { forgetDoneTasks } from './platform/tasks.ts';
import { forgetImports, importDays } from './records/organisation-import.ts';

/** A kind of record with people in it: how long it is kept, what happens after, and what does it. */
export interface Retention {
  what: string;
  kept: string;
  after: string;
  /** Missing where the record goes with another one, or stays. */
  forget?: (ctx: Context) => Promise<number>;
}

const days = (count: number) => `${count} ${count === 1 ? 'day' : 'days'}`;

/**
 * How long everything is kept that names people: the whole list (GDPR article 5(1)(e)). docs/retention.md is written
 * from it, and schedule.ts does what it says.
 */
export const retentions: Retention[] = [
  {
    what: 'Account: name, address, language, how often the digest comes',
    kept: 'until the person deletes it',
    after: 'replaced by no name'
  },
  {
    what: 'Password, passkeys, second factor, recovery codes, outside accounts',
    kept: 'as long as the account',
    after: 'deleted with it'
  },
  { what: 'Roles: who held which, since when, until when', kept: 'always', after: 'the name goes with the account' },
  { what: 'Sessions', kept: '14 days without a visit, 90 days at most', after: 'deleted', forget: forgetSessions },
  {
    what: 'Browsers known from an earlier sign-in',
    kept: `${days(deviceDays)} without a sign-in`,
    after: 'deleted',
    forget: forgetDevices
  },
  { what: 'Failed sign-ins', kept: days(1), after: 'deleted', forget: forgetFailures },
  {
    what: 'Sign-ins that were begun and not ended',
    kept: 'minutes',
    after: 'deleted',
    forget: forgetSteps
  },
  {
    what: 'Addresses typed to sign in, until the mail is written',
    kept: `${days(keptDays.signInWishes)} at most`,
    after: 'deleted',
    forget: forgetSignInWishes
  },
  {
    what: 'A new address that was not confirmed',
    kept: days(keptDays.addressChanges),
    after: 'deleted',
    forget: forgetAddressChanges
  },
  {
    what: 'One-time links of invitations and sign-ins (hashes)',
    kept: days(keptDays.links),
    after: 'deleted',
    forget: forgetLinks
  },
  {
    what: 'People who were invited and never came, and who speak for no organisation',
    kept: `${days(keptDays.invitations)} after the last invitation`,
    after: 'erased',
    forget: forgetInvitations
  },
  { what: 'Tasks', kept: '1 year after they were done', after: 'deleted', forget: forgetDoneTasks },
  { what: 'Saved filters', kept: 'as long as the account', after: 'deleted with it' },
  { what: 'Notes of the desk', kept: 'as long as what they are about', after: 'deleted with it' },
  {
    what: 'Texts and addresses of mails',
    kept: `${days(mailDays)} after they were sent or given up`,
    after: 'emptied; the rows stay, to be counted',
    forget: scrubOldMail
  },
  { what: 'Drafts of applications', kept: 'as many days as the alliance sets (60 by default)', after: 'deleted' },
  {
    what: 'Applications that were declined or withdrawn',
    kept: `${endedApplicationYears} years`,
    after: 'emptied; that there was one stays',
    forget: forgetEndedApplications
  },
  {
    what: 'Papers, reasons and notes of decisions',
    kept: 'as long as what the application says',
    after: 'emptied with it: they may speak of persons'
  },
  {
    what: 'Applications that were approved; of every decision how it was made, when, and who chose what',
    kept: 'always',
    after: 'names go with the accounts'
  },
  {
    what: 'Records that were merged into another, as they were, to be undone',
    kept: days(undoDays),
    after: 'deleted; the names of merged people go with the account that was kept',
    forget: forgetMerges
  },
  { what: 'Spreadsheets that were taken in', kept: days(importDays), after: 'deleted', forget: forgetImports },
  {
    what: 'Messages to the secretariat, with their answers',
    kept: `${messageYears} years after they were closed`,
    after: 'deleted',
    forget: forgetMessages
  },
  {
    what: 'Concerns about the safety of a child',
    kept: `${concernYears} years after they were closed (a proposal; open ones are never deleted)`,
    after: 'deleted',
    forget: forgetConcerns
  },
  {
    what: 'Newsletter addresses that were not confirmed, or left',
    kept: '14 days',
    after: 'deleted',
    forget: forgetSubscribers
  },
  {
    what: 'Names in what is published: people of alliances, seats, speakers, authors',
    kept: 'as long as it is published',
    after: 'taken down by the desk when they ask'
  },
  {
    what: 'Journal: what was done when, by the number of a person',
    kept: 'always',
    after: 'the name goes with the account'
  }
];

/**
 * Does all of it: each by itself, so that one that fails leaves the others done. @returns how many of each
 * @throws AggregateError with what failed, after the others were done
 */
export async function forgetAll(ctx: Context): Promise<Record<string, number>> {
  const done: Record<string, number> = {};
  const failures: unknown[] = [];
  for (const { what, forget } of retentions) {
    if (!forget) continue;
    try {
      done[what] = await forget(ctx);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything old was forgotten');
  return done;
}

/** The list as a table in Markdown, for docs/retention.md. */
export const retentionTable = (): string =>
  [
    '| what | kept for | then |\n| --- | --- | --- |\n',
    ...retentions.map(({ what, kept, after }) => `| ${what} | ${kept} | ${after} |\n`)
  ].join('');
