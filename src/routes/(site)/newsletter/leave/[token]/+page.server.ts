import { redirect, type Actions } from '@sveltejs/kit';
import { findSubscriber, leave } from '#lib/server/newsletter/subscribers.ts';
import { readForm } from '#lib/server/web/form.ts';
import { subscriberView } from '#lib/server/web/subscriber.ts';
import type { PageServerLoad } from './$types';

const purpose = 'newsletter.leave';

export const load: PageServerLoad = async ({ locals, params }) =>
  subscriberView(await findSubscriber(locals.ctx, purpose, params.token));

export const actions: Actions = {
  default: async ({ locals, params, request, url }) => {
    const token = params.token ?? '';
    if (await findSubscriber(locals.ctx, purpose, token)) await leave(locals.ctx, token);
    const values = await readForm(request);
    // A mail program's one click is answered here: it may not be redirected (RFC 8058, 3.1).
    if (!values['List-Unsubscribe']) redirect(303, url.pathname);
  }
};
