import { redirect } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import type { Saying } from '#lib/sayings.ts';

/** Goes on to a page of the desk in a reader's language, which says in one line what was done (lib/sayings.ts). */
export const goTo = ({ locale }: { locale: string }, path: string, said: Saying): never =>
  redirect(303, localHref(withSaying(path, said), locale));

/** An address with what the page there is to say of the act that led to it. */
export const withSaying = (address: string, said: Saying): string =>
  `${address}${address.includes('?') ? '&' : '?'}said=${said}`;
