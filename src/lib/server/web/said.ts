import { redirect } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import type { Saying } from '#lib/sayings.ts';

/** Goes on to a page of the desk in a reader's language, which says in one line what was done (lib/sayings.ts). */
export const goTo = ({ locale }: { locale: string }, path: string, said: Saying): never =>
  redirect(303, localHref(`${path}?said=${said}`, locale));
