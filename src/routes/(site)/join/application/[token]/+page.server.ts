import { randomUUID } from 'node:crypto';
import { redirect, type Actions, type RequestEvent } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { findProgress } from '#lib/server/joining/application-form.ts';
import { messageToAlliance } from '#lib/server/joining/application-input.ts';
import { findOwnApplication } from '#lib/server/joining/application-queries.ts';
import { findByToken } from '#lib/server/joining/application-tokens.ts';
import { renewLinks, takeBackApplication, writeAsApplicant } from '#lib/server/joining/applications.ts';
import { getRules } from '#lib/server/membership/rules.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { parseForm, readForm, refuse } from '#lib/server/web/form.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { ctx } = locals;
  const own = await findOwnApplication(ctx, params.token);
  locals.gone = !own;
  if (!own) return { own: null, showing: '', said: null, draft: null, mails: canSendMail() };
  const progress = own.state === 'draft' ? await findProgress(ctx, params.token) : undefined;
  const { draftDays } = await getRules(ctx, own.allianceId);
  return {
    own,
    draft: progress && {
      done: progress.done,
      next: progress.next,
      endsAt: new Date(own.changedAt.getTime() + draftDays * 86_400_000)
    },
    said: url.searchParams.get('said'),
    showing: randomUUID(),
    mails: canSendMail()
  };
};

/** Does something with the application that the link opens; a link that opens none shows what else can be done. */
const withLink =
  <T>(act: (event: RequestEvent, token: string, own: string) => Promise<T>) =>
  async (event: RequestEvent) => {
    const { locals, params } = event;
    const token = params.token ?? '';
    if (!(await findByToken(locals.ctx, 'application', token))) return;
    return act(event, token, localHref(`/join/application/${token}`, locals.ctx.locale));
  };

export const actions: Actions = {
  write: withLink(async ({ locals, request }, token, own) => {
    const values = await readForm(request);
    try {
      await writeAsApplicant(locals.ctx, token, parseForm(messageToAlliance, values));
    } catch (error) {
      return refuse(error, values);
    }
    redirect(303, `${own}?said=sent#messages`);
  }),
  renew: withLink(async ({ locals }, token) => {
    await renewLinks(locals.ctx, token);
    redirect(303, localHref('/join/link?sent=1', locals.ctx.locale));
  }),
  back: withLink(async ({ locals }, token, own) => {
    await takeBackApplication(locals.ctx, token);
    redirect(303, `${own}/8`);
  })
};
