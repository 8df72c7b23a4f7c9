import type { Actions } from '@sveltejs/kit';
import { locales } from '#lib/locale.ts';
import { askForAddress, changeOwnAccount, chooseOwnDigest, getOwnDigest } from '#lib/server/people/account.ts';
import { accountInput, addressInput, digestInput, digests } from '#lib/server/people/record-input.ts';
import { endRole } from '#lib/server/people/people.ts';
import { listOwnRoles } from '#lib/server/people/queries.ts';
import { parseForm, readForm } from '#lib/server/web/form.ts';
import { refuseKindly } from '#lib/server/web/refusals.ts';
import { readId } from '#lib/server/web/params.ts';
import { goTo } from '#lib/server/web/said.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { person } = requireSession(event);
  const { ctx } = event.locals;
  const [roles, digest] = await Promise.all([listOwnRoles(ctx), getOwnDigest(ctx)]);
  return {
    person,
    locales,
    digest,
    digests,
    roles: roles.map((role) => ({ ...role, canEnd: true }))
  };
};

export const actions: Actions = {
  change: async (event) => {
    requireSession(event);
    const values = await readForm(event.request);
    let locale;
    try {
      const { name, language } = parseForm(accountInput, values);
      await changeOwnAccount(event.locals.ctx, { name, locale: (locale = language) });
    } catch (error) {
      return refuseKindly(error, values);
    }
    goTo({ locale }, '/account', 'saved');
  },
  digest: async (event) => {
    requireSession(event);
    const values = await readForm(event.request);
    try {
      await chooseOwnDigest(event.locals.ctx, parseForm(digestInput, values).digest);
    } catch (error) {
      return refuseKindly(error, values);
    }
    goTo(event.locals.ctx, '/account', 'saved');
  },
  address: async (event) => {
    const { sessionId } = requireSession(event);
    const values = await readForm(event.request);
    try {
      await askForAddress(event.locals.ctx, sessionId, parseForm(addressInput, values).email);
    } catch (error) {
      return refuseKindly(error, values);
    }
    goTo(event.locals.ctx, '/account', 'address');
  },
  leave: async (event) => {
    requireSession(event);
    const values = await readForm(event.request);
    try {
      await endRole(event.locals.ctx, readId(String(values.role)));
    } catch (error) {
      return refuseKindly(error, {});
    }
    goTo(event.locals.ctx, '/account', 'done');
  }
};
