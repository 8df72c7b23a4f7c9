import type { Actions } from '@sveltejs/kit';
import { findInvitation } from '#lib/server/people/invitations.ts';
import { takeLink } from '#lib/server/people/access/links.ts';
import { findByLink } from '#lib/server/people/access/sign-in-links.ts';
import { getSite } from '#lib/server/web/site.ts';
import { enter } from '../../entering.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const invitation = await findInvitation(locals.ctx, params.secret);
  locals.gone = !invitation;
  return { invitation: invitation ?? null, alliance: getSite(locals).name };
};

export const actions: Actions = {
  default: async (event) => {
    const { ctx } = event.locals;
    const secret = event.params.secret ?? '';
    if (!(await findByLink(ctx, 'invitation', secret))) return;
    const personId = await takeLink(ctx, 'invitation', secret);
    if (personId) await enter(event, personId, { method: 'link' });
  }
};
