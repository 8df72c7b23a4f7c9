import { fail, redirect, type Actions, type RequestEvent } from '@sveltejs/kit';
import { findWhose } from '#lib/server/contact/whose.ts';
import { leadOn } from '#lib/server/desk/lead-on.ts';
import { getTaskBar } from '#lib/server/desk/queue.ts';
import type { Context } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { findUnsentMail, leaveMail, tryMailAgain } from '#lib/server/platform/mail/desk.ts';
import { plainFailure } from '#lib/server/platform/mail/plain.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { readId } from '#lib/server/web/params.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
  const mail = await findUnsentMail(ctx, readId(params.id));
  const [whose, bar] = await Promise.all([
    findWhose(ctx, mail.toAddress),
    getTaskBar(ctx, { kind: 'mail', id: mail.id })
  ]);
  return { mail, failure: plainFailure(mail.lastError), whose, ...bar, hasServer: canSendMail() };
};

/** Does what was pressed, and goes on to what needs the actor next. */
const does =
  (act: (ctx: Context, id: number) => Promise<void>) =>
  async ({ locals: { ctx }, params }: RequestEvent) => {
    try {
      await act(ctx, readId(String(params.id)));
    } catch (error) {
      if (error instanceof Conflict) return fail(409, { conflict: true });
      throw error;
    }
    redirect(303, await leadOn(ctx));
  };

export const actions: Actions = { again: does(tryMailAgain), leave: does(leaveMail) };
