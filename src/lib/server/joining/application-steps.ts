import * as v from 'valibot';
import type { Context } from '../platform/context.ts';
import { Conflict, Invalid, type Problem } from '../platform/errors.ts';
import { removeFiles, storeFile, type NewFile } from '../platform/files/files.ts';
import { emailAddress } from '../platform/input.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { listCountries } from '../platform/places/places.ts';
import { listThemes } from '../platform/themes/themes.ts';
import { readLogo, readPolicy, type Upload } from '../membership/uploads.ts';
import {
  applicationSteps,
  keptIds,
  keptLine,
  keptText,
  stepProblems,
  type ApplicationStep,
  type StepChoices,
  type StepValues
} from './application-input.ts';
import { organisationKinds } from '../membership/kinds.ts';
import { pageAddress } from '../platform/input.ts';
import { writeToApplicantLater } from './application-jobs.ts';
import { holdByToken, type ApplicationRow } from './application-tokens.ts';
import { charterInForce } from './charters.ts';

/** What the steps of an application are checked against. */
export async function stepChoices(ctx: Context, application: ApplicationRow): Promise<StepChoices> {
  const [countries, themes, charter] = await Promise.all([
    listCountries(ctx),
    listThemes(ctx),
    charterInForce(ctx, application.allianceId)
  ]);
  return {
    places: new Set(countries.map(({ id }) => id)),
    themes: new Set(themes.map(({ id }) => id)),
    charterId: charter?.id ?? null,
    hasPolicyFile: application.safeguardingFileId !== null
  };
}

/** What a draft holds of a step, as its form has it. */
export function valuesOf(step: ApplicationStep, row: ApplicationRow): StepValues {
  const text = (value: string | number | null) => String(value ?? '');
  const isSame = row.signatoryEmail !== null && row.signatoryEmail === row.focalEmail;
  const values: Record<ApplicationStep, () => StepValues> = {
    organisation: () => ({
      name: row.name,
      shortName: text(row.shortName),
      kind: text(row.kind),
      kindNote: text(row.kindNote),
      country: text(row.countryId),
      city: text(row.city),
      website: text(row.website)
    }),
    countries: () => ({ places: row.placeIds.map(String) }),
    themes: () => ({ themes: row.themeIds.map(String) }),
    work: () => ({ does: text(row.does), why: text(row.why), offers: text(row.offers) }),
    safeguarding: () => ({
      safeguarding: text(row.safeguarding),
      safeguardingUrl: text(row.safeguardingUrl),
      safeguardingNote: text(row.safeguardingNote)
    }),
    people: () => ({
      focalName: text(row.focalName),
      focalEmail: row.focalEmail,
      focalTitle: text(row.focalTitle),
      same: isSame && row.signatoryName === row.focalName ? 'yes' : '',
      signatoryName: text(row.signatoryName),
      signatoryEmail: text(row.signatoryEmail),
      signatoryTitle: text(row.signatoryTitle)
    }),
    charter: () => ({ charter: text(row.charterId), accept: row.charterAcceptedAt ? 'yes' : '' }),
    check: () => ({})
  };
  return values[step]();
}

/** The steps of an application that are not complete, also because of what has changed around it since. */
export async function incompleteSteps(ctx: Context, application: ApplicationRow): Promise<ApplicationStep[]> {
  const choices = await stepChoices(ctx, application);
  return applicationSteps.filter((step) => stepProblems(step, valuesOf(step, application), choices).length > 0);
}

type Changes = Partial<Omit<ApplicationRow, 'id' | 'replaced' | 'words'>>;

/** What the columns of a step become: all that can be kept of what was typed, complete or not. */
function changesOf(
  step: ApplicationStep,
  values: StepValues,
  choices: StepChoices,
  row: ApplicationRow,
  now: Date
): Changes {
  const line = (name: string) => keptLine(values[name]);
  const page = (name: string) => {
    const text = line(name);
    return text === null ? null : (pageAddress(text) ?? text);
  };
  const changes: Record<ApplicationStep, () => Changes> = {
    organisation: () => ({
      name: line('name') ?? row.name,
      shortName: line('shortName'),
      kind: organisationKinds.find((kind) => kind === values.kind) ?? null,
      kindNote: line('kindNote'),
      countryId: keptIds(values.country, choices.places)[0] ?? null,
      city: line('city'),
      website: page('website')
    }),
    countries: () => ({ placeIds: keptIds(values.places, choices.places) }),
    themes: () => ({ themeIds: keptIds(values.themes, choices.themes) }),
    work: () => ({ does: keptText(values.does), why: keptText(values.why), offers: keptText(values.offers) }),
    safeguarding: () => ({
      safeguarding: ['policy', 'writing', 'none'].find((answer) => answer === values.safeguarding) ?? null,
      safeguardingUrl: page('safeguardingUrl'),
      safeguardingNote: keptText(values.safeguardingNote)
    }),
    people: () => peopleOf(values, row),
    charter: () => {
      const isCurrent = choices.charterId !== null && values.charter === String(choices.charterId);
      if (values.accept !== 'yes' || !isCurrent) return { charterId: null, charterAcceptedAt: null };
      if (row.charterId === choices.charterId && row.charterAcceptedAt) return {};
      return { charterId: choices.charterId, charterAcceptedAt: now };
    },
    check: () => ({})
  };
  return changes[step]();
}

function peopleOf(values: StepValues, row: ApplicationRow): Changes {
  const line = (name: string) => keptLine(values[name]);
  const typed = line('focalEmail') ?? '';
  // Links are mailed there: what is no address does not take its place.
  const focalEmail = v.is(emailAddress, typed) ? typed : row.focalEmail;
  const focal = { focalName: line('focalName'), focalEmail, focalTitle: line('focalTitle') };
  const hasMoved = focalEmail.toLowerCase() !== row.focalEmail.toLowerCase();
  const isSame = values.same === 'yes';
  return {
    ...focal,
    ...(hasMoved && { focalConfirmedAt: null }),
    signatoryName: isSame ? focal.focalName : line('signatoryName'),
    signatoryEmail: isSame ? focal.focalEmail : line('signatoryEmail'),
    signatoryTitle: isSame ? focal.focalTitle : line('signatoryTitle')
  };
}

/** Files that came with a step, or `removed` where one is to go. */
export interface StepFiles {
  logo?: Upload | 'removed';
  policy?: Upload | 'removed';
}

type FileColumn = 'logoFileId' | 'safeguardingFileId';
type FileChange = { column: FileColumn; file: NewFile | null };

/** Files are looked at before anything is held: that can take seconds. One that is refused keeps nothing else back. */
async function readStepFiles(files: StepFiles): Promise<{ changes: FileChange[]; problems: Problem[] }> {
  const changes: FileChange[] = [];
  const problems: Problem[] = [];
  const ways = [
    ['logoFileId', files.logo, readLogo],
    ['safeguardingFileId', files.policy, readPolicy]
  ] as const;
  for (const [column, given, read] of ways) {
    if (given === undefined) continue;
    try {
      changes.push({ column, file: given === 'removed' ? null : await read(given) });
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      problems.push(...error.problems);
    }
  }
  return { changes, problems };
}

/** What a step held, in few letters: a form says with it what it was filled in over. */
export function stepMark(step: ApplicationStep, row: ApplicationRow): string {
  const text = JSON.stringify(valuesOf(step, row));
  let mark = 0;
  for (let i = 0; i < text.length; i++) mark = (Math.imul(mark, 31) + text.charCodeAt(i)) | 0;
  return (mark >>> 0).toString(36);
}

export interface SavedStep {
  /** What keeps the step from being complete; what was typed is kept all the same. */
  problems: Problem[];
  /** Whether this took the place of what was saved from another window meanwhile; that is kept in `replaced`. */
  replaced: boolean;
}

/**
 * Saves a step as it is left, complete or not: what was typed is kept wherever it can be. What came last counts; what
 * it took the place of, where the form had not shown it (`seen`, a `stepMark`), is kept beside it.
 * @throws NotFound; Conflict once the application is sent
 */
export async function saveStep(
  ctx: Context,
  token: string,
  step: ApplicationStep,
  values: StepValues,
  { files = {}, seen }: { files?: StepFiles; seen?: string } = {}
): Promise<SavedStep> {
  const allowed =
    step === 'organisation' ? { logo: files.logo } : step === 'safeguarding' ? { policy: files.policy } : {};
  const read = await readStepFiles(allowed);
  return inTransaction(ctx, async (ctx) => {
    const row = await holdByToken(ctx, 'application', token);
    if (row.state !== 'draft') throw new Conflict('application-state');
    const choices = await stepChoices(ctx, row);
    const changes = { ...changesOf(step, values, choices, row, ctx.now), ...(await keepFiles(ctx, row, read.changes)) };
    const next = { ...row, ...changes };
    const problems = [
      ...read.problems,
      ...stepProblems(step, values, { ...choices, hasPolicyFile: next.safeguardingFileId !== null })
    ];
    const steps = row.steps.filter((one) => one !== step);
    const replaced = Boolean(seen) && stepMark(step, row) !== seen && stepMark(step, row) !== stepMark(step, next);
    await ctx.db
      .updateTable('application')
      .set({
        ...changes,
        replaced: replaced ? JSON.stringify({ step, ...valuesOf(step, row) }) : null,
        steps: problems.length > 0 ? steps : [...steps, step],
        changedAt: ctx.now,
        warnedAt: null
      })
      .where('id', '=', row.id)
      .execute();
    await removeFiles(
      ctx,
      read.changes.map(({ column }) => row[column])
    );
    if (row.focalEmail.toLowerCase() !== next.focalEmail.toLowerCase())
      await writeToApplicantLater(ctx, 'begun', row.id);
    await record(ctx, 'application.saved', { kind: 'application', id: row.id, allianceId: row.allianceId }, { step });
    return { problems, replaced };
  });
}

async function keepFiles(ctx: Context, row: ApplicationRow, changes: FileChange[]) {
  const kept: Partial<Record<FileColumn, number | null>> = {};
  for (const { column, file } of changes) kept[column] = file && (await storeFile(ctx, file));
  return kept;
}
