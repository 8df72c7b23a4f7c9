import { randomUUID } from 'node:crypto';
import { fail, redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { beginInput } from '#lib/server/joining/application-input.ts';
import { beginApplication, type Begun } from '#lib/server/joining/applications.ts';
import { getRules } from '#lib/server/membership/rules.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { isConflict, parseForm, readForm, refuse, refuseMachines } from '#lib/server/web/form.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, setHeaders }) => {
  // Gone back to, it is the same showing: what was sent from it is found again.
  setHeaders({ 'cache-control': 'private, no-cache' });
  const { open } = await getRules(locals.ctx, getSite(locals).id);
  return { open, mails: canSendMail(), showing: randomUUID() };
};

export const actions: Actions = {
  default: async ({ locals, request }) => {
    const { ctx } = locals;
    const values = await readForm(request);
    let begun: Begun;
    try {
      refuseMachines(values);
      begun = await beginApplication(ctx, getSite(locals), parseForm(beginInput, values));
    } catch (error) {
      // The page says that it is closed, and what was typed is there.
      if (isConflict(error)) return fail(409, { values, problems: [], found: null });
      return refuse(error, values);
    }
    if ('token' in begun) redirect(303, localHref(`/join/application/${begun.token}/1`, ctx.locale));
    if ('mailed' in begun) redirect(303, localHref('/join/link?sent=1', ctx.locale));
    const found = 'member' in begun ? begun.member : 'applied';
    return fail(409, { values, problems: [], found });
  }
};
