import { redirect } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { getFactors } from '#lib/server/people/access/factors.ts';
import { proveSecondFactor } from '#lib/server/people/access/second-factor.ts';
import { readForm, refuse } from '#lib/server/web/form.ts';
import { carrySession, requireSession } from '#lib/server/web/session.ts';
import { destination } from '../../entering.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  if (locals.failure) throw locals.failure;
  const { ctx, session } = locals;
  const to = destination({ locals }, url.searchParams.get('to'));
  if (!session) redirect(303, localHref(`/sign-in?to=${encodeURIComponent(to)}`, ctx.locale));
  if (session.secondFactor) redirect(303, to);
  const factors = await getFactors(ctx);
  if (!factors.codes && factors.passkeys === 0)
    redirect(303, localHref(`/account/second-factor?to=${encodeURIComponent(to)}`, ctx.locale));
  return { to, codes: factors.codes, passkeys: factors.passkeys > 0 };
};

export const actions: Actions = {
  default: async (event) => {
    const session = requireSession(event);
    const { code } = await readForm(event.request);
    try {
      carrySession(event, await proveSecondFactor(event.locals.ctx, session, String(code ?? '')));
    } catch (error) {
      return refuse(error, {});
    }
    redirect(303, destination(event, event.url.searchParams.get('to')));
  }
};
