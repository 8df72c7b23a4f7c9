import { randomUUID } from 'node:crypto';
import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { raiseConcern } from '#lib/server/contact/contact.ts';
import { concernInput } from '#lib/server/contact/input.ts';
import { isAlerted } from '#lib/server/web/app.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, setHeaders }) => {
  getSite(locals);
  // Neither a shared computer nor the next site learns that somebody was here (why not `no-referrer`: server/render.ts).
  setHeaders({ 'cache-control': 'private, no-store', 'referrer-policy': 'same-origin' });
  return { told: isAlerted(locals.ctx.instance), showing: randomUUID() };
};

export const actions: Actions = {
  default: async ({ locals, request }) => {
    const values = await readForm(request);
    let reference: string;
    try {
      reference = await raiseConcern(locals.ctx, getSite(locals), parseForm(concernInput, values));
    } catch (error) {
      return refuse(error, values);
    }
    redirect(303, localHref(`/concern/sent?reference=${reference}`, locals.ctx.locale));
  }
};
