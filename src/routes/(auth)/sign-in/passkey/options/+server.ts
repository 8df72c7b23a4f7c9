import { beginPasskeySignIn } from '#lib/server/people/access/passkeys.ts';
import { ownJson, readOwnJson } from '#lib/server/web/json.ts';
import { carryStep } from '#lib/server/web/steps.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async (event) => {
  await readOwnJson(event);
  const { options, token } = await beginPasskeySignIn(event.locals.ctx);
  carryStep(event, 'passkey', token, 5);
  return ownJson(options);
};
