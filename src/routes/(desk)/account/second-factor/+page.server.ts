import { redirect } from '@sveltejs/kit';
import { squareCode } from '#lib/drawing/qr.ts';
import { getFactors, mayChangeFactors } from '#lib/server/people/access/factors.ts';
import {
  beginSecondFactor,
  confirmSecondFactor,
  findPendingSecret,
  findSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes
} from '#lib/server/people/access/second-factor.ts';
import { readForm, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import { safePath } from '#lib/server/web/safe-path.ts';
import { secondFactorHref } from '#lib/server/web/second-factor.ts';
import { carrySession, requireSession } from '#lib/server/web/session.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Where somebody wanted to go who was led here, if that was on this site. */
const wanted = (url: URL): string | null => {
  const path = safePath(url.searchParams.get('to') ?? '');
  return path === '/' ? null : path;
};

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  const { ctx } = event.locals;
  const factors = await getFactors(ctx);
  // Whoever has a factor shows it before they see or change any.
  if (!mayChangeFactors(factors, session)) redirect(303, secondFactorHref(event));
  const [current, pending] = await Promise.all([
    findSecondFactor(ctx),
    findPendingSecret(ctx, getSite(event.locals).name, session.person.email)
  ]);
  return {
    current: current ?? null,
    pending: pending ? { text: pending.text, ...squareCode(pending.uri) } : null,
    needed: factors.needed,
    to: wanted(event.url)
  };
};

/** The address of this page again, with what it led on to. */
const here = ({ url }: RequestEvent): string => url.pathname + url.search.replace(/[?&]\/\w+/, '').replace(/^&/, '?');

export const actions: Actions = {
  begin: async (event) => {
    await beginSecondFactor(event.locals.ctx, requireSession(event));
    redirect(303, here(event));
  },
  confirm: async (event) => {
    const session = requireSession(event);
    const { code } = await readForm(event.request);
    try {
      const { codes, token } = await confirmSecondFactor(event.locals.ctx, session, String(code ?? ''));
      carrySession(event, token);
      // The page that shows them is written in this same request.
      event.locals.session = { ...session, secondFactor: true, owed: false };
      return { codes };
    } catch (error) {
      return refuse(error, {});
    }
  },
  renew: async (event) => {
    const { code } = await readForm(event.request);
    try {
      return { codes: await renewRecoveryCodes(event.locals.ctx, requireSession(event), String(code ?? '')) };
    } catch (error) {
      return refuse(error, { for: 'renew' });
    }
  },
  remove: async (event) => {
    const { code } = await readForm(event.request);
    try {
      await removeSecondFactor(event.locals.ctx, requireSession(event), String(code ?? ''));
    } catch (error) {
      return refuse(error, { for: 'remove' });
    }
    goTo(event.locals.ctx, '/account/second-factor', 'unpaired');
  }
};
