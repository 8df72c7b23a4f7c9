import type { Actions } from '@sveltejs/kit';
import { endOtherSessions, endOwnSession, listOwnSessions } from '#lib/server/people/access/sessions.ts';
import { readForm } from '#lib/server/web/form.ts';
import { readId } from '#lib/server/web/params.ts';
import { goTo } from '#lib/server/web/said.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { sessionId } = requireSession(event);
  return { own: sessionId, sessions: await listOwnSessions(event.locals.ctx) };
};

export const actions: Actions = {
  end: async (event) => {
    requireSession(event);
    const { session } = await readForm(event.request);
    await endOwnSession(event.locals.ctx, readId(String(session)));
    goTo(event.locals.ctx, '/account/sessions', 'ended');
  },
  others: async (event) => {
    const { person, sessionId } = requireSession(event);
    await endOtherSessions(event.locals.ctx, person.id, sessionId);
    goTo(event.locals.ctx, '/account/sessions', 'ended');
  }
};
