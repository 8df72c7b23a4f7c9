import { randomUUID } from 'node:crypto';
import type { Actions } from '@sveltejs/kit';
import type { Saying } from '#lib/sayings.ts';
import { getTaskBar } from '#lib/server/desk/queue.ts';
import { begunTexts } from '#lib/server/joining/begun.ts';
import { checklistOf } from '#lib/server/joining/checklist.ts';
import { getDecision, listCommittee } from '#lib/server/joining/deciding/decision-queries.ts';
import { concludeApplication, openDecision, withdrawDecision } from '#lib/server/joining/deciding/decisions.ts';
import { canOpenDecision, canScreenApplication } from '#lib/server/membership/policy.ts';
import { getRules } from '#lib/server/membership/rules.ts';
import {
  decliningInput,
  readChecks,
  reasonInput,
  recommendationInput,
  wordsInput
} from '#lib/server/joining/screening-input.ts';
import { getApplicationFile } from '#lib/server/joining/screening-queries.ts';
import { askForMore, saveChecks, writeToApplicant } from '#lib/server/joining/screening.ts';
import { parseForm, readForm, refuse, type FormState } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import type { PageServerLoad } from './$types';

/** How a committee ends a decision without taking the applicant in. */
const refusals = ['declined', 'objected', 'no-quorum'];

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
  const file = await getApplicationFile(ctx, params.reference);
  const rules = await getRules(ctx, file.allianceId);
  const can = { screen: canScreenApplication(ctx.actor, file), open: canOpenDecision(ctx.actor, file) };
  const recommends = can.open && file.state === 'screening';
  const last = file.decisions.at(-1);
  const [bar, committee, refused] = await Promise.all([
    getTaskBar(ctx, { kind: 'application', id: file.id }),
    recommends && rules.method !== 'secretariat' ? listCommittee(ctx, params.reference) : [],
    // What stands against the applicant is read before anything else is done.
    refusals.includes(last?.result ?? '') && last?.method !== 'secretariat' ? getDecision(ctx, last!.id) : null
  ]);
  const { reference, name, state, locale, sentAt, answers, checks, messages, events } = file;
  return {
    ...bar,
    file: { reference, name, state, locale, sentAt, answers, checks, messages, events },
    isAsked: last !== undefined && !last.closedAt,
    refused: refused?.file ?? null,
    can,
    checklist: checklistOf(
      rules,
      ctx.locale,
      checks.map(({ item }) => item)
    ),
    method: rules.method,
    days: rules.decisionDays,
    committee,
    begun: begunTexts(ctx, file, rules),
    showing: randomUUID()
  };
};

/** An action that reads a form, does one thing with it and comes back to the page, or shows the form again. */
const action =
  (
    work: (ctx: App.Locals['ctx'], reference: string, values: FormState['values']) => Promise<unknown>,
    said: Saying = 'done'
  ): Actions[string] =>
  async ({ locals: { ctx }, params, request }) => {
    const values = await readForm(request);
    const reference = params.reference!;
    try {
      await work(ctx, reference, values);
    } catch (error) {
      return refuse(error, values);
    }
    goTo(ctx, `/desk/applications/${reference}`, said);
  };

export const actions: Actions = {
  checks: action(async (ctx, reference, values) => {
    const { allianceId, checks } = await getApplicationFile(ctx, reference);
    const answered = checks.map(({ item }) => item);
    const items = checklistOf(await getRules(ctx, allianceId), ctx.locale, answered);
    // Only what the form had: one that was opened before the checklist was changed says nothing of new items.
    const keys = items.map(({ key }) => key).filter((key) => `answer-${key}` in values);
    await saveChecks(ctx, reference, readChecks(keys, values));
  }, 'saved'),
  ask: action((ctx, reference, values) => askForMore(ctx, reference, parseForm(wordsInput, values)), 'sent'),
  write: action((ctx, reference, values) => writeToApplicant(ctx, reference, parseForm(wordsInput, values)), 'sent'),
  recommend: action((ctx, reference, values) => {
    const declines = values.recommendation === 'decline' && values.declining !== undefined;
    const reason = declines ? parseForm(decliningInput, values).declining : values.reason!;
    return openDecision(ctx, reference, parseForm(recommendationInput, { ...values, reason }));
  }),
  withdraw: action((ctx, reference, values) => withdrawDecision(ctx, reference, parseForm(reasonInput, values).reason)),
  conclude: action((ctx, reference, values) =>
    concludeApplication(ctx, reference, parseForm(reasonInput, values).reason)
  )
};
