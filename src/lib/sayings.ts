import { m } from '#lib/paraglide/messages.js';

/** What a page of the desk says of the act that led to it (`?said=`): one line, written once for all pages. */
export const sayings = {
  done: m.desk_said_done,
  saved: m.desk_said_saved,
  deleted: m.desk_said_deleted,
  sent: m.desk_said_sent,
  next: m.desk_said_next,
  /** Somebody was asked to decide on a change of name or kind. */
  asked: m.desk_said_asked,
  stays: m.desk_said_stays,
  left: m.desk_said_left,
  returning: m.desk_said_returning,
  accepted: m.desk_said_accepted,
  settled: m.membership_steps_all_done,
  later: m.desk_said_later,
  back: m.desk_said_back,
  given: m.desk_said_given,
  free: m.desk_said_free,
  recused: m.desk_said_recused,
  merged: m.desk_said_merged,
  unmerged: m.desk_said_unmerged,
  /** Somebody has a role; whether they had an account before is theirs to tell. */
  added: m.desk_said_added,
  invited: m.desk_said_invited,
  ended: m.desk_said_ended,
  address: m.people_email_sent,
  password: m.desk_said_password,
  link: m.desk_said_link,
  unpaired: m.account_factor_removed
};

export type Saying = keyof typeof sayings;

/** What an address has to say, if it is one of the sayings. */
export const sayingIn = (code: string | null): string | undefined =>
  code !== null && Object.hasOwn(sayings, code) ? sayings[code as Saying]() : undefined;
