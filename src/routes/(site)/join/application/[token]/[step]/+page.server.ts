import { error, fail, redirect, type Actions } from '@sveltejs/kit';
import { localHref } from '#lib/href.ts';
import { findStep } from '#lib/server/joining/application-form.ts';
import { answerLength, applicationSteps, listFields } from '#lib/server/joining/application-input.ts';
import { organisationKinds } from '#lib/server/membership/kinds.ts';
import { findOwnApplication } from '#lib/server/joining/application-queries.ts';
import { saveStep, type StepFiles } from '#lib/server/joining/application-steps.ts';
import { findByToken } from '#lib/server/joining/application-tokens.ts';
import { sendApplication } from '#lib/server/joining/applications.ts';
import { canSendMail } from '#lib/server/web/app.ts';
import { isConflict, readUpload } from '#lib/server/web/form.ts';
import type { PageServerLoad } from './$types';

const numberOf = (step: string | undefined) => (/^[1-8]$/.test(step ?? '') ? Number(step) : error(404));

export const load: PageServerLoad = async ({ locals, params }) => {
  const number = numberOf(params.step);
  const step = applicationSteps[number - 1]!;
  const found = await findStep(locals.ctx, params.token, step);
  locals.gone = !found;
  if (found && found.state !== 'draft')
    redirect(303, localHref(`/join/application/${params.token}`, locals.ctx.locale));
  const own = found && step === 'check' ? await findOwnApplication(locals.ctx, params.token) : undefined;
  return {
    number,
    step,
    found: found ?? null,
    answers: own?.answers ?? null,
    kinds: organisationKinds,
    limit: answerLength,
    mails: canSendMail()
  };
};

export const actions: Actions = {
  default: async ({ locals, params, request }) => {
    const { ctx } = locals;
    const number = numberOf(params.step);
    const token = params.token ?? '';
    const own = localHref(`/join/application/${token}`, ctx.locale);
    const { values, files } = await readUpload(request, ['logo', 'policy'], listFields);
    if (!(await findByToken(ctx, 'application', token))) return;
    try {
      const uploads: StepFiles = {
        logo: files.logo ?? (values.removeLogo === 'yes' ? 'removed' : undefined),
        policy: files.policy ?? (values.removePolicy === 'yes' ? 'removed' : undefined)
      };
      const step = applicationSteps[number - 1]!;
      const { problems } = await saveStep(ctx, token, step, values, {
        files: uploads,
        seen: String(values.seen ?? '')
      });
      if (values.go === 'back') redirect(303, `${own}/${Math.max(1, number - 1)}`);
      if (values.go === 'leave') redirect(303, own);
      if (problems.length > 0) return fail(422, { values, problems });
      if (step === 'check') {
        // The page names the steps that are missing.
        const { missing } = await sendApplication(ctx, token);
        if (missing.length > 0) return fail(422, { values, problems: [] });
        redirect(303, own);
      }
    } catch (problem) {
      // It was sent from another window, or this one before: the page that follows it says so.
      if (isConflict(problem)) redirect(303, own);
      throw problem;
    }
    redirect(303, `${own}/${number + 1}`);
  }
};
