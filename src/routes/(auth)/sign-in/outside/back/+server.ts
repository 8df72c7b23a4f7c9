import { error, redirect } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { isLocale } from '#lib/locale.ts';
import { openRound, takeOutsidePerson } from '#lib/server/people/access/outside.ts';
import { endRound, outsideName } from '#lib/server/web/outside.ts';
import { takeStepToken } from '#lib/server/web/steps.ts';
import { enter } from '../../../entering.ts';
import type { RequestHandler } from './$types';

type Why = 'no-account' | 'unverified' | 'away' | 'failed';

/** Where the provider sends the browser back to. */
export const GET: RequestHandler = async (event) => {
  const { ctx, failure } = event.locals;
  if (failure) throw failure;
  if (outsideName() === undefined) error(404);
  const step = openRound(ctx, takeStepToken(event, 'outside'));
  const locale = step && isLocale(step.locale) ? step.locale : ctx.locale;
  const sorry = (why: Why) => redirect(303, localHref(`/sign-in/outside/sorry?why=${why}`, locale));
  event.setHeaders({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  if (!step) return sorry('failed');
  const address = new URL(event.url.pathname + event.url.search, ctx.instance.origin);
  const claims = await endRound(address, step);
  if ('refused' in claims) return sorry(claims.refused);
  const outcome = await takeOutsidePerson(ctx, claims);
  if ('refused' in outcome) return sorry(outcome.refused);
  return enter(event, outcome.personId, { method: 'outside', to: step.to });
};
