import { error, redirect } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { packRound, roundMinutes } from '#lib/server/people/access/outside.ts';
import { beginRound, outsideName } from '#lib/server/web/outside.ts';
import { safePath } from '#lib/server/web/safe-path.ts';
import { carryStep } from '#lib/server/web/steps.ts';
import type { RequestHandler } from './$types';

/**
 * Leads to the provider. A link, not a form: browsers hold a form's redirect to the policy for forms, which allows none
 * to other sites. It changes nothing but what this browser carries.
 */
export const GET: RequestHandler = async (event) => {
  const { ctx, failure } = event.locals;
  if (failure) throw failure;
  if (outsideName() === undefined) error(404);
  const begun = await beginRound(`${ctx.instance.origin}/sign-in/outside/back`);
  if ('refused' in begun) redirect(303, localHref('/sign-in/outside/sorry?why=away', ctx.locale));
  const to = safePath(event.url.searchParams.get('to') ?? '');
  carryStep(event, 'outside', packRound(ctx, { ...begun.round, to, locale: ctx.locale }), roundMinutes);
  event.setHeaders({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  redirect(303, begun.url, { external: [begun.url.origin] });
};
