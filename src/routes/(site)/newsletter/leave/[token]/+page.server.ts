import { redirect, type Actions } from '@sveltejs/kit';
import { findSubscriber, leave } from '#lib/server/newsletter/subscribers.ts';
import { readForm } from '#lib/server/web/form.ts';
import { subscriberView } from '#lib/server/web/subscriber.ts';
import type { PageServerLoad } from './$types';

const purpose = 'newsletter.leave';

export const load: PageServerLoad = async ({ locals, params, request }) => {
  const view = subscriberView(locals, await findSubscriber(locals.ctx, purpose, params.token));
  // To a mail program that unsubscribes an address that is gone already, it is done.
  if (request.method === 'POST') locals.gone = false;
  return view;
};

export const actions: Actions = {
  default: async ({ locals, params, request, url }) => {
    const token = params.token ?? '';
    if (await findSubscriber(locals.ctx, purpose, token)) await leave(locals.ctx, token);
    const values = await readForm(request);
    // A mail program's one click is answered here: it may not be redirected (RFC 8058, 3.1).
    if (!values['List-Unsubscribe']) redirect(303, url.pathname);
  }
};
