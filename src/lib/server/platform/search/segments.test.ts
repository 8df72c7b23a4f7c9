import { expect, test } from 'vitest';
import fc from '../../../../../tests/support/property.ts';
import { parseQuery } from './query.ts';
import { rankedWords } from './plan.ts';
import { Matcher, matchesIn, segmentsOf } from './segments.ts';
import { wordsOf } from './words.ts';

const matcherOf = (text: string) => new Matcher(rankedWords(parseQuery(text)));

/** Every word looked at, as `matchesIn` did before it passed over words by their first letter. */
function everyMatch(text: string, language: string, matcher: Matcher) {
  return [...wordsOf(text)].flatMap(({ raw, start }) => {
    const place = matcher.placeOf(raw, language);
    return place < 0 ? [] : [{ start, end: start + raw.length, place }];
  });
}

test('words are marked in any inflection, case and accent, and by their beginning', () => {
  const text = 'Los niños y las CIUDADES: Ciudad, niño; Éducation 2nd play-grounds plaYground 😀play';
  const marked = (query: string, language: string) =>
    segmentsOf(text, matchesIn(text, language, matcherOf(query)))
      .filter(([, isMatch]) => isMatch)
      .map(([word]) => word);
  expect(marked('ciudad ninos', 'es')).toEqual(['niños', 'CIUDADES', 'Ciudad', 'niño']);
  expect(marked('play', 'en')).toEqual(['play', 'plaYground', 'play']);
  expect(marked('education 2nd', 'fr')).toEqual(['Éducation', '2nd']);
});

test('passing over words by their first letter leaves out no match', () => {
  const word = fc.constantFrom(
    ...'children Child women water Waters ciudades niños niño école ecoles Éducation ﬁre 2nd x².٣ play’s play e\u0301cole السلامة سلامة শহর 😀city city😀 ça ñandú Straße ß œuvre naïve co\u00adop'.split(
      ' '
    )
  );
  const gap = fc.constantFrom(' ', ', ', '-', '', '. ', '\u200d', '…', '😀');
  const text = fc
    .array(fc.tuple(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 6 })), gap))
    .map((parts) => parts.flat().join(''));
  fc.assert(
    fc.property(
      text,
      fc.array(word, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('en', 'es', 'fr', 'ar', 'bn', 'sw'),
      (text, words, language) => {
        const matcher = matcherOf(words.join(' '));
        expect(matchesIn(text, language, matcher)).toEqual(everyMatch(text, language, matcher));
      }
    ),
    { numRuns: 500 }
  );
});
