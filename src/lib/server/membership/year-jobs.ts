import { defineJob } from '../platform/jobs/define.ts';

/** Asks or reminds one person by mail whether their organisation stays. */
export const yearMail = defineJob<{ confirmation: number; person: number }>('membership.year-mail', {
  onlyOne: ({ confirmation, person }) => `${confirmation} ${person}`
});

/** Tells the people of an organisation that its membership ended, or goes on. */
export const membershipMail = defineJob<{ id: number }>('membership.told', { onlyOne: ({ id }) => String(id) });

/** Tells the people of an organisation what became of a change that they asked for. */
export const changeMail = defineJob<{ id: number }>('membership.change-told', { onlyOne: ({ id }) => String(id) });
