import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { endOtherSessions, endOwnSession, listOwnSessions } from '#lib/server/people/access/sessions.ts';
import { readForm } from '#lib/server/web/form.ts';
import { readId } from '#lib/server/web/params.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { sessionId } = requireSession(event);
  return { own: sessionId, sessions: await listOwnSessions(event.locals.ctx) };
};

const back = ({ locals }: { locals: App.Locals }) => redirect(303, localHref('/account/sessions', locals.ctx.locale));

export const actions: Actions = {
  end: async (event) => {
    requireSession(event);
    const { session } = await readForm(event.request);
    await endOwnSession(event.locals.ctx, readId(String(session)));
    back(event);
  },
  others: async (event) => {
    const { person, sessionId } = requireSession(event);
    await endOtherSessions(event.locals.ctx, person.id, sessionId);
    back(event);
  }
};
