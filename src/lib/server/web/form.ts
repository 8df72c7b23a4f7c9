import { error, fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { Conflict, Invalid, type Problem } from '../platform/errors.ts';
import { storable } from '../platform/text.ts';

/** What a page needs to show a form again: what was typed, and each problem by field. */
export interface FormState {
  values: Record<string, string | string[]>;
  problems: Problem[];
}

/** A name that programs fill in and browsers do not. */
const trapField = 'homepage';

/** More than any field takes, so that a text that is too long comes back whole. */
const maxLength = 200_000;
const maxFields = 100;
/** Answers to one question: there are 250 countries. */
const maxChoices = 300;

/** Text that can be stored and compared, with one kind of line end and composed letters. */
function clean(value: FormDataEntryValue): string {
  return typeof value === 'string' ? storable(value.slice(0, maxLength)).replace(/\r\n?/g, '\n').normalize('NFC') : '';
}

/**
 * The fields of a post, cleaned; fields named in `lists` may come several times, of the others the first counts.
 * A body that is no form is answered with 400.
 */
export async function readForm(request: Request, lists: string[] = []): Promise<Record<string, string | string[]>> {
  return valuesOf(await request.formData().catch(() => error(400)), lists);
}

/** A file as it came with a form, before anything is known of it but its name and its size. */
export interface Uploaded {
  name: string;
  bytes: Uint8Array;
}

/** The fields of a post as `readForm` gives them, and the first file of each field in `files` that came with one. */
export async function readUpload(
  request: Request,
  files: string[],
  lists: string[] = []
): Promise<{ values: FormState['values']; files: Record<string, Uploaded> }> {
  const data = await request.formData().catch(() => error(400));
  const uploaded: Record<string, Uploaded> = {};
  for (const field of files) {
    const file = data.get(field);
    // A browser sends an empty one where nothing was chosen.
    if (!(file instanceof File) || file.size === 0) continue;
    uploaded[field] = { name: clean(file.name), bytes: new Uint8Array(await file.arrayBuffer()) };
  }
  return { values: valuesOf(data, lists), files: uploaded };
}

function valuesOf(data: FormData, lists: string[]): FormState['values'] {
  const values: Record<string, string | string[]> = Object.fromEntries(lists.map((name) => [name, []]));
  let fields = 0;
  for (const [name, value] of data) {
    const known = name in values ? values[name] : undefined;
    if (Array.isArray(known) && known.length < maxChoices) known.push(clean(value));
    // Inherited names, such as `__proto__`, are in every object and so never taken.
    if (!(name in values) && fields++ < maxFields) values[name] = clean(value);
  }
  return values;
}

/** Parses with a schema whose messages are problem codes. @throws Invalid with every problem */
export function parseForm<const S extends v.GenericSchema>(schema: S, values: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, values);
  if (result.success) return result.output;
  const seen = new Set<string>();
  const problems = result.issues.flatMap((issue): Problem[] => {
    const field = v.getDotPath(issue)?.split('.')[0] ?? '';
    if (seen.has(field)) return [];
    seen.add(field);
    const requirement = typeof issue.requirement === 'number' ? { limit: issue.requirement } : undefined;
    // A field that was not sent at all: the schema of the whole says so, without a code.
    return [{ field, code: issue.type === 'object' ? 'missing' : issue.message, values: requirement }];
  });
  throw new Invalid(problems);
}

/** What was typed, or chosen, in one form: several answers in no order, none as an empty one. */
const inOneForm = (value: unknown) => (Array.isArray(value) ? JSON.stringify(value.toSorted()) : String(value ?? ''));

/**
 * What a form changes, put over what stands there `now`: a field that was left as it was shown (`was`, hidden in the
 * form as JSON) keeps what somebody else wrote meanwhile, so that of two who have the form open neither takes back what
 * the other did. @throws Invalid `meanwhile` for each field that both changed; sent once more, it is what the second wants
 */
export function onlyChanged(values: FormState['values'], now: FormState['values']): FormState['values'] {
  let was: Record<string, unknown>;
  try {
    was = { ...JSON.parse(String(values.was ?? '')) };
  } catch {
    return values;
  }
  const problems: Problem[] = [];
  const merged = { ...values };
  for (const [field, stands] of Object.entries(now)) {
    if (!Object.hasOwn(was, field)) continue;
    const [typed, shown, other] = [values[field], was[field], stands].map(inOneForm);
    if (typed === shown) merged[field] = stands;
    else if (other !== shown && other !== typed) problems.push({ field, code: 'meanwhile' });
  }
  if (problems.length > 0) {
    values.was = JSON.stringify(now);
    throw new Invalid(problems);
  }
  return merged;
}

/**
 * Refuses what only a machine writes: people neither see nor hear the field (Trap.svelte). Whoever does gets the form
 * back with a sentence that says to leave it empty. @throws Invalid
 */
export function refuseMachines(values: FormState['values']): void {
  if (values[trapField]) throw new Invalid([{ field: trapField, code: 'trap' }]);
}

/** Answers a form with bad input: 422, everything typed kept, each problem named. Other errors pass. */
export function refuse(error: unknown, values: FormState['values']) {
  if (error instanceof Invalid) return fail(422, { values, problems: error.problems } satisfies FormState);
  throw error;
}

/** The same for what became impossible meanwhile: 409, everything typed kept, and one field that says so. */
export function refuseConflict(error: unknown, values: FormState['values'], field: string) {
  if (!(error instanceof Conflict)) return refuse(error, values);
  const code = error.message === 'too-many' ? 'too-many' : 'conflict';
  return fail(409, { values, problems: [{ field, code }] } satisfies FormState as FormState);
}

/** Whether something is in a state that does not allow what was asked; a page that can say so better than an error does. */
export const isConflict = (error: unknown): boolean => error instanceof Conflict;
