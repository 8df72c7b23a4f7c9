import { redirect } from '@sveltejs/kit';
import { localHref, splitLocale } from '#lib/href.ts';
import { isLocale } from '#lib/locale.ts';
import { readForm } from '#lib/server/web/form.ts';
import { safePath } from '#lib/server/web/safe-path.ts';
import type { RequestHandler } from './$types';

const aYear = 365 * 86_400;

/** Keeps the language that somebody chose to stay in, and leads back to the page that asked (LanguageOffer.svelte). */
export const POST: RequestHandler = async ({ cookies, locals, request, url }) => {
  const { from, keep } = await readForm(request);
  const locale = typeof keep === 'string' && isLocale(keep) ? keep : locals.ctx.locale;
  const secure = url.protocol === 'https:';
  cookies.set('lang', locale, { path: '/', maxAge: aYear, sameSite: 'lax', httpOnly: true, secure });
  const { path } = splitLocale(safePath(String(from ?? '')));
  redirect(303, localHref(path, locale));
};
