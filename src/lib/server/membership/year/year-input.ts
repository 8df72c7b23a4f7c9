import * as v from 'valibot';
import { visible } from '../../platform/input.ts';
import { asciiDigits } from '../../platform/text.ts';

/** Words of a few lines that must be there. */
const words = (max: number) =>
  v.pipe(v.string('missing'), v.trim(), v.regex(visible, 'missing'), v.maxLength(max, 'too-long'));

/** Why a membership ends. */
export const endingInput = v.object({ reason: words(2000) });

/** How many days more to wait for an answer. */
export const waitingInput = v.object({
  days: v.pipe(
    v.string('missing'),
    v.trim(),
    v.transform(asciiDigits),
    v.regex(/^\d{1,3}$/, 'days'),
    v.transform(Number),
    v.minValue(7, 'days'),
    v.maxValue(180, 'days')
  )
});

/** The box by which somebody says that they accept the charter. */
export const acceptanceInput = v.object({ accept: v.literal('yes', 'accept') });
