import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { erasePerson } from '#lib/server/people/erasure.ts';
import { readForm } from '#lib/server/web/form.ts';
import { needSame, refuseKindly } from '#lib/server/web/refusals.ts';
import { dropSession, requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => ({ email: requireSession(event).person.email });

export const actions: Actions = {
  default: async (event) => {
    const { person } = requireSession(event);
    const { ctx } = event.locals;
    const values = await readForm(event.request);
    try {
      needSame('confirm', values.confirm, person.email);
      await erasePerson(ctx, person.id);
    } catch (error) {
      return refuseKindly(error, values);
    }
    dropSession(event);
    redirect(303, localHref('/account/gone', ctx.locale));
  }
};
