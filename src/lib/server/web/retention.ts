import { keptDays } from '../platform/mail/mail.ts';

/** Days after which the texts of mails that were sent are emptied, for the page that says so. */
export const mailKeptDays = keptDays;
