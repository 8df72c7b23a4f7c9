import { expect, test } from 'vitest';
import { contextOver, testNow } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import type { Context } from '../platform/context.ts';
import { Forbidden, NotFound } from '../platform/errors.ts';
import { addAlliance, changeAlliance, type NewAlliance } from './alliances.ts';
import { findSite, getAllianceData, getSiteSlug } from './site.ts';

const global: NewAlliance = {
  slug: 'global',
  parent: null,
  level: 'global',
  name: { en: 'Streets First', es: 'Primero las calles' },
  shortName: null,
  tagline: { en: 'Streets for all' },
  lede: {},
  about: { founded: 2020 },
  country: null,
  status: 'active',
  locales: ['en', 'es'],
  colours: {},
  mark: null,
  sources: []
};

const withAlliance = (work: (ctx: Context, forgotten: string[][]) => Promise<void>) =>
  withEmptyDatabase(async (_, db) => {
    const forgotten: string[][] = [];
    const ctx = contextOver(db, { actor: { kind: 'operator' } });
    await addAlliance(ctx, global);
    ctx.instance.kept.forget(['*']);
    const forget = (tags: string[]) => {
      ctx.instance.kept.forget(tags);
      forgotten.push(tags);
    };
    await work({ ...ctx, instance: { ...ctx.instance, forget } }, forgotten);
  });

test('a change is stored, recorded as a fact, and drops the pages that show it', () =>
  withAlliance(async (ctx, forgotten) => {
    await findSite(ctx);
    const fields = await changeAlliance(ctx, 'global', { name: { fr: 'Rues d’abord' }, locales: ['fr', 'ar'], colours: { 'sun-fill': '#ffcc00' }, mark: 'M4 4h40v40H4z' });
    expect(fields).toEqual(['name', 'locales', 'colours', 'mark']);
    const site = await findSite({ ...ctx, locale: 'fr' });
    expect(site).toMatchObject({ name: 'Rues d’abord', shortName: 'Rues d’abord', locales: ['fr', 'ar'], mark: 'M4 4h40v40H4z', demo: false });
    expect(site?.sheet).toMatch(/^\/brand-[0-9a-f]{12}\.css$/);
    const facts = await ctx.db.selectFrom('journal').select(['fact', 'subjectKind', 'actorKind', 'data', 'at']).where('fact', '=', 'alliance.changed').execute();
    expect(facts).toEqual([{ fact: 'alliance.changed', subjectKind: 'alliance', actorKind: 'operator', data: { fields }, at: testNow }]);
    expect(forgotten.flat()).toContain('alliance');
  }));

test('what a change does not name stays, and an equal value is no change', () =>
  withAlliance(async (ctx, forgotten) => {
    const before = await getAllianceData(ctx, 'global');
    expect(await changeAlliance(ctx, 'global', { ...before, shortName: null, about: { founded: 2020 } } as never)).toEqual([]);
    expect(forgotten).toEqual([]);
    expect(await changeAlliance(ctx, 'global', { shortName: 'Streets' })).toEqual(['shortName']);
    expect(await getAllianceData(ctx, 'global')).toEqual({ ...before, shortName: 'Streets' });
    expect(await changeAlliance(ctx, 'global', { shortName: null })).toEqual(['shortName']);
  }));

test('neither a visitor nor a person with an account can change an alliance', () =>
  withAlliance(async (ctx) => {
    for (const actor of [{ kind: 'visitor' } as const, { kind: 'person', id: 1 } as const]) {
      await expect(changeAlliance({ ...ctx, actor }, 'global', { shortName: 'Mine' })).rejects.toThrow(Forbidden);
    }
    expect((await getAllianceData(ctx, 'global')).shortName).toBeNull();
  }));

test('an alliance that is not there cannot be changed or shown', () =>
  withAlliance(async (ctx) => {
    await expect(changeAlliance(ctx, 'nowhere', { shortName: 'N' })).rejects.toThrow(NotFound);
    await expect(getAllianceData(ctx, 'nowhere')).rejects.toThrow(NotFound);
  }));

test('a row that was not written here shows nothing that it should not', () =>
  withAlliance(async (ctx) => {
    const bad = { colours: JSON.stringify({ ink: 'red;}body{display:none', 'x}': '#000' }), mark: 'M0 0"/><script>', locales: ['xx'] };
    await ctx.db.updateTable('alliance').set(bad).execute();
    ctx.instance.kept.forget(['*']);
    expect(await findSite(ctx)).toMatchObject({ sheet: null, mark: null, locales: ['en'] });
  }));

test('an empty database has no site', () =>
  withEmptyDatabase(async (_, db) => {
    const ctx = contextOver(db);
    expect(await findSite(ctx)).toBeUndefined();
    await expect(getSiteSlug(ctx)).rejects.toThrow(NotFound);
  }));
