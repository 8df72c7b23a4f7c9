import { describe, expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { addAll, makeWorld, newOrganisation } from '../../../../tests/support/world.ts';
import { locales } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { Forbidden, NotFound } from '../platform/errors.ts';
import type { Role } from '../platform/roles.ts';
import {
  charterInForce,
  getCharter,
  listAccepting,
  listCharters,
  proposeFirstCharter,
  publishCharter
} from './charters.ts';
import { addOrganisation } from '../membership/organisations.ts';

const withWorld = databaseOf(makeWorld);
const as = (ctx: Context, role: Role, ...alliances: number[]): Context => ({
  ...ctx,
  actor: { kind: 'person', id: 1, roles: [{ role, alliances, organisationId: null }] }
});
const system = (ctx: Context): Context => ({ ...ctx, actor: { kind: 'system' } });
const text = (en: string) => ({ title: { en }, text: { en: `${en} text` }, adopted: true });

describe('the charter', () => {
  test(
    'is proposed once where there is none, in every language, and not said to be adopted',
    withWorld(async (ctx, { alliances }) => {
      await proposeFirstCharter(system(ctx));
      await proposeFirstCharter(system(ctx));
      const all = await ctx.db.selectFrom('charter').selectAll().execute();
      expect(all).toHaveLength(1);
      expect(all[0]).toMatchObject({ allianceId: alliances.global, version: 1, adopted: false, publishedAt: ctx.now });
      for (const locale of locales) expect(all[0]!.text[locale]!.split('\n\n')).toHaveLength(7);
    })
  );

  test(
    'is an alliance’s own latest version, or the nearest above it',
    withWorld(async (ctx, { alliances }) => {
      expect(await charterInForce(ctx, alliances.nairobi)).toBeUndefined();
      expect(await publishCharter(system(ctx), alliances.global, text('One'))).toBe(1);
      expect(await publishCharter(system(ctx), alliances.global, text('Two'))).toBe(2);
      expect((await charterInForce(ctx, alliances.nairobi))!.title).toEqual({ en: 'Two' });
      expect(await publishCharter(system(ctx), alliances.kenya, text('Kenya'))).toBe(1);
      expect((await charterInForce(ctx, alliances.nairobi))!.title).toEqual({ en: 'Kenya' });
      expect((await charterInForce(ctx, alliances.global))!.title).toEqual({ en: 'Two' });
    })
  );

  test(
    'of which a new version is published leaves those before it as they were, and says who accepted which',
    withWorld(async (ctx, world) => {
      const { global, kenya } = world.alliances;
      await publishCharter(system(ctx), global, text('One'));
      const one = (await charterInForce(ctx, global))!;
      await addAll(ctx, addOrganisation, [newOrganisation(world, 'apple'), newOrganisation(world, 'pear')]);
      await ctx.db.updateTable('membership').set({ charterId: one.id }).execute();
      await publishCharter(system(ctx), global, text('Two'));
      expect(await getCharter(ctx, one.id)).toEqual(one);
      const officer = as(ctx, 'officer', global, kenya);
      expect((await listCharters(officer, global)).map(({ version, accepted }) => [version, accepted])).toEqual([
        [2, 0],
        [1, 2]
      ]);
      expect((await listAccepting(officer, one.id)).map(({ name }) => name)).toEqual(['apple', 'pear']);
      // The secretariat of a country reaches neither.
      expect(await listCharters(as(ctx, 'officer', kenya), global)).toEqual([]);
      expect(await listAccepting(as(ctx, 'officer', kenya), one.id)).toEqual([]);
      expect(await listCharters(as(ctx, 'steering-member', global), global)).toEqual([]);
    })
  );

  test(
    'is published by the secretariat of the alliance only',
    withWorld(async (ctx, { alliances }) => {
      const { global, kenya } = alliances;
      for (const who of [ctx, as(ctx, 'officer', kenya), as(ctx, 'editor', global), as(ctx, 'chair', global)])
        await expect(publishCharter(who, global, text('Mine'))).rejects.toThrow(Forbidden);
      await expect(publishCharter(as(ctx, 'owner', global), 99_999, text('Mine'))).rejects.toThrow(NotFound);
      expect(await ctx.db.selectFrom('charter').selectAll().execute()).toEqual([]);
    })
  );
});
