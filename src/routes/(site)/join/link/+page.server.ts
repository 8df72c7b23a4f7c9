import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { linkInput } from '#lib/server/joining/application-input.ts';
import { mailLinks } from '#lib/server/joining/applications.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { parseForm, readForm, refuse, refuseMachines } from '#lib/server/web/form.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({
  sent: url.searchParams.has('sent'),
  deleted: url.searchParams.has('deleted'),
  mails: canSendMail()
});

export const actions: Actions = {
  default: async ({ locals, request }) => {
    const values = await readForm(request);
    try {
      refuseMachines(values);
      const { email } = parseForm(linkInput, values);
      await mailLinks(locals.ctx, getSite(locals), email);
    } catch (error) {
      return refuse(error, values);
    }
    redirect(303, localHref('/join/link?sent=1', locals.ctx.locale));
  }
};
