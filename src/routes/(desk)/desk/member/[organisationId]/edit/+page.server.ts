import { error, type Actions } from '@sveltejs/kit';
import { listChoices } from '#lib/server/membership/profile-queries.ts';
import { profileInput, profileLists } from '#lib/server/membership/profile-input.ts';
import { editProfile, findFirstSteps, getProfile } from '#lib/server/membership/profile.ts';
import { parseForm, readUpload, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import type { PageServerLoad } from './$types';

const numberOf = (text: unknown): number => (/^\d{1,9}$/.test(String(text)) ? Number(text) : error(404));

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
  const profile = await getProfile(ctx, numberOf(params.organisationId));
  return { profile, ...(await listChoices(ctx)) };
};

export const actions: Actions = {
  default: async ({ locals: { ctx }, params, request }) => {
    const id = numberOf(params.organisationId);
    await getProfile(ctx, id);
    const waited = await findFirstSteps(ctx, id);
    const { values, files } = await readUpload(request, ['logo', 'policy'], profileLists);
    try {
      const policy = files.policy ?? (values.removePolicy === 'yes' ? 'removed' : undefined);
      await editProfile(ctx, id, parseForm(profileInput, values), { logo: files.logo, policy });
    } catch (error) {
      return refuse(error, values);
    }
    // Said once, after the edit that did the last of them.
    goTo(ctx, `/desk/member/${id}`, waited && !(await findFirstSteps(ctx, id)) ? 'settled' : 'saved');
  }
};
