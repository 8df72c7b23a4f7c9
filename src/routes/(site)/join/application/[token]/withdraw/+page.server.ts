import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { keptText } from '#lib/server/joining/application-input.ts';
import { findByToken } from '#lib/server/joining/application-tokens.ts';
import { withdrawApplication } from '#lib/server/joining/applications.ts';
import { readForm } from '#lib/server/web/form.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const application = await findByToken(locals.ctx, 'application', params.token);
  locals.gone = !application;
  return application ? { name: application.name, state: application.state } : { name: null, state: '' };
};

export const actions: Actions = {
  default: async ({ locals, params, request }) => {
    const token = params.token ?? '';
    const values = await readForm(request);
    if (!(await findByToken(locals.ctx, 'application', token))) return;
    const isLeft = await withdrawApplication(locals.ctx, token, keptText(values.reason));
    redirect(303, localHref(isLeft ? `/join/application/${token}` : '/join/link?deleted=1', locals.ctx.locale));
  }
};
