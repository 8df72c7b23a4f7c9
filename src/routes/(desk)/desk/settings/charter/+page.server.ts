import type { Actions } from '@sveltejs/kit';
import { charterIn, listAccepting, listCharters, publishCharter } from '#lib/server/joining/charters.ts';
import { readCharter } from '#lib/server/joining/settings-input.ts';
import { settingsOf } from '#lib/server/joining/settings.ts';
import { readForm, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { ctx } = locals;
  const charters = await listCharters(ctx, settingsOf(ctx, getSite(locals).id));
  const [latest] = charters;
  return {
    charters: charters.map((charter) => ({ ...charter, shown: charterIn(charter, ctx.locale) })),
    accepting: latest ? await listAccepting(ctx, latest.id) : []
  };
};

export const actions: Actions = {
  default: async ({ locals, request }) => {
    const values = await readForm(request);
    try {
      await publishCharter(locals.ctx, settingsOf(locals.ctx, getSite(locals).id), readCharter(values));
    } catch (error) {
      return refuse(error, values);
    }
    goTo(locals.ctx, '/desk/settings/charter', 'saved');
  }
};
