import type { Actions } from '@sveltejs/kit';
import { takeLink } from '#lib/server/people/access/links.ts';
import { findByLink } from '#lib/server/people/access/sign-in-links.ts';
import { safePath } from '#lib/server/web/safe-path.ts';
import { veiledAddress } from '#lib/server/web/subscriber.ts';
import { enter } from '../../../entering.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const person = await findByLink(locals.ctx, 'sign-in', params.secret);
  locals.gone = !person;
  return {
    person: person ? { name: person.name, address: veiledAddress(person.email) } : null,
    to: safePath(url.searchParams.get('to') ?? '')
  };
};

export const actions: Actions = {
  // Opening the link signs nobody in: programs that check mails for harm open every one.
  default: async (event) => {
    const { ctx } = event.locals;
    const secret = event.params.secret ?? '';
    if (!(await findByLink(ctx, 'sign-in', secret))) return;
    // Of two presses at once one gets it; the other sees that it is used.
    const personId = await takeLink(ctx, 'sign-in', secret);
    if (personId) await enter(event, personId, { method: 'link', to: event.url.searchParams.get('to') });
  }
};
