import { randomUUID } from 'node:crypto';
import type { Actions } from '@sveltejs/kit';
import { locales } from '#lib/locale.ts';
import { personInput, roleInput } from '#lib/server/people/record-input.ts';
import { invitePerson } from '#lib/server/people/inviting.ts';
import { needPeopleInReach } from '#lib/server/people/queries.ts';
import { listRoleChoices } from '#lib/server/people/choices.ts';
import { parseForm, readForm } from '#lib/server/web/form.ts';
import { refuseKindly } from '#lib/server/web/refusals.ts';
import { goTo } from '#lib/server/web/said.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  needPeopleInReach(ctx);
  return { locales, choices: await listRoleChoices(ctx), showing: randomUUID() };
};

export const actions: Actions = {
  default: async (event) => {
    requireSession(event);
    const { ctx } = event.locals;
    const values = await readForm(event.request);
    let id: number;
    try {
      const { language, ...person } = parseForm(personInput, values);
      const { role, where } = parseForm(roleInput, values);
      id = await invitePerson(ctx, { ...person, locale: language }, role, where);
    } catch (error) {
      return refuseKindly(error, values);
    }
    goTo(ctx, `/desk/people/${id}`, 'added');
  }
};
