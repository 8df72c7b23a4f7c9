import { beginPasskey } from '#lib/server/people/access/passkeys.ts';
import { ownJson, readOwnJson } from '#lib/server/web/json.ts';
import { requireSession } from '#lib/server/web/session.ts';
import { getSite } from '#lib/server/web/site.ts';
import { carryStep } from '#lib/server/web/steps.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async (event) => {
  await readOwnJson(event);
  const { name } = getSite(event.locals);
  const { options, token } = await beginPasskey(event.locals.ctx, requireSession(event), name);
  carryStep(event, 'passkey', token, 5);
  return ownJson(options);
};
