import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { endSession } from '#lib/server/people/access/sessions.ts';
import { dropSession, sessionToken } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({ name: locals.session?.person.name ?? null });

export const actions: Actions = {
  default: async (event) => {
    const token = sessionToken(event);
    if (token) await endSession(event.locals.ctx, token);
    dropSession(event);
    redirect(303, localHref('/sign-out', event.locals.ctx.locale));
  }
};
