import { error, type Actions } from '@sveltejs/kit';
import { organisationKinds } from '#lib/server/membership/kinds.ts';
import { askForChange, findOpenChange } from '#lib/server/membership/profile-changes.ts';
import { changeInput } from '#lib/server/membership/profile-input.ts';
import { getProfile } from '#lib/server/membership/profile.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import type { PageServerLoad } from './$types';

const numberOf = (text: unknown): number => (/^\d{1,9}$/.test(String(text)) ? Number(text) : error(404));

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
  const { id, name, shortName, kind } = await getProfile(ctx, numberOf(params.organisationId));
  const change = (await findOpenChange(ctx, id)) ?? null;
  return { profile: { id, name, shortName, kind }, kinds: organisationKinds, change };
};

export const actions: Actions = {
  default: async ({ locals: { ctx }, params, request }) => {
    const id = numberOf(params.organisationId);
    await getProfile(ctx, id);
    const values = await readForm(request);
    try {
      await askForChange(ctx, id, parseForm(changeInput, values));
    } catch (error) {
      return refuse(error, values);
    }
    goTo(ctx, `/desk/member/${id}`, 'asked');
  }
};
