import { m } from '#lib/paraglide/messages.js';

const membership = m.care_about_membership;
const account = m.care_about_account;
/** By what the name of a kind begins with. */
const kinds: Record<string, () => string> = {
  contact: m.care_about_contact,
  concern: m.care_about_concern,
  people: account,
  account,
  'sign-in': account,
  application: membership,
  apply: membership,
  membership,
  decision: membership,
  newsletter: m.care_about_newsletter
};

/** What a mail is about, of its kind as in `people.invitation`. */
export const mailAbout = (kind: string): string => (kinds[kind.split('.')[0] ?? ''] ?? m.care_about_other)();

const failures: Record<string, () => string> = {
  'made-up': m.care_failure_made_up,
  'no-mailbox': m.care_failure_no_mailbox,
  full: m.care_failure_full,
  'too-big': m.care_failure_too_big,
  refused: m.care_failure_refused,
  'sign-in': m.care_failure_sign_in,
  away: m.care_failure_away,
  later: m.care_failure_later,
  other: m.care_failure_other
};

/** What a mail server said, for people. */
export const failureText = (failure: string | undefined): string => (failures[failure ?? ''] ?? m.care_failure_none)();
