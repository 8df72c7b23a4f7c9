import type { RequestEvent } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';

/** Where a second factor is given or, for who has none yet, set up. */
export function secondFactorHref({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>): string {
  const back = encodeURIComponent(url.pathname + url.search);
  return localHref(`/sign-in/code?to=${back}`, locals.ctx.locale);
}
