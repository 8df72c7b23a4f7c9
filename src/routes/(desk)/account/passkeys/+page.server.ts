import { redirect } from '@sveltejs/kit';
import { getFactors, mayChangeFactors } from '#lib/server/people/access/factors.ts';
import { listPasskeys, removePasskey, renamePasskey } from '#lib/server/people/access/passkeys.ts';
import { readForm, refuse } from '#lib/server/web/form.ts';
import { readId } from '#lib/server/web/params.ts';
import { goTo } from '#lib/server/web/said.ts';
import { secondFactorHref } from '#lib/server/web/second-factor.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  const { ctx } = event.locals;
  const factors = await getFactors(ctx);
  if (!mayChangeFactors(factors, session)) redirect(303, secondFactorHref(event));
  return {
    passkeys: await listPasskeys(ctx),
    last: factors.needed && !factors.codes && factors.passkeys === 1
  };
};

export const actions: Actions = {
  rename: async (event) => {
    requireSession(event);
    const values = await readForm(event.request);
    try {
      await renamePasskey(event.locals.ctx, readId(String(values.id)), String(values.name ?? ''));
    } catch (error) {
      return refuse(error, values);
    }
    goTo(event.locals.ctx, '/account/passkeys', 'saved');
  },
  remove: async (event) => {
    const session = requireSession(event);
    const { id } = await readForm(event.request);
    await removePasskey(event.locals.ctx, session, readId(String(id)));
    goTo(event.locals.ctx, '/account/passkeys', 'deleted');
  }
};
