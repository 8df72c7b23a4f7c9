import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { Invalid, type Problem } from '../platform/errors.ts';

/** What a page needs to show a form again: what was typed, and each problem by field. */
export interface FormState {
  values: Record<string, string | string[]>;
  problems: Problem[];
}

const maxLength = 20_000;

/** Text that can be stored and compared: no NUL, no lone surrogates, one kind of line end, composed letters. */
function clean(value: FormDataEntryValue): string {
  return typeof value === 'string'
    ? value.slice(0, maxLength).replaceAll('\0', '').toWellFormed().replace(/\r\n?/g, '\n').normalize('NFC')
    : '';
}

/** The fields of a post, cleaned; fields named in `lists` may come several times. */
export async function readForm(request: Request, lists: string[] = []): Promise<Record<string, string | string[]>> {
  const data = await request.formData();
  const values: Record<string, string | string[]> = {};
  for (const name of new Set(data.keys())) {
    if (name === '__proto__') continue;
    values[name] = lists.includes(name) ? data.getAll(name).slice(0, 100).map(clean) : clean(data.get(name) ?? '');
  }
  for (const name of lists) values[name] ??= [];
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
    return [{ field, code: issue.message, values: requirement }];
  });
  throw new Invalid(problems);
}

/** Answers a form with bad input: 422, everything typed kept, each problem named. Other errors pass. */
export function refuse(error: unknown, values: FormState['values']) {
  if (error instanceof Invalid) return fail(422, { values, problems: error.problems } satisfies FormState);
  throw error;
}
