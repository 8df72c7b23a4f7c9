import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { confirmSubscription, findSubscriber } from '#lib/server/newsletter/subscribers.ts';
import { subscriberToken } from '#lib/server/newsletter/tokens.ts';
import { subscriberView } from '#lib/server/web/subscriber.ts';
import type { PageServerLoad } from './$types';

const purpose = 'newsletter.confirm';

export const load: PageServerLoad = async ({ locals, params }) =>
  subscriberView(locals, await findSubscriber(locals.ctx, purpose, params.token));

export const actions: Actions = {
  // Opening the link changes nothing and shows no other link: programs that check mails for harm open every one.
  default: async ({ locals, params }) => {
    const token = params.token ?? '';
    if (!(await findSubscriber(locals.ctx, purpose, token))) return;
    const preferences = subscriberToken(
      locals.ctx,
      'newsletter.preferences',
      await confirmSubscription(locals.ctx, token)
    );
    redirect(303, localHref(`/newsletter/preferences/${preferences}?said=confirmed`, locals.ctx.locale));
  }
};
