import { expect, test } from 'vitest';
import { distance, oneEditAway } from './edits.ts';
import { foldWord, stemsOf, tokenOf, wordsOf } from './words.ts';

const sameStem = (language: string, ...words: string[]) => {
  const stems = words.map((word) => tokenOf(word, language).stem);
  expect(new Set(stems).size, `${words.join(', ')}: ${stems.join(', ')}`).toBe(1);
};

test('inflections of a word have one stem in English, Spanish, French and Arabic', () => {
  sameStem('en', 'city', 'cities', 'City');
  sameStem('en', 'playing', 'plays', 'played', 'play');
  sameStem('en', 'child', 'children');
  sameStem('es', 'ciudad', 'ciudades');
  sameStem('es', 'niño', 'niños', 'niña', 'NIÑAS');
  sameStem('fr', 'école', 'écoles', 'ecoles');
  sameStem('fr', 'national', 'nationale', 'nationaux');
  sameStem('ar', 'المدينة', 'مدينة', 'والمدينة', 'مدينه', 'المدن');
  sameStem('ar', 'طفل', 'أطفال', 'الأطفال', 'للأطفال');
});

test('languages without a stemmer keep the word, folded', () => {
  expect(tokenOf('Watoto', 'sw').stem).toBe('watoto');
  expect(tokenOf('শিশুদের', 'bn').stem).toBe('শিশুদের');
});

test('a stem of one language is not taken for a word of another', () => {
  expect(tokenOf('calles', 'es').stem).not.toBe(tokenOf('call', 'en').stem);
});

test('accents, Arabic forms, Bengali joiners and digits of other scripts make no difference', () => {
  expect(foldWord('Éducation')).toBe('education');
  expect(foldWord('Straße')).toBe('strasse');
  expect(foldWord('أُسْرَة')).toBe(foldWord('اسره'));
  expect(foldWord('مستشفى')).toBe(foldWord('مستشفي'));
  expect(foldWord('كـتـاب')).toBe(foldWord('كتاب'));
  expect(foldWord('ক্\u200dষ')).toBe(foldWord('ক্ষ'));
  expect(foldWord('\u09dc')).toBe(foldWord('\u09a1\u09bc'));
  expect(foldWord('٢٠٢٤')).toBe('2024');
  expect(foldWord('২০২৪')).toBe('2024');
  expect(foldWord('۲۰۲۴')).toBe('2024');
});

test('words are split alike on every machine, in every script', () => {
  const split = (text: string) => [...wordsOf(text)].map(({ raw }) => raw);
  expect(split("l'école, child-friendly (2024)!")).toEqual(['l', 'école', 'child', 'friendly', '2024']);
  expect(split('শিশুদের জন্য স্বাস্থ্য')).toEqual(['শিশুদের', 'জন্য', 'স্বাস্থ্য']);
});

test('a word is stemmed by all languages of its script', () => {
  expect([...stemsOf('schools').keys()]).toEqual(['', 'en', 'es', 'fr']);
  expect([...stemsOf('مدرسه').keys()]).toEqual(['', 'ar']);
  expect([...stemsOf('শিশু').keys()]).toEqual(['']);
});

test('one edit away is a letter left out, swapped, replaced or put in', () => {
  const edits = new Set(oneEditAway('play'));
  for (const spelling of ['pla', 'paly', 'clay', 'plays', 'splay']) expect(edits.has(spelling), spelling).toBe(true);
  expect(edits.has('play')).toBe(false);
  expect(distance('nutrision', 'nutrition')).toBe(1);
  expect(distance('childern', 'children')).toBe(1);
  expect(distance('acomodation', 'accommodation')).toBe(2);
});
