import type { Actions, RequestEvent } from '@sveltejs/kit';
import { findWhose } from '#lib/server/contact/whose.ts';
import { leadOn } from '#lib/server/desk/lead-on.ts';
import { getTaskBar } from '#lib/server/desk/queue.ts';
import { findUnsentMail, leaveMail, tryMailAgain } from '#lib/server/desk/mails.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { refuseConflict } from '#lib/server/web/form.ts';
import { readId } from '#lib/server/web/params.ts';
import { goTo } from '#lib/server/web/said.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
  const mail = await findUnsentMail(ctx, readId(params.id));
  const [whose, bar] = await Promise.all([
    findWhose(ctx, mail.toAddress),
    getTaskBar(ctx, { kind: 'mail', id: mail.id })
  ]);
  return { mail, whose, ...bar, hasServer: canSendMail() };
};

/** Does what was pressed, and goes on to what needs the actor next. */
const does =
  (act: typeof tryMailAgain) =>
  async ({ locals: { ctx }, params }: RequestEvent) => {
    try {
      await act(ctx, readId(String(params.id)));
    } catch (error) {
      return refuseConflict(error, {}, 'mail');
    }
    goTo(ctx, ...(await leadOn(ctx)));
  };

export const actions: Actions = { again: does(tryMailAgain), leave: does(leaveMail) };
