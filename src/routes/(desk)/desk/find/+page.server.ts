import { findAnything } from '#lib/server/desk/find.ts';
import { readQuery } from '#lib/server/web/desk-action.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const q = readQuery(event.url);
  return { q, found: await findAnything(event.locals.ctx, q) };
};
