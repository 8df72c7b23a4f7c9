import { randomUUID } from 'node:crypto';
import type { Actions } from '@sveltejs/kit';
import { openConcern, stepsFrom, takeConcernStep, writeAboutConcern } from '#lib/server/contact/concerns.ts';
import { concernMailInput, severities, stepInput } from '#lib/server/contact/input.ts';
import { leadOn } from '#lib/server/desk/lead-on.ts';
import { getTaskBar } from '#lib/server/desk/queue.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { parseForm, readForm, refuse, refuseConflict } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
  const concern = await openConcern(ctx, params.reference);
  return {
    concern,
    ...(await getTaskBar(ctx, { kind: 'concern', id: concern.id })),
    next: stepsFrom(concern.state),
    severities,
    mails: canSendMail(),
    showing: randomUUID()
  };
};

export const actions: Actions = {
  step: async ({ locals: { ctx }, params, request }) => {
    const values = await readForm(request);
    const reference = String(params.reference);
    let to: string;
    try {
      const step = parseForm(stepInput, values);
      ({ to } = step);
      await takeConcernStep(ctx, reference, step);
    } catch (error) {
      return refuseConflict(error, values, 'text');
    }
    if (to === 'closed') goTo(ctx, ...(await leadOn(ctx)));
    goTo(ctx, `/desk/concerns/${reference}`, 'done');
  },
  write: async ({ locals: { ctx }, params, request }) => {
    const values = await readForm(request);
    const reference = String(params.reference);
    try {
      await writeAboutConcern(ctx, reference, parseForm(concernMailInput, values));
    } catch (error) {
      return refuse(error, { ...values, to: 'write' });
    }
    goTo(ctx, `/desk/concerns/${reference}`, 'sent');
  }
};
