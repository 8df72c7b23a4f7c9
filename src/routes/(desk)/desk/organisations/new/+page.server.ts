import type { Actions } from '@sveltejs/kit';
import { recordChoices } from '#lib/server/records/record-choices.ts';
import { recordInput } from '#lib/server/records/record-input.ts';
import { addRecord } from '#lib/server/records/records.ts';
import { secretariatOf } from '#lib/server/web/desk-action.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  secretariatOf(ctx);
  return recordChoices(ctx);
};

export const actions: Actions = {
  default: async (event) => {
    requireSession(event);
    const { ctx } = event.locals;
    const values = await readForm(event.request, ['themes']);
    let id: number;
    try {
      id = await addRecord(ctx, secretariatOf(ctx), parseForm(recordInput, values));
    } catch (error) {
      return refuse(error, values);
    }
    goTo(ctx, `/desk/organisations/${id}`, 'saved');
  }
};
