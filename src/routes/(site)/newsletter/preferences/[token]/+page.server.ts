import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { locales } from '#lib/locale.ts';
import { preferenceChoices } from '#lib/server/newsletter/choices.ts';
import { preferencesInput } from '#lib/server/newsletter/input.ts';
import { findSubscriber, setPreferences } from '#lib/server/newsletter/subscribers.ts';
import { subscriberToken } from '#lib/server/newsletter/tokens.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { subscriberView } from '#lib/server/web/subscriber.ts';
import type { PageServerLoad } from './$types';

const purpose = 'newsletter.preferences';

/** A language's name in itself: whoever cannot read this page still finds her own. */
const ownName = (code: string) => {
  const name = new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
};

export const load: PageServerLoad = async ({ locals, params, url, setHeaders }) => {
  setHeaders({ 'cache-control': 'private, no-cache' });
  const { ctx } = locals;
  const subscriber = await findSubscriber(ctx, purpose, params.token);
  const view = subscriberView(locals, subscriber);
  if (!subscriber || view.state === 'left') return { ...view, chosen: null };
  return {
    ...view,
    ...(await preferenceChoices(ctx)),
    said: url.searchParams.get('said'),
    chosen: {
      language: subscriber.locale,
      themes: subscriber.themeIds.map(String),
      places: subscriber.placeIds.map(String)
    },
    languages: (locals.site?.locales ?? [...locales]).map((code) => ({ value: code, text: ownName(code) })),
    leave: localHref(`/newsletter/leave/${subscriberToken(ctx, 'newsletter.leave', subscriber.id)}`, ctx.locale)
  };
};

export const actions: Actions = {
  default: async ({ locals, params, request, url }) => {
    const token = params.token ?? '';
    const values = await readForm(request, ['themes', 'places']);
    if (!(await findSubscriber(locals.ctx, purpose, token))) return;
    try {
      const places = [values.places ?? []].flat().filter(Boolean);
      await setPreferences(locals.ctx, token, parseForm(preferencesInput, { ...values, places }));
    } catch (error) {
      return refuse(error, values);
    }
    redirect(303, `${url.pathname}?said=saved`);
  }
};
