import { findAnything } from '#lib/server/desk/find.ts';
import { requireSession } from '#lib/server/web/session.ts';
import { readWords } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const q = readWords(event.url);
  return { q, found: await findAnything(event.locals.ctx, q) };
};
