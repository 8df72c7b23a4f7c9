import * as v from 'valibot';
import type { Problem } from '../platform/errors.ts';
import { organisationKinds } from '../membership/kinds.ts';
import { emailAddress, pageAddress, showing, visible } from '../platform/input.ts';

/** The steps of the form, in their order. */
export const applicationSteps = [
  'organisation',
  'countries',
  'themes',
  'work',
  'safeguarding',
  'people',
  'charter',
  'check'
] as const;
export type ApplicationStep = (typeof applicationSteps)[number];

/** Fields of the form that hold several answers. */
export const listFields = ['places', 'themes'];

/** What was typed into a step, by field. */
export type StepValues = Record<string, string | string[]>;

/** Characters that a longer answer may have; more is kept in a draft, and said to be too much. */
export const answerLength = 2000;
const keptLength = 20_000;

const line = (max: number) =>
  v.pipe(v.string('missing'), v.trim(), v.regex(visible, 'missing'), v.maxLength(max, 'too-long'));
const optionalLine = (max: number) => v.optional(v.pipe(v.string(), v.trim(), v.maxLength(max, 'too-long')), '');
const answer = line(answerLength);

const optionalPage = v.optional(
  v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(500, 'too-long'),
    v.check((text) => text === '' || pageAddress(text) !== undefined, 'address')
  ),
  ''
);

/** What begins an application. */
export const beginInput = v.object({
  name: line(200),
  website: optionalPage,
  focalName: line(120),
  focalEmail: emailAddress,
  /** That it is another organisation than the one which was found under its name or website. */
  another: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => text === 'yes')
    ),
    ''
  ),
  showing
});
export type BeginInput = v.InferOutput<typeof beginInput>;

/** Where the link of an application is to be mailed. */
export const linkInput = v.object({ email: emailAddress });

export const messageToAlliance = v.object({ text: line(5000), showing });
export type MessageToAlliance = v.InferOutput<typeof messageToAlliance>;

/** What a step is checked against beside its own values. */
export interface StepChoices {
  places: ReadonlySet<number>;
  themes: ReadonlySet<number>;
  charterId: number | null;
  hasPolicyFile: boolean;
}

const known = (ids: ReadonlySet<number>) => (text: string) => ids.has(Number(text));

const some = (ids: ReadonlySet<number>) =>
  v.pipe(
    v.array(v.pipe(v.string(), v.check(known(ids), 'choose'))),
    v.minLength(1, 'choose'),
    v.maxLength(300, 'choose')
  );

const safeguarding = v.object({
  safeguarding: v.picklist(['policy', 'writing', 'none'], 'choose'),
  safeguardingUrl: optionalPage,
  safeguardingNote: optionalLine(answerLength)
});

const schemas = {
  organisation: (choices: StepChoices, values: StepValues) =>
    v.object({
      name: line(200),
      shortName: optionalLine(60),
      kind: v.picklist(organisationKinds, 'choose'),
      kindNote: values.kind === 'other' ? line(200) : optionalLine(200),
      country: v.pipe(v.string('choose'), v.check(known(choices.places), 'choose')),
      city: optionalLine(120),
      website: optionalPage
    }),
  countries: (choices: StepChoices) => v.object({ places: some(choices.places) }),
  themes: (choices: StepChoices) => v.object({ themes: some(choices.themes) }),
  work: () => v.object({ does: answer, why: answer, offers: answer }),
  safeguarding: () => safeguarding,
  people: (_: StepChoices, values: StepValues): v.GenericSchema => {
    const focal = { focalName: line(120), focalEmail: emailAddress, focalTitle: optionalLine(120) };
    const signatory = { signatoryName: line(120), signatoryEmail: emailAddress, signatoryTitle: optionalLine(120) };
    return values.same === 'yes' ? v.object(focal) : v.object({ ...focal, ...signatory });
  },
  charter: () => v.object({}),
  check: () => v.object({})
} satisfies Record<ApplicationStep, (choices: StepChoices, values: StepValues) => v.GenericSchema>;

/** What keeps a step from being complete: every problem, by field. An empty list means that nothing does. */
export function stepProblems(step: ApplicationStep, values: StepValues, choices: StepChoices): Problem[] {
  const schema: v.GenericSchema = schemas[step](choices, values);
  const result = v.safeParse(schema, values);
  const found = new Map<string, Problem>();
  for (const issue of result.issues ?? []) {
    const field = v.getDotPath(issue)?.split('.')[0] ?? '';
    const limit = typeof issue.requirement === 'number' ? { values: { limit: issue.requirement } } : {};
    if (!found.has(field)) found.set(field, { field, code: issue.message, ...limit });
  }
  for (const problem of furtherProblems(step, values, choices))
    if (!found.has(problem.field)) found.set(problem.field, problem);
  return [...found.values()];
}

function furtherProblems(step: ApplicationStep, values: StepValues, choices: StepChoices): Problem[] {
  if (step === 'safeguarding') {
    if (values.safeguarding === 'policy' && !values.safeguardingUrl && !choices.hasPolicyFile)
      return [{ field: 'policy', code: 'policy' }];
    const explains = visible.test(String(values.safeguardingNote ?? ''));
    if ((values.safeguarding === 'writing' || values.safeguarding === 'none') && !explains)
      return [{ field: 'safeguardingNote', code: 'missing' }];
  }
  if (step === 'charter' && choices.charterId !== null) {
    if (values.accept !== 'yes') return [{ field: 'accept', code: 'accept' }];
    if (values.charter !== String(choices.charterId)) return [{ field: 'accept', code: 'newer' }];
  }
  return [];
}

/** What was typed into a line, as a draft keeps it, or null where that is nothing. */
export function keptLine(value: string | string[] | undefined, max = 500): string | null {
  const text = String(value ?? '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  return visible.test(text) ? text.slice(0, max).toWellFormed() : null;
}

/** The same for an answer of several lines. */
export function keptText(value: string | string[] | undefined): string | null {
  const text = String(value ?? '').trim();
  return visible.test(text) ? text.slice(0, keptLength).toWellFormed() : null;
}

/** Of the ids that were sent, those that are known, each once. */
export function keptIds(value: string | string[] | undefined, ids: ReadonlySet<number>): number[] {
  return [...new Set([value ?? []].flat().map(Number))].filter((id) => ids.has(id));
}
