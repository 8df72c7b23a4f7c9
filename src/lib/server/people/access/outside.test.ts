import { expect, test } from 'vitest';
import { databaseOf } from '../../../../../tests/support/within.ts';
import type { Context } from '../../platform/context.ts';
import { openRound, packRound, roundMinutes } from './outside.ts';

const within = databaseOf(async () => ({}));
const round = { state: 's', nonce: 'n', verifier: 'v', to: '/desk', locale: 'sw' };
const later = (ctx: Context, minutes: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + minutes * 60_000)
});

test(
  'a round comes back as it went, for ten minutes, and what was changed or made elsewhere is none',
  within(async (ctx) => {
    const packed = packRound(ctx, round);
    expect(packed).not.toContain(Buffer.from(round.verifier).toString('base64url'));
    expect(openRound(later(ctx, roundMinutes - 1), packed)).toEqual(round);
    expect(openRound(later(ctx, roundMinutes), packed)).toBeUndefined();
    const other = { ...ctx, instance: { ...ctx.instance, secret: Buffer.alloc(32, 9) } };
    for (const wrong of [undefined, '', 'x', `${packed.slice(0, -4)}AAAA`, packRound(other, round)])
      expect(openRound(ctx, wrong)).toBeUndefined();
  })
);

test(
  'a way on that no cookie would hold leads home, and the round still works',
  within(async (ctx) => {
    const packed = packRound(ctx, { ...round, to: `/desk?q=${'a'.repeat(5000)}` });
    expect(packed.length).toBeLessThan(2000);
    expect(openRound(ctx, packed)).toEqual({ ...round, to: '/' });
  })
);
