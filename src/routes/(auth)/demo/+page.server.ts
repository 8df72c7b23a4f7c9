import { getDemoPerson, listDemoPeople } from '#lib/server/people/demo.ts';
import { readForm } from '#lib/server/web/form.ts';
import { readId } from '#lib/server/web/params.ts';
import { inLanguage } from '#lib/locale.ts';
import { enter } from '../entering.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({
  people: (await listDemoPeople(ctx)).map(({ roles, ...person }) => ({
    ...person,
    roles: roles.map(({ role, alliance, organisation }) => ({
      role,
      place: organisation ?? inLanguage(alliance ?? {}, ctx.locale).text
    }))
  }))
});

export const actions: Actions = {
  default: async (event) => {
    const { person } = await readForm(event.request);
    const id = await getDemoPerson(event.locals.ctx, readId(String(person ?? '')));
    // Everybody may be anybody here, so a second factor would keep nobody out.
    await enter(event, id, { method: 'demo', secondFactor: true });
  }
};
