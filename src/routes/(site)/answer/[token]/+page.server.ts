import { redirect, type Actions } from '@sveltejs/kit';
import { confirmByLink, findQuestion } from '#lib/server/membership/year/confirming.ts';
import { endingInput } from '#lib/server/membership/year/year-input.ts';
import { leaveByLink } from '#lib/server/membership/year/leaving.ts';
import { getParts } from '#lib/server/membership/profile-queries.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  setHeaders({ 'cache-control': 'private, no-cache' });
  const question = await findQuestion(locals.ctx, params.token);
  const { state, name, organisationId, alliance, dueAt, answeredAt, endedAt, answer } = question;
  const said = { state, name, organisationId, alliance, dueAt, answeredAt, endedAt, answer };
  // Who holds a link that is used or old learns no more than what became of it.
  if (state !== 'open') return { question: said, entry: null };
  const { language, summary, website, city } = question;
  const parts = await getParts(locals.ctx, organisationId);
  return { question: said, entry: { language, summary, website, city, ...parts } };
};

export const actions: Actions = {
  confirm: async ({ locals, params, url }) => {
    await confirmByLink(locals.ctx, params.token ?? '');
    redirect(303, url.pathname);
  },
  leave: async ({ locals, params, request, url }) => {
    const values = await readForm(request);
    try {
      const { reason } = parseForm(endingInput, values);
      await leaveByLink(locals.ctx, params.token ?? '', reason);
    } catch (error) {
      return refuse(error, values);
    }
    redirect(303, url.pathname);
  }
};
