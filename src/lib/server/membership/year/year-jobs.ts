import { defineJob } from '../../platform/jobs/define.ts';

/** Asks or reminds one person by mail whether their organisation stays. */
export const yearMail = defineJob<{ confirmation: number; person: number }>('membership.year-mail', {
  onlyOne: ({ confirmation, person }) => `${confirmation} ${person}`
});

/** What is told of a membership: that it ended, that it goes on, that the secretariat does not agree that it goes on. */
export const told = { ended: 0, returned: 1, refused: 2 } as const;

/** Tells the people of an organisation what became of its membership; `about` is one of `told`. */
export const membershipMail = defineJob<{ id: number; about: number }>('membership.told', {
  onlyOne: ({ id, about }) => `${id} ${about}`
});

/** Tells the people of an organisation what became of a change that they asked for. */
export const changeMail = defineJob<{ id: number }>('membership.change-told', { onlyOne: ({ id }) => String(id) });
