import { isRedirect } from '@sveltejs/kit';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { takePasskey } from '#lib/server/people/access/passkeys.ts';
import { ownJson, readOwnJson, refuseJson } from '#lib/server/web/json.ts';
import { takeStepToken } from '#lib/server/web/steps.ts';
import { enter } from '../../entering.ts';
import type { RequestHandler } from './$types';

/** The browser's answer to the challenge: its script is told where to go on, for it cannot see a redirect. */
export const POST: RequestHandler = async (event) => {
  const { response, to } = await readOwnJson(event);
  const token = takeStepToken(event, 'passkey');
  try {
    const personId = await takePasskey(event.locals.ctx, token, response as AuthenticationResponseJSON);
    return await enter(event, personId, { method: 'passkey', secondFactor: true, to });
  } catch (result) {
    if (isRedirect(result)) return ownJson({ to: result.location });
    return refuseJson(result);
  }
};
