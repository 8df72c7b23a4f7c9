import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import type { Actor } from './platform/context.ts';
import { definitionOf, roleNames, type Role } from './platform/roles.ts';

/*
 * Who may do what, worked out by asking every predicate of every policy.ts, and compared with the table in
 * docs/words.md: no right changes without a line of that table. `UPDATE_MATRIX=1 npm test -- permissions` writes it.
 */
const here = new URL('./', import.meta.url);
const words = new URL('../../../docs/words.md', here);
const [begin, end] = ['<!-- matrix: begin -->\n', '<!-- matrix: end -->'];

/** Alliances: one (own) with the one above it, one beside it, one below it; each with an organisation of ten times its number. */
const alliances = { own: 2, parent: 1, sibling: 3, below: 4 } as const;
const thingOf = (allianceId: number, organisationId: number | null = allianceId * 10) => ({
  allianceId,
  organisationId
});
const things = Object.entries(alliances).map(([name, id]) => [name, thingOf(id)] as const);
/** What an organisation's people may be asked for: theirs, another's of the same alliance, and what is the alliance's. */
const organisationThings = [
  ['own', thingOf(alliances.own)],
  ['another', thingOf(alliances.own, 99)],
  ['alliance', thingOf(alliances.own, null)]
] as const;

type Predicate = (actor: Actor, thing: ReturnType<typeof thingOf>) => unknown;

const holderOf = (role: Role): Actor => {
  const { on, below } = definitionOf(role);
  const held =
    on === 'organisation'
      ? { role, alliances: [], organisationId: alliances.own * 10 }
      : { role, alliances: below ? [alliances.own, alliances.below] : [alliances.own], organisationId: null };
  return { kind: 'person', id: 1, roles: [held] };
};

const columns: { name: string; actor: Actor; asked: readonly (readonly [string, ReturnType<typeof thingOf>])[] }[] = [
  { name: 'visitor', actor: { kind: 'visitor' }, asked: things },
  { name: 'no role', actor: { kind: 'person', id: 1, roles: [] }, asked: things },
  ...roleNames.map((role) => ({
    name: role,
    actor: holderOf(role),
    asked: definitionOf(role).on === 'organisation' ? organisationThings : things
  })),
  { name: 'operator', actor: { kind: 'operator' }, asked: things }
];

/** Every predicate there is, by `domain.name`. Those that take more than an actor and a thing have others beside them. */
async function readPredicates(): Promise<[string, Predicate][]> {
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter((file) => basename(file) === 'policy.ts')
    .sort();
  const found: [string, Predicate][] = [];
  for (const file of files) {
    const exported = (await import(new URL(file, here).href)) as Record<string, unknown>;
    for (const name of Object.keys(exported).sort()) {
      const predicate = exported[name];
      if (/^can[A-Z]/.test(name) && typeof predicate === 'function' && predicate.length < 3)
        found.push([`${basename(dirname(file))}.${name}`, predicate as Predicate]);
    }
  }
  return found;
}

function cellOf(predicate: Predicate, { actor, asked }: (typeof columns)[number]): string {
  const allowed = asked.filter(([, thing]) => predicate(actor, thing)).map(([name]) => name);
  if (allowed.length === 0) return '–';
  return allowed.length === asked.length ? 'all' : allowed.join(', ');
}

const rowOf = (cells: string[]) => `| ${cells.join(' | ')} |\n`;

async function writeMatrix(): Promise<{ cells: string[][]; markdown: string }> {
  const predicates = await readPredicates();
  const cells = predicates.map(([name, predicate]) => [
    `\`${name}\``,
    ...columns.map((column) => cellOf(predicate, column))
  ]);
  const head = ['', ...columns.map(({ name }) => name)];
  return { cells, markdown: [head, head.map(() => '---'), ...cells].map(rowOf).join('') };
}

test('the table of rights in docs/words.md says what the policies say', async () => {
  const { markdown } = await writeMatrix();
  const text = readFileSync(words, 'utf8');
  const [before, rest] = text.split(begin);
  const [committed, after] = rest!.split(end);
  // Formatting (prettier leaves it alone) is not compared, only rows.
  const rows = (table: string) => table.split('\n').filter((line) => line.startsWith('|'));
  if (process.env.UPDATE_MATRIX) {
    const ignored = ['<!-- prettier-ignore-start -->\n\n', '\n<!-- prettier-ignore-end -->\n\n'] as const;
    writeFileSync(words, `${before}${begin}\n${ignored[0]}${markdown}${ignored[1]}${end}${after}`);
  } else expect(rows(committed!)).toEqual(rows(markdown));
});

test('no role held on an alliance reaches the one above it or one beside it, and none of an organisation reaches another', async () => {
  const { cells } = await writeMatrix();
  const leaks = cells.flatMap(([name, ...row]) =>
    row.flatMap((cell, i) =>
      // What everybody may do (a visitor too) is no leak.
      /parent|sibling|another/.test(cell) || (cell === 'all' && row[0] !== 'all' && columns[i]!.name !== 'operator')
        ? [`${name} as ${columns[i]!.name}: ${cell}`]
        : []
    )
  );
  expect(leaks).toEqual([]);
});

test('a predicate that is asked with more than an actor and a thing has wrappers that are in the table', async () => {
  const { canGiveRole } = await import('./people/policy.ts');
  expect(canGiveRole.length).toBe(3);
  const names = (await readPredicates()).map(([name]) => name);
  for (const name of ['canGiveGuardedRole', 'canGiveAllianceRole', 'canGiveOrganisationRole'])
    expect(names).toContain(`people.${name}`);
});
