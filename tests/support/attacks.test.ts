import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);

test('each test that docs/attacks.md names is there', () => {
  const rows = readFileSync(new URL('docs/attacks.md', root), 'utf8').matchAll(/\| `([\w/.-]+)`\s*\| (.+?)\s*\|$/gm);
  const named = [...rows].map(([, file, name]) => ({ file: file!, name: name! }));
  expect(named.length).toBeGreaterThan(20);
  const gone = named.filter(({ file, name }) => !readFileSync(new URL(file, root), 'utf8').includes(`'${name}'`));
  expect(gone).toEqual([]);
});
