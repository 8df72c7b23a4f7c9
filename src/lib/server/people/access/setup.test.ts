import { expect, test } from 'vitest';
import { contextOver, testNow } from '../../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import type { Context } from '../../platform/context.ts';
import { isSetupSecret, renewSetupLink } from './setup.ts';

const onEmpty = (work: (ctx: Context) => Promise<void>) => () => withEmptyDatabase((_, db) => work(contextOver(db)));
const at = (ctx: Context, milliseconds: number): Context => ({
  ...ctx,
  now: new Date(testNow.getTime() + milliseconds)
});
const week = 7 * 86_400_000;
const links = (ctx: Context) => ctx.db.selectFrom('oneTimeLink').selectAll().execute();

test(
  'only the link that was printed last works',
  onEmpty(async (ctx) => {
    const first = (await renewSetupLink(ctx))!;
    expect(await isSetupSecret(ctx, first)).toBe(true);
    const second = (await renewSetupLink(ctx))!;
    expect(second).not.toBe(first);
    expect(await isSetupSecret(ctx, first)).toBe(false);
    expect(await isSetupSecret(ctx, second)).toBe(true);
    expect(await links(ctx)).toHaveLength(1);
  })
);

test(
  'it works for seven days',
  onEmpty(async (ctx) => {
    const secret = (await renewSetupLink(ctx))!;
    expect(await isSetupSecret(at(ctx, week - 1), secret)).toBe(true);
    expect(await isSetupSecret(at(ctx, week), secret)).toBe(false);
    // A later start prints a new one.
    const renewed = (await renewSetupLink(at(ctx, week)))!;
    expect(await isSetupSecret(at(ctx, 2 * week - 1), renewed)).toBe(true);
  })
);

test(
  'once it was used there is no other, and it opens nothing any more',
  onEmpty(async (ctx) => {
    const secret = (await renewSetupLink(ctx))!;
    await ctx.db.updateTable('oneTimeLink').set({ usedAt: ctx.now }).execute();
    expect(await isSetupSecret(ctx, secret)).toBe(false);
    expect(await renewSetupLink(at(ctx, 100 * week))).toBeUndefined();
    expect(await links(ctx)).toHaveLength(1);
  })
);

test(
  'two programs that start at once print one link that works, and leave links for other purposes alone',
  onEmpty(async (ctx) => {
    const other = { purpose: 'other', secretHash: 'x', createdAt: ctx.now, expiresAt: null };
    await ctx.db.insertInto('oneTimeLink').values(other).execute();
    const secrets = await Promise.all(Array.from({ length: 4 }, () => renewSetupLink(ctx)));
    const working = await Promise.all(secrets.map((secret) => isSetupSecret(ctx, secret!)));
    expect(working.filter(Boolean)).toHaveLength(1);
    expect((await links(ctx)).map(({ purpose }) => purpose).toSorted()).toEqual(['other', 'owner-setup']);
  })
);

test(
  'the secret is long and kept nowhere, and guesses open nothing',
  onEmpty(async (ctx) => {
    const secret = (await renewSetupLink(ctx))!;
    expect(secret).toMatch(/^[\w-]{32}$/);
    const [link] = await links(ctx);
    expect(JSON.stringify(link)).not.toContain(secret);
    for (const guess of [
      '',
      secret.slice(1),
      secret.toUpperCase(),
      `${secret} `,
      link!.secretHash,
      '%',
      "' or true --"
    ]) {
      expect(await isSetupSecret(ctx, guess)).toBe(false);
    }
  })
);

test(
  'the secret of a link for another purpose sets up nothing',
  onEmpty(async (ctx) => {
    const secret = (await renewSetupLink(ctx))!;
    await ctx.db.updateTable('oneTimeLink').set({ purpose: 'sign-in' }).execute();
    expect(await isSetupSecret(ctx, secret)).toBe(false);
  })
);
