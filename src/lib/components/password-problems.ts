import { m } from '#lib/paraglide/messages.js';

/** What to say of a password that will not do, for `problemTexts`. */
export const passwordProblems = (): Record<string, (limit?: string) => string> => ({
  'password.too-short': (limit = '') => m.account_in_pw_short({ limit }),
  'password.common': m.account_in_pw_common,
  'password.own': m.account_in_pw_own,
  'current.wrong': m.account_in_pw_current_wrong,
  'current.slow': m.account_in_slow
});
