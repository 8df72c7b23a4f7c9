import { error, type Actions } from '@sveltejs/kit';
import { locales } from '#lib/locale.ts';
import { setUpInput } from '#lib/server/people/input.ts';
import { shortestPassword } from '#lib/server/people/access/password-rules.ts';
import { isSetupSecret, setUpOwner } from '#lib/server/people/access/setup.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { enter } from '../../entering.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  if (!(await isSetupSecret(locals.ctx, params.secret))) error(404);
  setHeaders({ 'referrer-policy': 'same-origin' });
  const { site, ctx } = locals;
  const languages = site?.locales ?? [...locales];
  return { languages, language: ctx.locale, shortest: shortestPassword, mails: canSendMail(), empty: !site };
};

export const actions: Actions = {
  default: async (event) => {
    const { ctx } = event.locals;
    const secret = event.params.secret ?? '';
    if (!(await isSetupSecret(ctx, secret))) error(404);
    const { password: typed = '', ...values } = await readForm(event.request);
    try {
      const { language, password, ...person } = parseForm(setUpInput, { ...values, password: typed });
      const id = await setUpOwner(ctx, secret, { ...person, locale: language }, password || null);
      await enter(event, id, { method: password ? 'password' : 'link' });
    } catch (problem) {
      return refuse(problem, values);
    }
  }
};
