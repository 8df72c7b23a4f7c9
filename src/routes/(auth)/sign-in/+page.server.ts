import { redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { linkInput, passwordSignInInput } from '#lib/server/people/input.ts';
import { findByPassword } from '#lib/server/people/access/passwords.ts';
import { askForLink } from '#lib/server/people/access/sign-in-links.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { outsideName } from '#lib/server/web/outside.ts';
import { safePath } from '#lib/server/web/safe-path.ts';
import { getSite } from '#lib/server/web/site.ts';
import { deviceToken } from '#lib/server/web/session.ts';
import { destination, enter } from '../entering.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  const to = event.url.searchParams.get('to');
  if (event.locals.session) redirect(303, destination(event, to));
  return { to: safePath(to ?? ''), mails: canSendMail(), outside: outsideName() };
};

export const actions: Actions = {
  default: async (event) => {
    getSite(event.locals);
    const { password = '', ...values } = await readForm(event.request);
    const { ctx } = event.locals;
    const to = safePath(String(values.to ?? ''));
    // The return key presses no button that says how: then what was typed does.
    const how = values.how ?? (password ? 'password' : 'link');
    try {
      if (how === 'password') {
        const input = parseForm(passwordSignInInput, { ...values, password });
        const personId = await findByPassword(ctx, { ...input, device: deviceToken(event) });
        await enter(event, personId, { method: 'password', to });
      }
      const { email } = parseForm(linkInput, values);
      await askForLink(ctx, email, to, deviceToken(event));
    } catch (error) {
      return refuse(error, values);
    }
    redirect(303, localHref('/sign-in/sent', ctx.locale));
  }
};
