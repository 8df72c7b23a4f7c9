import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { getTaskBar } from '#lib/server/desk/queue.ts';
import { getDecision } from '#lib/server/joining/deciding/decision-queries.ts';
import { declareFree, recuse, sayInDecision } from '#lib/server/joining/deciding/saying.ts';
import { recusalInput, sayingInput } from '#lib/server/joining/screening-input.ts';
import { getApplicationFile } from '#lib/server/joining/screening-queries.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { readId } from '#lib/server/web/params.ts';
import { goTo } from '#lib/server/web/said.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
  const decision = await getDecision(ctx, readId(params.id));
  const [bar, file] = await Promise.all([
    getTaskBar(ctx, { kind: 'decision', id: decision.id }),
    decision.file ? getApplicationFile(ctx, decision.reference) : undefined
  ]);
  return { ...bar, decision, answers: file?.answers };
};

export const actions: Actions = {
  free: async ({ locals: { ctx }, params }) => {
    const id = readId(params.id!);
    await declareFree(ctx, id);
    redirect(303, localHref(`/desk/decisions/${id}`, ctx.locale));
  },
  recuse: async ({ locals: { ctx }, params, request }) => {
    const values = await readForm(request);
    try {
      await recuse(ctx, readId(params.id!), parseForm(recusalInput, values).recusal);
    } catch (error) {
      return refuse(error, values);
    }
    // Nothing of it is to be seen any more.
    goTo(ctx, '/desk', 'recused');
  },
  say: async ({ locals: { ctx }, params, request }) => {
    const values = await readForm(request);
    const id = readId(params.id!);
    try {
      await sayInDecision(ctx, id, parseForm(sayingInput, values));
    } catch (error) {
      return refuse(error, values);
    }
    goTo(ctx, `/desk/decisions/${id}`, 'done');
  }
};
