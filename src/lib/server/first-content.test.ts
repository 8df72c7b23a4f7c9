import { mkdtemp, readFile, rm, writeFile, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { contextOver } from '../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../tests/support/database.ts';
import { locales } from '#lib/locale.ts';
import { findSite } from './alliances/site.ts';
import { fillEmptyDatabase } from './first-content.ts';
import { StartError } from './platform/errors.ts';

const starter = fileURLToPath(new URL('../../../starter/', import.meta.url));

test('STARTER=none gives an alliance with a name in every language and nothing else', () =>
  withEmptyDatabase(async (_, db) => {
    const ctx = contextOver(db, { actor: { kind: 'system' } });
    expect(await fillEmptyDatabase(ctx, 'none')).toBe(1);
    const names = new Set<string>();
    for (const locale of locales) names.add((await findSite({ ...ctx, locale }))!.name);
    expect(names.size).toBe(locales.length);
    expect(await findSite(ctx)).toMatchObject({
      name: 'New alliance',
      shortName: 'New alliance',
      tagline: '',
      demo: false
    });
    for (const table of ['resource', 'post', 'event', 'organisation'] as const) {
      expect(await db.selectFrom(table).select('id').execute()).toEqual([]);
    }
  }));

test('made-up content says so for as long as it is there, whatever STARTER says later', () =>
  withEmptyDatabase(async (_, db) => {
    const ctx = contextOver(db, { actor: { kind: 'system' } });
    expect(await fillEmptyDatabase(ctx, 'demo')).toBeGreaterThan(50);
    expect(await findSite(ctx)).toMatchObject({ demo: true, shortName: 'Cities4Children' });
    expect(await fillEmptyDatabase(ctx, 'full')).toBe(0);
    expect(await findSite(ctx)).toMatchObject({ demo: true });
  }));

test('a folder with colours that cannot be read is refused in a sentence, and leaves nothing behind', () =>
  withEmptyDatabase(async (_, db) => {
    const folder = await mkdtemp(join(tmpdir(), 'starter-'));
    try {
      await cp(starter, folder, { recursive: true });
      const path = join(folder, 'alliance.json');
      const alliance = JSON.parse(await readFile(path, 'utf8'));
      await writeFile(path, JSON.stringify({ ...alliance, colours: { ink: '#eeeeee' } }));
      const ctx = contextOver(db, { actor: { kind: 'system' } });
      await expect(fillEmptyDatabase(ctx, folder)).rejects.toThrow(StartError);
      await expect(fillEmptyDatabase(ctx, folder)).rejects.toThrow(/ink on paper would have a contrast/);
      expect(await findSite({ ...ctx, recorded: [] })).toBeUndefined();
    } finally {
      await rm(folder, { recursive: true });
    }
  }));
