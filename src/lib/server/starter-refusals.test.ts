import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contextOver } from '../../../tests/support/context.ts';
import { createDatabase } from '../../../tests/support/database.ts';
import type { Context } from './platform/context.ts';
import { openDatabase, openPool } from './platform/db/db.ts';
import { StartError } from './platform/errors.ts';
import { loadPlaces } from './platform/places/places.ts';
import { loadStarter } from './starter.ts';
import { last, sizes, withFolder, type Row } from './starter-test-folder.ts';

describe('a folder that cannot be used is refused with a sentence that says where, and leaves nothing', () => {
  // With the places there already, as after a first refusal of a program that runs on.
  let ctx: Context;
  let before: number[];
  const undo: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const { url, drop } = await createDatabase(process.env.TEST_TEMPLATE);
    const pool = openPool({ connectionString: url }, 2, () => {});
    undo.push(drop, () => pool.end());
    ctx = contextOver(openDatabase(pool));
    await loadPlaces(ctx);
    before = await sizes(ctx.db);
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });

  const refused: [what: string, name: string, change: (file: never) => unknown, sentence: RegExp][] = [
    ['a missing file', 'posts', () => undefined, /^The starter file \S+\/posts\.json cannot be read: ENOENT/],
    ['a file that is no JSON', 'events', () => '[{', /^The starter file \S+\/events\.json cannot be read: .*JSON/],
    ['an object for a list', 'figures', () => ({}), /^figures\.json must hold a list of things with a slug\.$/],
    ['a thing without a slug', 'posts', () => [null], /^posts\.json must hold a list of things with a slug\.$/],
    [
      'an unknown parent of a theme',
      'themes',
      last({ parent: 'nowhere' }),
      /^themes\.json: \S+ cannot be added: no theme nowhere\.$/
    ],
    [
      'an unknown theme',
      'resources',
      last({ themes: ['nowhere'] }),
      /^resources\.json: \S+ cannot be added: no theme nowhere\.$/
    ],
    [
      'an unknown theme of an alliance',
      'alliances',
      last({ themes: ['nowhere'] }),
      /^alliances\.json: \S+ cannot be added: no theme nowhere\.$/
    ],
    [
      'an unknown country',
      'organisations',
      last({ country: 'ZZ' }),
      /^organisations\.json: \S+ cannot be added: no country ZZ\.$/
    ],
    [
      'an unknown city',
      'posts',
      last({ places: [{ city: 'Atlantis', country: 'GR' }] }),
      /^posts\.json: \S+ cannot be added: no place \{"city":"Atlantis","country":"GR"\}\.$/
    ],
    [
      'an unknown series',
      'posts',
      last({ series: 'nowhere' }),
      /^posts\.json: \S+ cannot be added: no series nowhere\.$/
    ],
    [
      'an unknown related resource',
      'resources',
      last({ related: ['nowhere'] }),
      /^resources\.json: \S+ cannot be added: no resource nowhere\.$/
    ],
    [
      'an unknown forum',
      'events',
      last({ forum: 'nowhere' }),
      /^events\.json: \S+ cannot be added: no event nowhere\.$/
    ],
    [
      'an unknown time zone',
      'events',
      last({ timezone: 'Mars/Base' }),
      /^events\.json: \S+ cannot be added: .*Mars\/Base/
    ],
    [
      'an unknown host',
      'events',
      last({ hosts: ['nowhere'] }),
      /^events\.json: \S+ cannot be added: no organisation nowhere\.$/
    ],
    [
      'an outcome of an unknown alliance',
      'events',
      last({ outcomes: [{ text: 'x', links: ['nowhere'] }] }),
      /^events\.json: \S+ cannot be added: no alliance nowhere\.$/
    ],
    [
      'an unknown organisation of an activity',
      'activities',
      last({ organisations: ['nowhere'] }),
      /^activities\.json: \S+ cannot be added: no organisation nowhere\.$/
    ],
    [
      'an unknown lead',
      'alliances',
      last({ lead: 'nowhere' }),
      /^alliances\.json: \S+ is led by nowhere, which organisations\.json lacks\.$/
    ],
    [
      'an unknown parent of an alliance',
      'alliances',
      last({ parent: 'nowhere' }),
      /^alliances\.json: \S+ cannot be added: no alliance nowhere\.$/
    ],
    [
      'an unknown member of the committee',
      'alliance',
      (file: object) => ({ ...file, steering: [{ organisation: 'nowhere', role: 'chair', source: 'x' }] }),
      /^alliance\.json names the organisation nowhere, which organisations\.json lacks\.$/
    ],
    [
      'an unknown organisation of a person',
      'alliance',
      (file: object) => ({ ...file, people: [{ name: 'x', role: 'x', organisation: 'nowhere', sources: [] }] }),
      /^alliance\.json names the organisation nowhere, which organisations\.json lacks\.$/
    ],
    [
      'an alliance without its lists',
      'alliance',
      (file: object) => ({ ...file, timeline: undefined }),
      /^alliance\.json cannot be used: .+\.$/
    ],
    [
      'one slug twice',
      'figures',
      (all: Row[]) => [...all, all[0]],
      /^figures\.json: \S+ cannot be added: duplicate key .+\.$/
    ],
    ['a value of the wrong kind', 'figures', last({ low: 'many' }), /^figures\.json: \S+ cannot be added: .+\.$/]
  ];
  test.each(refused)('%s', async (_, name, change, sentence) => {
    const refuse = async (folder: string) => {
      const error: unknown = await loadStarter(ctx, folder).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(StartError);
      expect((error as Error).message).toMatch(sentence);
    };
    await withFolder(name, change, refuse, true);
    expect(await sizes(ctx.db)).toEqual(before);
  });

  // Else every sentence above could be about something else. The last: it leaves what it loads.
  test('and the same folder without a fault is loaded', () =>
    withFolder(
      'posts',
      (file) => file,
      async (folder) => expect(await loadStarter(ctx, folder)).toBeGreaterThan(50),
      true
    ));
});
