import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { confirmSubscription, findSubscriber, subscriberToken } from '#lib/server/newsletter/subscribers.ts';
import { subscriberView } from '#lib/server/web/subscriber.ts';
import type { PageServerLoad } from './$types';

const purpose = 'newsletter.confirm';
const preferences = (locals: App.Locals, id: number) =>
  localHref(`/newsletter/preferences/${subscriberToken(locals.ctx, 'newsletter.preferences', id)}`, locals.ctx.locale);

export const load: PageServerLoad = async ({ locals, params }) => {
  const subscriber = await findSubscriber(locals.ctx, purpose, params.token);
  return { ...subscriberView(subscriber), preferences: subscriber ? preferences(locals, subscriber.id) : '' };
};

export const actions: Actions = {
  // Opening the link changes nothing: programs that check mails for harm open every link.
  default: async ({ locals, params }) => {
    const token = params.token ?? '';
    if (!(await findSubscriber(locals.ctx, purpose, token))) return;
    redirect(303, `${preferences(locals, await confirmSubscription(locals.ctx, token))}?said=confirmed`);
  }
};
