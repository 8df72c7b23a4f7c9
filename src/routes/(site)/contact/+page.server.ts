import { randomUUID } from 'node:crypto';
import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { sendMessage } from '#lib/server/contact/contact.ts';
import { messageInput, topics } from '#lib/server/contact/input.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { parseForm, readForm, refuse, refuseMachines } from '#lib/server/web/form.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url, setHeaders }) => {
  getSite(locals);
  setHeaders({ 'cache-control': 'private, no-cache' });
  return {
    topics,
    topic: topics.find((topic) => topic === url.searchParams.get('topic')) ?? '',
    mails: canSendMail(),
    showing: randomUUID()
  };
};

export const actions: Actions = {
  default: async ({ locals, request }) => {
    const values = await readForm(request);
    let reference: string;
    try {
      refuseMachines(values);
      reference = await sendMessage(locals.ctx, getSite(locals), parseForm(messageInput, values));
    } catch (error) {
      return refuse(error, values);
    }
    redirect(303, localHref(`/contact/sent?reference=${reference}`, locals.ctx.locale));
  }
};
