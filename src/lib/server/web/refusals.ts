import { fail } from '@sveltejs/kit';
import { Conflict, Invalid, type Problem } from '../platform/errors.ts';
import type { FormState } from './form.ts';

/**
 * Answers a form that cannot be done: bad input with 422, a state of things that is against it with 409 and the word
 * for it in `refused`, so that the page can say why. Other errors pass.
 */
export function refuseKindly(error: unknown, values: FormState['values']) {
  if (error instanceof Invalid) return fail(422, { values, problems: error.problems, refused: '' });
  if (error instanceof Conflict) return fail(409, { values, problems: [] as Problem[], refused: error.message });
  throw error;
}

/** Whether what was typed to confirm is what was to be typed; letter cases do not count. @throws Invalid `wrong` */
export function needSame(field: string, typed: string | string[] | undefined, wanted: string): void {
  if (
    String(typed ?? '')
      .trim()
      .toLowerCase() !== wanted.toLowerCase()
  )
    throw new Invalid([{ field, code: 'wrong' }]);
}
