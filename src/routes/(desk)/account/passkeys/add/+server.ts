import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { addPasskey } from '#lib/server/people/access/passkeys.ts';
import { ownJson, readOwnJson, refuseJson } from '#lib/server/web/json.ts';
import { requireSession } from '#lib/server/web/session.ts';
import { takeStepToken } from '#lib/server/web/steps.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async (event) => {
  const session = requireSession(event);
  const { response, name } = await readOwnJson(event);
  const passkey = { response: response as RegistrationResponseJSON, name: typeof name === 'string' ? name : '' };
  try {
    await addPasskey(event.locals.ctx, session, takeStepToken(event, 'passkey'), passkey);
    return ownJson({ added: true });
  } catch (error) {
    return refuseJson(error);
  }
};
