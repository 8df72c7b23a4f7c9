import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { m } from '#lib/paraglide/messages.js';
import { signUpInput } from '#lib/server/newsletter/input.ts';
import { askToSubscribe } from '#lib/server/newsletter/subscribers.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { parseForm, readForm, refuse, refuseMachines } from '#lib/server/web/form.ts';
import { dependsOn } from '#lib/server/web/page-tags.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
  dependsOn(locals, 'alliance');
  return { alliance: getSite(locals).name, mails: canSendMail() };
};

export const actions: Actions = {
  default: async ({ locals, request }) => {
    const values = await readForm(request);
    try {
      refuseMachines(values);
      const site = getSite(locals);
      const { email } = parseForm(signUpInput, values);
      // The words that she agreed to, as both forms show them.
      await askToSubscribe(locals.ctx, site, email, m.newsletter_consent({ alliance: site.name }));
    } catch (error) {
      return refuse(error, values);
    }
    redirect(303, localHref('/newsletter/sent', locals.ctx.locale));
  }
};
