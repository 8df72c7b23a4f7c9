import * as v from 'valibot';
import { showing, visible } from '../platform/input.ts';
import { asciiDigits } from '../platform/text.ts';

/** Text of several lines. */
const lines = (max: number) =>
  v.pipe(v.string('missing'), v.trim(), v.regex(visible, 'missing'), v.maxLength(max, 'too-long'));
/** The line of a text that was begun which somebody is to write in the place of. */
export const openPoint = '– …';
/** Begun by the program: it does not go out while the open point is a line of it. */
const begun = (max: number) =>
  v.pipe(
    lines(max),
    v.check((text) => !text.split('\n').some((line) => line.trim() === openPoint), 'unfinished')
  );
const optionalLines = (max: number) =>
  v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(max, 'too-long'),
      v.transform((text) => (visible.test(text) ? text : null))
    ),
    ''
  );

export const wordsInput = v.object({ text: begun(5000), showing });

/** The reason that stands in the form for declining: another field, since the other has the words of a welcome. */
export const decliningInput = v.object({ declining: lines(3000) });

/** Days are asked for as text; none means those of the rules. */
export const recommendationInput = v.object({
  recommendation: v.picklist(['approve', 'decline'], 'choose'),
  paper: begun(10_000),
  reason: lines(3000),
  days: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.transform(asciiDigits),
      v.regex(/^(|[1-9]\d?|1[0-7]\d|180)$/, 'days'),
      v.transform((text) => (text ? Number(text) : null))
    ),
    ''
  )
});

export const reasonInput = v.object({ reason: lines(3000) });
/** It cannot be taken back: who withdraws says twice that they do. */
export const recusalInput = v.object({ recusal: lines(1000), sure: v.literal('yes', 'missing') });
export const sayingInput = v.object({
  choice: v.picklist(['yes', 'no', 'abstain'], 'choose'),
  note: optionalLines(3000)
});

/** The answers of a checklist, as a form has them: `answer-<key>` and `note-<key>`. */
export function readChecks(keys: string[], values: Record<string, string | string[]>) {
  const answers = ['yes', 'no', 'unclear'] as const;
  const checks = keys.map((item) => ({
    item,
    answer: answers.find((answer) => answer === values[`answer-${item}`]) ?? null,
    note:
      String(values[`note-${item}`] ?? '')
        .trim()
        .slice(0, 1000) || null
  }));
  // What was left as it was shown says nothing: somebody else may have written there meanwhile.
  return checks.filter(({ item, answer, note }) => `${answer ?? ''}|${note ?? ''}` !== values[`was-${item}`]);
}
