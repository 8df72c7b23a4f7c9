import { randomUUID } from 'node:crypto';
import type { Actions } from '@sveltejs/kit';
import type { Locale } from '#lib/locale.ts';
import { draftReply, replyLink } from '#lib/server/contact/drafts.ts';
import { replyInput, unansweredInput } from '#lib/server/contact/input.ts';
import { getMessage } from '#lib/server/contact/queries.ts';
import { closeMessage, replyToMessage } from '#lib/server/contact/replies.ts';
import { findWhose } from '#lib/server/contact/whose.ts';
import { getTaskBar } from '#lib/server/desk/queue.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { leadOn } from '#lib/server/desk/lead-on.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const message = await getMessage(ctx, params.reference);
  const [whose, bar] = await Promise.all([
    findWhose(ctx, message.email),
    getTaskBar(ctx, { kind: 'message', id: message.id })
  ]);
  return {
    message,
    whose,
    ...bar,
    draft: draftReply(message, locals.session?.person.name ?? ''),
    link: replyLink(message.topic, message.locale as Locale)?.label,
    seen: message.replies.at(-1)?.id ?? 0,
    mails: canSendMail(),
    showing: randomUUID()
  };
};

export const actions: Actions = {
  reply: async ({ locals: { ctx }, params, request }) => {
    const values = await readForm(request);
    const reference = String(params.reference);
    let kept: boolean;
    try {
      const input = parseForm(replyInput, values);
      kept = input.after === 'keep';
      await replyToMessage(ctx, reference, input);
    } catch (error) {
      return refuse(error, values);
    }
    if (kept) goTo(ctx, `/desk/messages/${reference}`, 'sent');
    goTo(ctx, ...(await leadOn(ctx)));
  },
  close: async ({ locals: { ctx }, params, request }) => {
    const values = await readForm(request);
    try {
      await closeMessage(ctx, String(params.reference), parseForm(unansweredInput, values).how);
    } catch (error) {
      return refuse(error, values);
    }
    goTo(ctx, ...(await leadOn(ctx)));
  }
};
