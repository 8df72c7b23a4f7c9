import { describe, expect, test } from 'vitest';
import { exportCitation, toCsl, toReference, type Citable } from './citations.ts';

const item: Citable = {
  slug: 'designing-streets',
  title: 'Designing Streets for Kids',
  authors: [
    { family: 'Zed', given: 'Zoe', organisation: null },
    { family: null, given: null, organisation: 'Smith and Sons, Inc.' }
  ],
  publisher: 'Island Press',
  date: '2020',
  latestYear: null,
  edition: null,
  type: 'guide',
  language: 'en',
  titleLanguage: 'en',
  url: 'https://alliance.example/library/designing-streets'
};
const bare: Citable = { ...item, authors: [], publisher: null, date: null, type: 'tool' };
const field = (text: string, name: string) => new RegExp(`^\\t${name} = \\{(.*)\\},$`, 'm').exec(text)?.[1];
const lines = (text: string) => text.trim().split(/\r?\n/);

/** Braces that BibTeX would count: all must close, and none outside its field. */
function depths(text: string): number[] {
  let depth = 0;
  return lines(text).map((line) => {
    for (const sign of line) depth += sign === '{' ? 1 : sign === '}' ? -1 : 0;
    return depth;
  });
}

const hostile = [
  'A title\nER  - \nTY  - BOOK\nTI  - Another',
  'A title\r\n},\n@book{x, title = {Another}',
  'Braces } , note = {x',
  '}}}{{{',
  '100% & $5 #1 _x_ ~ ^ \\input{/etc/passwd} \\',
  '<i>x</i> <script>alert(1)</script> <',
  'Tabs\there\u2028and\u0085there\u0000',
  '"Quoted", \'quoted\' @comment',
  'a and b and c',
  '__proto__'
];

describe('a record for reference managers', () => {
  test('says no language where none is stated, and calls a framework a report', () => {
    const unstated = { ...item, language: null, type: 'framework' };
    expect(toCsl(unstated)).not.toHaveProperty('language');
    expect(toCsl(unstated).type).toBe('report');
    expect(exportCitation(unstated, 'ris')).toMatch(/^TY {2}- RPRT$/m);
    expect(exportCitation(unstated, 'ris')).not.toMatch(/^LA /m);
    expect(exportCitation(unstated, 'bib')).toMatch(/^@(techreport|report)\{/);
    expect(exportCitation(item, 'ris')).toMatch(/^LA {2}- en$/m);
  });

  test('is written out without a publisher who is the author, and exported with it', () => {
    const own = { ...item, authors: [{ family: null, given: null, organisation: 'Arup' }], publisher: 'Arup' };
    expect(toReference(own)).not.toHaveProperty('publisher');
    expect(toCsl(own).publisher).toBe('Arup');
    expect(toReference(item).publisher).toBe('Island Press');
    const names = ['Global Designing Cities Initiative (GDCI)', 'NACTO'];
    const two = { ...item, authors: names.map((organisation) => ({ family: null, given: null, organisation })) };
    expect(toReference({ ...two, publisher: 'GDCI/NACTO' })).not.toHaveProperty('publisher');
    expect(toReference({ ...two, publisher: 'NACTO; Island Press' }).publisher).toBe('NACTO; Island Press');
  });

  test('has the edition in its own field', () => {
    const third = { ...item, edition: '3', type: 'framework' };
    expect(toCsl(third)).toMatchObject({ edition: '3', title: item.title });
    expect(field(exportCitation(third, 'bib'), 'edition')).toBe('3');
    expect(exportCitation(third, 'ris')).toMatch(/^ET {2}- 3$/m);
  });

  test('says in words what the latest year can be, where no date is known, and never as a date', () => {
    const earlier = { ...item, date: null, latestYear: 2022 };
    expect(toCsl(earlier)).toMatchObject({ note: 'Published in 2022 or earlier' });
    expect(toCsl(earlier)).not.toHaveProperty('issued');
    expect(exportCitation(earlier, 'bib')).not.toMatch(/year =/);
    expect(exportCitation(earlier, 'ris')).toMatch(/^N1 {2}- Published in 2022 or earlier$/m);
    expect(exportCitation(earlier, 'ris')).not.toMatch(/^(PY|DA) /m);
    expect(toReference(earlier)).toMatchObject({ issued: { literal: '2022 or earlier' } });
    expect(toReference(earlier)).not.toHaveProperty('note');
  });

  test('names the DOI that its address holds', () => {
    const url = 'https://doi.org/10.1000/xyz123';
    expect(toCsl({ ...item, url })).toMatchObject({ DOI: '10.1000/xyz123', URL: url });
    expect(toCsl(item)).not.toHaveProperty('DOI');
  });

  test('has the nearest type, the parts of the date that are known, and names by their kind', () => {
    expect(toCsl(item)).toEqual({
      id: 'designing-streets',
      type: 'book',
      title: 'Designing Streets for Kids',
      author: [{ family: 'Zed', given: 'Zoe' }, { literal: 'Smith and Sons, Inc.' }],
      publisher: 'Island Press',
      issued: { 'date-parts': [[2020]] },
      language: 'en',
      URL: item.url
    });
    expect(toCsl({ ...item, date: '2022-06-27', type: 'post' })).toMatchObject({
      type: 'post-weblog',
      issued: { 'date-parts': [[2022, 6, 27]] }
    });
    expect(toCsl({ ...item, date: '2022-06' })).toMatchObject({ issued: { 'date-parts': [[2022, 6]] } });
  });

  test('has no field for what is not known', () => {
    expect(toCsl(bare)).toEqual({ id: bare.slug, type: 'report', title: bare.title, language: 'en', URL: bare.url });
    expect(exportCitation(bare, 'bib')).not.toMatch(/author|year|publisher/);
    expect(exportCitation(bare, 'ris')).not.toMatch(/^(AU|PY|PB) {2}- /m);
  });

  test('puts every text on one line', () => {
    const messy = ' a\n b\t\u0000c ';
    const csl = toCsl({
      ...item,
      title: messy,
      publisher: messy,
      authors: [{ family: messy, given: messy, organisation: null }]
    });
    expect(csl).toMatchObject({ title: 'a b c', publisher: 'a b c', author: [{ family: 'a b c', given: 'a b c' }] });
  });
});

describe('BibTeX', () => {
  test('has one entry under the slug', () => {
    const text = exportCitation(item, 'bib');
    expect(lines(text)[0]).toBe('@book{designing-streets,');
    expect(field(text, 'author')).toBe('Zed, Zoe and {Smith and Sons, Inc.}');
    expect([field(text, 'year'), field(text, 'publisher'), field(text, 'url')]).toEqual([
      '2020',
      'Island Press',
      item.url
    ]);
  });

  test('keeps the capitals of a first word that has several', () => {
    const title = (title: string) => field(exportCitation({ ...item, title }, 'bib'), 'title');
    expect(title('COVID-19 and children')).toBe('{COVID-19} and children');
    expect(title('WASH: Improving provision')).toBe('{WASH}: Improving provision');
    expect(title('Designing streets')).toBe('Designing streets');
  });

  test('keeps every script', () => {
    for (const title of ['أطفال المدن', 'শিশুদের শহর', 'Niñez y ciudades', 'Œuvre – « ville »', '都市']) {
      expect(field(exportCitation({ ...item, title, publisher: title }, 'bib'), 'title')?.replace(/[{}]/g, '')).toBe(
        title
      );
    }
    const authors = [
      { family: 'محفوظ', given: 'نجيب', organisation: null },
      { family: null, given: null, organisation: 'বাংলাদেশ শিশু একাডেমি' }
    ];
    expect(field(exportCitation({ ...item, authors }, 'bib'), 'author')).toBe('محفوظ, نجيب and {বাংলাদেশ শিশু একাডেমি}');
  });

  test.each(hostile)('stays one entry whatever a title or name holds: %j', (text) => {
    const authors = [
      { family: text, given: text, organisation: null },
      { family: null, given: null, organisation: text }
    ];
    const names = (entry: string) => lines(entry).map((line) => line.split(' = ')[0]);
    const written = exportCitation({ ...item, title: text, publisher: text, authors }, 'bib');
    expect(names(written)).toEqual(names(exportCitation(item, 'bib')));
    expect(depths(written)).toEqual([1, 1, 1, 1, 1, 1, 0]);
  });

  test('what TeX gives a meaning is written as text', () => {
    const written = field(exportCitation({ ...item, publisher: '50% & \\input{x} $_#^~<>' }, 'bib'), 'publisher');
    expect(written).toBe(
      '50\\% \\& \\textbackslash{}input\\textbraceleft{}x\\textbraceright{} \\$\\_\\#\\textasciicircum{}\\textasciitilde{}\\textless{}\\textgreater{}'
    );
  });
});

describe('RIS', () => {
  test('begins with its type and ends with its end', () => {
    const written = lines(exportCitation(item, 'ris'));
    expect(written[0]).toBe('TY  - BOOK');
    expect(written.at(-1)?.trimEnd()).toBe('ER  -');
    expect(written).toEqual(
      expect.arrayContaining(['AU  - Zed, Zoe', 'PY  - 2020', 'TI  - Designing Streets for Kids', `UR  - ${item.url}`])
    );
  });

  test.each(hostile)('stays one entry with the same fields whatever a title or name holds: %j', (text) => {
    const authors = [
      { family: text, given: text, organisation: null },
      { family: null, given: null, organisation: text }
    ];
    const tags = (entry: string) => lines(entry).map((line) => line.slice(0, 6).trimEnd());
    expect(tags(exportCitation({ ...item, title: text, publisher: text, authors }, 'ris'))).toEqual(
      tags(exportCitation(item, 'ris'))
    );
  });

  test('breaks no value, however long, so that an address stays one', () => {
    const url = `https://alliance.example/library/${'long-'.repeat(30)}`;
    const title = `a${'😀'.repeat(60)}ER - x`;
    expect(lines(exportCitation({ ...item, url, title }, 'ris'))).toEqual(
      expect.arrayContaining([`UR  - ${url}`, `TI  - ${title}`])
    );
  });

  test('keeps every script', () => {
    for (const title of ['أطفال المدن', 'শিশুদের শহর', 'Ünïcödé'])
      expect(lines(exportCitation({ ...item, title }, 'ris'))).toContain(`TI  - ${title}`);
  });
});

describe('CSL-JSON', () => {
  test.each(hostile)('reads back as what it was: %j', (title) => {
    const [read] = JSON.parse(exportCitation({ ...item, title }, 'json')) as Record<string, unknown>[];
    expect(read).toMatchObject({ id: item.slug, type: 'book', title: toCsl({ ...item, title }).title, URL: item.url });
  });
});
