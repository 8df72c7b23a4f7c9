import { inLanguage } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { countryName, listCountries } from '../platform/places/places.ts';
import { listThemes } from '../platform/themes/themes.ts';
import { applicationSteps, type ApplicationStep, type StepValues } from './application-input.ts';
import { incompleteSteps, stepMark, valuesOf } from './application-steps.ts';
import { findByToken } from './application-tokens.ts';
import { charterIn, charterInForce } from './charters.ts';

/** What of an application can be chosen from, by name in the reader's language. */
export async function applicationChoices(ctx: Context) {
  const [countries, themes] = await Promise.all([listCountries(ctx), listThemes(ctx)]);
  const option = ({ id, label }: (typeof themes)[number]) => ({
    value: String(id),
    text: inLanguage(label, ctx.locale).text
  });
  const order = new Intl.Collator(ctx.locale);
  return {
    themes: themes
      .filter(({ parentId }) => parentId === null)
      .map((theme) => ({
        ...option(theme),
        under: themes.filter(({ parentId }) => parentId === theme.id).map(option)
      })),
    countries: countries
      .map(({ id, countryCode }) => ({ value: String(id), text: countryName(countryCode, ctx.locale) }))
      .sort((a, b) => order.compare(a.text, b.text))
  };
}
export type ApplicationChoices = Awaited<ReturnType<typeof applicationChoices>>;

/** Where a draft is: which steps are complete, and which comes next. Undefined when the link opens nothing. */
export async function findProgress(ctx: Context, token: string) {
  const row = await findByToken(ctx, 'application', token);
  if (!row) return undefined;
  const missing = row.state === 'draft' ? await incompleteSteps(ctx, row) : [];
  // Looked through is not done: the last step is complete when it can be sent.
  const isDone = (step: ApplicationStep) =>
    row.steps.includes(step) && (step === 'check' ? missing.length === 0 : !missing.includes(step));
  const done = applicationSteps.map(isDone);
  const next = done.slice(0, -1).indexOf(false);
  return {
    row,
    missing: missing.map((step) => applicationSteps.indexOf(step) + 1),
    done,
    next: next < 0 ? applicationSteps.length : next + 1
  };
}

/** One step of a draft, as its form shows it. Undefined when the link opens nothing. */
export async function findStep(ctx: Context, token: string, step: ApplicationStep) {
  const progress = await findProgress(ctx, token);
  if (!progress) return undefined;
  const { row, done, missing } = progress;
  const [choices, charter, files] = await Promise.all([
    applicationChoices(ctx),
    charterInForce(ctx, row.allianceId),
    listFiles(ctx, [row.logoFileId, row.safeguardingFileId])
  ]);
  return {
    state: row.state,
    name: row.name,
    changedAt: row.changedAt,
    isConfirmed: row.focalConfirmedAt !== null,
    done,
    missing,
    values: valuesOf(step, row),
    mark: stepMark(step, row),
    // Only what the step needs: all countries are half of a page.
    countries: step === 'organisation' || step === 'countries' ? choices.countries : [],
    themes: step === 'themes' ? choices.themes : [],
    logo: files.find(({ id }) => id === row.logoFileId) ?? null,
    policy: files.find(({ id }) => id === row.safeguardingFileId) ?? null,
    charter: charter && step === 'charter' ? { ...charter, ...charterIn(charter, ctx.locale) } : null,
    replaced: row.replaced && { step: String(row.replaced.step), texts: textsOf(row.replaced, choices) }
  };
}

async function listFiles(ctx: Context, ids: (number | null)[]) {
  const there = ids.filter((id) => id !== null);
  if (there.length === 0) return [];
  return ctx.db.selectFrom('file').select(['id', 'name', 'bytes']).where('id', 'in', there).execute();
}

/** The words of what was replaced; names where it was chosen from a list. */
function textsOf(values: StepValues, { countries, themes }: ApplicationChoices): string[] {
  const lists: Record<string, { value: string; text: string }[]> = {
    places: countries,
    country: countries,
    themes: themes.flatMap((theme) => [theme, ...theme.under])
  };
  return Object.entries(values).flatMap(([field, value]) => {
    if (['step', 'same', 'charter', 'accept', 'kind', 'safeguarding'].includes(field)) return [];
    const names = lists[field];
    const texts = [value].flat().map((one) => (names ? (names.find((name) => name.value === one)?.text ?? '') : one));
    return texts.filter(Boolean);
  });
}
