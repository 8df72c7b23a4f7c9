import { error, type Actions } from '@sveltejs/kit';
import { getTaskBar } from '#lib/server/desk/queue.ts';
import { decideChange, getChange } from '#lib/server/membership/profile-changes.ts';
import { changeAnswerInput } from '#lib/server/membership/profile-input.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import type { PageServerLoad } from './$types';

const numberOf = (text: unknown): number => (/^\d{1,9}$/.test(String(text)) ? Number(text) : error(404));

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
  const id = numberOf(params.id);
  const change = await getChange(ctx, id);
  return { change, ...(await getTaskBar(ctx, { kind: 'organisation-change', id })), now: ctx.now };
};

export const actions: Actions = {
  default: async ({ locals: { ctx }, params, request }) => {
    const id = numberOf(params.id);
    await getChange(ctx, id);
    const values = await readForm(request);
    try {
      await decideChange(ctx, id, parseForm(changeAnswerInput, values));
    } catch (error) {
      return refuse(error, values);
    }
    goTo(ctx, '/desk', 'done');
  }
};
