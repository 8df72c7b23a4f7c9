import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Context } from '../src/lib/server/platform/context.ts';
import { Invalid } from '../src/lib/server/platform/errors.ts';
import { mapThemes } from '../src/lib/server/platform/themes/themes.ts';
import { databaseOf } from '../tests/support/within.ts';
import { makeWorld } from '../tests/support/world.ts';
import { isThemesCommand, themes } from './themes.ts';

const within = databaseOf(makeWorld);
const say = (ctx: Context, ...words: string[]) => themes({ ...ctx, actor: { kind: 'operator' } }, words);

test.each([
  ['', true],
  ['list', true],
  ['list all', false],
  ['rename play en=Play fr=Jeu', true],
  ['rename play', false],
  ['rename play Play', false],
  ['rename play =Play', false],
  ['merge play space', true],
  ['merge play', false],
  ['merge play space here', false],
  ['add theme.json', true],
  ['add', false],
  ['toString', false],
  ['__proto__', false]
])('themes %s: understood is %s', (words, understood) => {
  expect(isThemesCommand(words.split(' ').filter(Boolean))).toBe(understood);
});

test(
  'themes are listed, renamed and merged',
  within(async (ctx) => {
    expect(await say(ctx, 'rename', 'nutrition', 'en=Food = health', 'es=Nutrición')).toBe(
      'Renamed in: en. The old names still find it.'
    );
    expect(await say(ctx, 'rename', 'nutrition', 'es=Nutrición')).toBe('Nothing is different: nothing was changed.');
    await expect(say(ctx, 'rename', 'nutrition', 'English=Food')).rejects.toThrow(Invalid);
    expect(await say(ctx, 'merge', 'road-safety', 'nutrition')).toBe(
      'road-safety is now part of nutrition: its address and its names lead there.'
    );
    const listed = JSON.parse(await say(ctx)) as { slug: string }[];
    expect(listed.map(({ slug }) => slug)).toEqual(['mobility', 'road-safety', 'health', 'nutrition']);
    expect(listed[1]).toMatchObject({ mergedInto: 'nutrition' });
    expect(listed[3]).toMatchObject({ label: { en: 'Food = health' }, aliases: { en: ['Nutrition'] } });
  })
);

test(
  'a theme is added from a file as the starter content has them',
  within(async (ctx) => {
    const folder = await mkdtemp(join(tmpdir(), 'c4c-theme-'));
    const file = join(folder, 'theme.json');
    try {
      const theme = { slug: 'play', parent: 'health', label: { en: 'Play' }, colour: 'sun', motif: 'kites' };
      await writeFile(file, JSON.stringify({ ...theme, sources: [] }));
      expect(await say(ctx, 'add', file)).toBe('Added: play.');
      expect((await mapThemes(ctx)).get('play')).toMatchObject({ label: { en: 'Play' }, colour: 'sun' });
      await writeFile(file, '[]');
      await expect(say(ctx, 'add', file)).rejects.toThrow(`${file} must hold one JSON object.`);
    } finally {
      await rm(folder, { recursive: true });
    }
  })
);
