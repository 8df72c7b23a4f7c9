import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { tryAddress } from '#lib/server/people/account.ts';
import { findLink } from '#lib/server/people/access/links.ts';
import type { PageServerLoad } from './$types';

/** Looking changes nothing: what reads mails ahead of their reader must not confirm for them. */
export const load: PageServerLoad = async ({ locals, params, url, setHeaders }) => {
  setHeaders({ 'cache-control': 'private, no-store' });
  const works = (await findLink(locals.ctx, 'new-address', params.secret)) !== undefined;
  const done = url.searchParams.has('done');
  locals.gone = !works && !done;
  return { works, done };
};

export const actions: Actions = {
  default: async ({ locals, params }) => {
    const done = await tryAddress(locals.ctx, params.secret!);
    redirect(303, localHref(`/account/address/${params.secret}${done ? '?done=' : ''}`, locals.ctx.locale));
  }
};
