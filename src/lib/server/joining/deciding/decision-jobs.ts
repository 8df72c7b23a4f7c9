import { defineJob } from '../../platform/jobs/define.ts';

/*
 * Mails with links are written by jobs (see `Instance.origin`): one a message, one a result, one a welcome. Their
 * handlers stand in decision-mails.ts and charter-accepting.ts.
 */

/** Brings the applicant what the secretariat wrote; the id is the message's. */
export const messageJob = defineJob<{ id: number }>('application.message', { onlyOne: ({ id }) => String(id) });

/** Brings the applicant the result with its reason; the id is the application's. */
export const resultJob = defineJob<{ id: number }>('application.result', { onlyOne: ({ id }) => String(id) });

/** Asks the members of an alliance to accept a newer charter; the id is the charter's. */
export const charterJob = defineJob<{ id: number }>('charter.ask', { onlyOne: ({ id }) => String(id) });

/** Welcomes a new member; the id is the application's. */
export const welcomeJob = defineJob<{ id: number }>('membership.welcome', { onlyOne: ({ id }) => String(id) });
