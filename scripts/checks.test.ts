import { describe, expect, test } from 'vitest';
import { findImportProblems } from './check-imports.ts';
import { findLiteralText, findMessageProblems, findUnusedKeys, locales } from './check-messages.ts';
import { closingLine } from './closing-line-reporter.ts';

const problemsOf = (path: string, text: string) => findImportProblems(new Map([[path, text]]));

describe('imports', () => {
  test('a domain may import platform and the domains before it', () => {
    expect(
      problemsOf(
        'src/lib/server/blog/blog.ts',
        `import { a } from '../platform/a.ts';\nimport type { b } from '#lib/server/people/b.ts';`
      )
    ).toEqual([]);
  });

  test.each([
    ['src/lib/server/people/a.ts', `import { x } from '../blog/x.ts';`, 'people must not import blog'],
    ['src/lib/server/platform/db/a.ts', `import { x } from '../../people/x.ts';`, 'platform must not import people'],
    ['src/lib/server/web/a.ts', `export { x } from '#lib/server/blog/x.ts';`, 'web must not import blog'],
    [
      'src/lib/components/A.svelte',
      `<script>import x from '../server/blog/x.ts';</script>`,
      'components must not import blog'
    ],
    [
      'src/routes/+page.server.ts',
      `const x = await import('#lib/server/platform/x.ts');`,
      'routes must not import platform'
    ],
    ['src/lib/server/web/a.ts', `const x = await import('#lib/server/events/x.ts');`, 'web must not import events'],
    ['src/lib/server/blog/a.ts', `import { error } from '@sveltejs/kit';`, 'blog must not know @sveltejs/kit'],
    ['src/lib/server/blog/a.ts', `import\n{\n  x\n}\nfrom "svelte/store";`, 'blog must not know svelte/store'],
    ['src/lib/server/blog/index.ts', '', 'no barrel files'],
    ['src/lib/server/gardens/a.ts', '', 'belongs to no layer'],
    ['src/lib/format.ts', `import { m } from './paraglide/messages.js';`, 'write #lib/paraglide/'],
    ['src/routes/a.ts', `import { m } from '#lib/texts.ts';`, 'write #lib/paraglide/']
  ])('%s with %s is a problem', (path, text, problem) => {
    expect(problemsOf(path, text)).toEqual([expect.stringContaining(problem)]);
  });

  test('comments, packages and styles are no imports', () => {
    expect(
      problemsOf(
        'src/lib/server/people/a.ts',
        `// import { x } from '../blog/x.ts';\n/* import '../blog/x.ts' */\nimport pg from 'pg';`
      )
    ).toEqual([]);
    expect(problemsOf('src/routes/+layout.svelte', `<script>import '#lib/styles/base.css';</script>`)).toEqual([]);
  });

  test('the wiring and tests may import anything', () => {
    expect(problemsOf('src/lib/server/start.ts', `import { x } from './blog/x.ts';`)).toEqual([]);
    expect(problemsOf('src/lib/server/people/a.test.ts', `import { x } from '../blog/x.ts';`)).toEqual([]);
  });
});

describe('messages', () => {
  const everywhere = (value: unknown) => Object.fromEntries(locales.map((locale) => [locale, { greeting: value }]));

  test('French signs take a narrow space that does not break', () => {
    const french = (text: string) => findMessageProblems({ site: { ...everywhere('Yes?'), fr: { greeting: text } } });
    expect(french('Oui\u202f? «\u202fOui\u202f»')).toEqual([]);
    for (const text of ['Oui ?', 'Oui\u00a0: non', '« Oui\u202f»'])
      expect(french(text)).toEqual([expect.stringContaining('U+202F')]);
  });

  test('complete ones are no problem', () => {
    expect(findMessageProblems({ site: everywhere('Hello {name}') })).toEqual([]);
    const forms = ['zero', 'one', 'two', 'few', 'many', '*'].map((form) => [`n=${form}`, '{n} days']);
    expect(findMessageProblems({ site: everywhere([{ match: Object.fromEntries(forms) }]) })).toEqual([]);
  });

  test('a number without a form that the language has is', () => {
    const counted = everywhere([{ match: { 'n=one': '{n} day', 'n=many': '{n} days', 'n=other': '{n} days' } }]);
    expect(findMessageProblems({ site: counted })).toEqual([
      'messages/site/ar.json: greeting has no form for zero, two, few'
    ]);
  });

  test.each([
    [undefined, 'bn.json: greeting is missing'],
    ['  ', 'bn.json: greeting is empty'],
    ['{nam}', 'has the placeholders {nam}, and English {name}']
  ])('%j in one language is', (value, problem) => {
    const files = { ...everywhere('Hello {name}'), bn: value === undefined ? {} : { greeting: value } };
    expect(findMessageProblems({ site: files as never })).toEqual([expect.stringContaining(problem)]);
  });

  test('a key that no code uses is reported', () => {
    const messages = { site: { en: { used: 'a', state_open: 'b', quoted: 'c', alone: 'd' } } };
    const code = ['{m.used()}', 'm[`state_${name}`]()', `m['quoted']()`, 'form.alone'];
    expect(findUnusedKeys(messages, code)).toEqual(['messages/site/en.json: alone is not used']);
  });

  test('text in the markup is reported, expressions, code and names are not', () => {
    expect(
      findLiteralText(
        'A.svelte',
        '<script>const a = 1;</script><p class="x">{m.a()} · {#if a > 1}RSS{/if}</p><style>p{}</style>'
      )
    ).toEqual([]);
    expect(findLiteralText('A.svelte', '<p>Read more</p><img alt="A street" src={x} />')).toHaveLength(2);
    expect(findLiteralText('A.svelte', `{@html '<b>x</b>'}<p>{a ? { b: 1 }.b : 'c'}</p>&nbsp;<!-- why -->`)).toEqual(
      []
    );
  });
});

test('the closing line names skipped tests only when there are some', () => {
  expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(closingLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});
