import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { findByToken } from '#lib/server/joining/application-tokens.ts';
import { confirmAddress } from '#lib/server/joining/applications.ts';
import type { PageServerLoad } from './$types';

const purpose = 'application.confirm';

export const load: PageServerLoad = async ({ locals, params }) => {
  const application = await findByToken(locals.ctx, purpose, params.token);
  locals.gone = !application;
  return { address: application?.focalEmail ?? null };
};

export const actions: Actions = {
  // Opening the link changes nothing and shows no other link: programs that check mails for harm open every one.
  default: async ({ locals, params }) => {
    const token = params.token ?? '';
    if (!(await findByToken(locals.ctx, purpose, token))) return;
    const own = await confirmAddress(locals.ctx, token);
    redirect(303, localHref(`/join/application/${own}?said=confirmed`, locals.ctx.locale));
  }
};
