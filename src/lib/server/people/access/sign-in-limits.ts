/**
 * Minutes for which a link in a mail signs in, and within which no more mails than these go to one address. Both are the
 * same stretch on purpose: whenever no further mail is sent, one whose link still works is there.
 */
export const linkMinutes = 60;
export const allowedMails = 3;
