import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { factNames, factText } from './fact-labels.ts';

const server = fileURLToPath(new URL('../server', import.meta.url));
const files = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== join('platform', 'journal.ts')
);

/** Facts whose names are put together from a state, or handed to `record` by another function: what each can be. */
const builtBy: Record<string, string[]> = {
  'alliances/about.ts': ['milestone', 'count', 'seat', 'person'].map((what) => `alliance.${what}-added`),
  'contact/concerns.ts': ['concern.triaged', 'concern.referred', 'concern.closed'],
  'joining/deciding/concluding.ts': ['application.approved', 'application.declined'],
  'membership/year/leaving.ts': ['membership.left', 'membership.lapsed'],
  'membership/profile-changes.ts': ['organisation.change-accepted', 'organisation.change-declined'],
  'people/access/access-changes.ts': [
    'password.set',
    'passkey.added',
    'passkey.removed',
    'second-factor.added',
    'second-factor.removed',
    'second-factor.reset',
    'recovery-codes.made'
  ],
  'people/places.ts': ['person.suspended', 'person.readmitted', 'person.erased']
};

/** The second argument of each `record(…)` and `recordEach(…)` of a file: literals, and whether there are others. */
function factsIn(name: string): { literal: string[]; isBuilt: boolean } {
  const text = readFileSync(join(server, name), 'utf8');
  const calls = [...text.matchAll(/\brecord(?:Each)?\(\s*(?:\{[^}]*\{[^}]*\}\s*\}|[\w.]+),\s*([^,]+),/g)].map(
    ([, fact]) => [...fact!.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, word]) => word!)
  );
  const count = [...text.matchAll(/\b(?:await|return) record(?:Each)?\(/g)].length;
  expect(calls.length, `calls of record in ${name}`).toBeGreaterThanOrEqual(count);
  return { literal: calls.flat(), isBuilt: count > 0 && calls.some((words) => words.length === 0) };
}

test('every fact that the code records has words, and none has words that nothing records', () => {
  const recorded = new Set(Object.values(builtBy).flat());
  const built: string[] = [];
  for (const name of files) {
    const { literal, isBuilt } = factsIn(name);
    literal.forEach((fact) => recorded.add(fact));
    if (isBuilt) built.push(name.replaceAll('\\', '/'));
  }
  expect(built.toSorted()).toEqual(Object.keys(builtBy).toSorted());
  expect(recorded.size).toBeGreaterThan(80);
  expect([...factNames].toSorted()).toEqual([...recorded].toSorted());
});

test('a fact is said in words, with its role where it has one', () => {
  expect(factText('role.given', { role: 'focal-point' })).toBe('Role given: focal point');
  expect(factText('role.given')).toBe('Role given: …');
  expect(factText('constructor')).toContain('constructor');
  for (const fact of factNames) expect(factText(fact)).not.toContain(fact);
});
