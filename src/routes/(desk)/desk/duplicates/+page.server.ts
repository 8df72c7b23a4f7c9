import { listDoubles } from '#lib/server/desk/duplicates.ts';
import { isOfSecretariat } from '#lib/server/web/desk-action.ts';
import { requireSession } from '#lib/server/web/session.ts';
import { onlyFor } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  onlyFor(isOfSecretariat(ctx));
  return { groups: await listDoubles(ctx) };
};
