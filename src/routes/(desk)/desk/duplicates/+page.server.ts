import { listDoubles } from '#lib/server/desk/duplicates.ts';
import { isOfSecretariat, mustSee } from '#lib/server/web/desk-action.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  mustSee(isOfSecretariat(ctx));
  return { groups: await listDoubles(ctx) };
};
