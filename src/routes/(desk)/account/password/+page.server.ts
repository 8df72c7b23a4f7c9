import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { ownPasswordInput } from '#lib/server/people/input.ts';
import { shortestPassword } from '#lib/server/people/access/password-rules.ts';
import { getOwnPassword, setOwnPassword } from '#lib/server/people/access/passwords.ts';
import { askForLink } from '#lib/server/people/access/sign-in-links.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import { deviceToken, requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

const path = '/account/password';

export const load: PageServerLoad = async (event) => {
  const { person, sessionId } = requireSession(event);
  const { ctx } = event.locals;
  const { needsCode, ...own } = await getOwnPassword(ctx, sessionId);
  const here = localHref(path, ctx.locale);
  if (needsCode) redirect(303, localHref(`/sign-in/code?to=${encodeURIComponent(here)}`, ctx.locale));
  return { ...own, shortest: shortestPassword, email: person.email };
};

export const actions: Actions = {
  save: async (event) => {
    const { sessionId } = requireSession(event);
    const { ctx } = event.locals;
    const values = await readForm(event.request);
    try {
      await setOwnPassword(ctx, sessionId, parseForm(ownPasswordInput, values));
    } catch (error) {
      // No password is sent back to the page.
      return refuse(error, {});
    }
    goTo(ctx, path, 'password');
  },
  /** A new sign-in, which leads back here. */
  again: async (event) => {
    const { person } = requireSession(event);
    const { ctx } = event.locals;
    await askForLink(ctx, person.email, localHref(path, ctx.locale), deviceToken(event));
    goTo(ctx, path, 'link');
  }
};
