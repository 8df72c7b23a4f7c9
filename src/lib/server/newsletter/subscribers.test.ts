import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld, type World } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { preferencesInput, signUpInput } from './input.ts';
import { countQueries } from '../../../../tests/support/queries.ts';
import {
  answerWish,
  askToSubscribe,
  confirmSubscription,
  findSubscriber,
  forgetSubscribers,
  leave,
  setPreferences
} from './subscribers.ts';
import { subscriberToken, type Purpose } from './tokens.ts';

const withWorld = databaseOf(makeWorld);
const consent = 'I agree to receive the newsletter.';
const email = 'reader@city.example';

const minutes = (ctx: Context, count: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + count * 60_000)
});
const days = (ctx: Context, count: number): Context => minutes(ctx, count * 24 * 60);
/** The way of a wish: what the request does, and then the job. */
async function ask(
  ctx: Context,
  world: World,
  address = email,
  { id, words }: { id?: number; words?: string } = {}
): Promise<void> {
  expect(await askToSubscribe(ctx, { id: id ?? world.alliances.global }, address, words ?? consent)).toBeUndefined();
  const wishes = await ctx.db.selectFrom('subscriberWish').select('id').execute();
  for (const wish of wishes) await answerWish({ ...ctx, locale: 'en' }, wish.id);
}
const rows = (ctx: Context) => ctx.db.selectFrom('subscriber').selectAll().orderBy('id').execute();
const mails = (ctx: Context) =>
  ctx.db.selectFrom('mail').select(['kind', 'toAddress', 'locale', 'text', 'headers']).orderBy('id').execute();
const kinds = async (ctx: Context) => (await mails(ctx)).map((mail) => mail.kind);
const facts = async (ctx: Context) =>
  (
    await ctx.db.selectFrom('journal').select('fact').where('subjectKind', '=', 'subscriber').orderBy('id').execute()
  ).map(({ fact }) => fact);

/** The token of the link to `page` in the latest mail. */
async function mailed(ctx: Context, page: string): Promise<string> {
  const text = (await mails(ctx)).at(-1)!.text;
  return new RegExp(`/newsletter/${page}/(\\S+)`).exec(text)![1]!;
}

async function subscribed(ctx: Context, world: World): Promise<{ id: number; token: (purpose: Purpose) => string }> {
  await ask(ctx, world);
  const id = await confirmSubscription(ctx, await mailed(ctx, 'confirm'));
  return { id, token: (purpose) => subscriberToken(ctx, purpose, id) };
}

describe('signing up', () => {
  test(
    'keeps the address with its consent, unconfirmed, and writes to it once',
    withWorld(async (ctx, world) => {
      await ask({ ...ctx, locale: 'bn' }, world);
      expect(await rows(ctx)).toMatchObject([
        { email, locale: 'bn', consent, askedAt: ctx.now, confirmedAt: null, leftAt: null }
      ]);
      expect(await mails(ctx)).toMatchObject([{ kind: 'newsletter.confirm', toAddress: email, locale: 'bn' }]);
      expect((await mails(ctx))[0]!.text).toContain('https://alliance.example/bn/newsletter/confirm/');
      expect(await facts(ctx)).toEqual(['subscriber.asked']);
    })
  );

  test(
    'again sends one more mail a day at most, to the address as its owner spells it',
    withWorld(async (ctx, world) => {
      await ask(ctx, world);
      await ask(minutes(ctx, 9), world, 'READER@City.example');
      await ask(minutes(ctx, 24 * 60 - 1), world, 'READER@City.example');
      expect(await kinds(ctx)).toEqual(['newsletter.confirm']);
      await ask({ ...days(ctx, 1), locale: 'fr' }, world, 'READER@City.example');
      await ask(minutes(days(ctx, 1), 5), world);
      expect(await mails(ctx)).toMatchObject([
        { kind: 'newsletter.confirm', toAddress: email, locale: 'en' },
        { kind: 'newsletter.confirm', toAddress: email, locale: 'fr' }
      ]);
      expect(await rows(ctx)).toHaveLength(1);
    })
  );

  test(
    'again when subscribed reminds once a day at most, at the address as its owner spells it',
    withWorld(async (ctx, world) => {
      await subscribed(ctx, world);
      for (const minute of [1, 60, 24 * 60]) await ask(minutes(ctx, minute), world, 'READER@city.example');
      expect(await mails(ctx)).toMatchObject([{ kind: 'newsletter.confirm' }, { kind: 'newsletter.reminder' }]);
      await ask(minutes(ctx, 1 + 24 * 60), world, 'Reader@city.example');
      expect((await mails(ctx)).slice(1)).toMatchObject([
        { kind: 'newsletter.reminder', toAddress: email },
        { kind: 'newsletter.reminder', toAddress: email }
      ]);
    })
  );

  test(
    'does the same in the request whether the address is new, waiting, subscribed or gone; only its owner learns more',
    withWorld(async (ctx, world) => {
      await subscribed(ctx, world);
      await ask(ctx, world, 'waiting@city.example');
      await ask(ctx, world, 'gone@city.example');
      const gone = await confirmSubscription(ctx, await mailed(ctx, 'confirm'));
      await leave(ctx, subscriberToken(ctx, 'newsletter.leave', gone));
      const before = [await rows(ctx), await mails(ctx), await facts(ctx)];
      const counts = new Set<number>();
      for (const address of ['new@city.example', 'waiting@city.example', 'gone@city.example', email])
        counts.add(
          await countQueries(ctx, (counted) =>
            askToSubscribe(minutes(counted, 5), { id: world.alliances.global }, address, consent)
          )
        );
      // Beside the one that adds the job, which is not counted.
      expect([...counts]).toEqual([1]);
      expect([await rows(ctx), await mails(ctx), await facts(ctx)]).toEqual(before);
      await ask(minutes(ctx, 60), world);
      const sent = (await mails(ctx)).slice(3).map(({ kind, toAddress }) => [kind, toAddress]);
      expect(sent).toEqual([
        ['newsletter.confirm', 'new@city.example'],
        ['newsletter.confirm', 'gone@city.example'],
        ['newsletter.reminder', email]
      ]);
    })
  );

  test(
    'is answered once, though the job may run twice, and nothing stays of the wish',
    withWorld(async (ctx, world) => {
      await askToSubscribe(ctx, { id: world.alliances.global }, email, consent);
      const { id } = await ctx.db.selectFrom('subscriberWish').select('id').executeTakeFirstOrThrow();
      for (let n = 0; n < 2; n++) await answerWish(ctx, id);
      expect(await kinds(ctx)).toEqual(['newsletter.confirm']);
      expect(await ctx.db.selectFrom('subscriberWish').selectAll().execute()).toEqual([]);
    })
  );

  test(
    'of a subscriber by a stranger changes nothing of the subscription',
    withWorld(async (ctx, world) => {
      await subscribed(ctx, world);
      const before = await rows(ctx);
      await ask({ ...minutes(ctx, 60), locale: 'fr' }, world, email, { words: 'other words' });
      expect(await rows(ctx)).toEqual(before);
      expect((await mails(ctx)).at(-1)!.headers).toMatchObject({
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'
      });
    })
  );

  test(
    'after leaving asks at once, with new consent, and the old one does not count',
    withWorld(async (ctx, world) => {
      const { token } = await subscribed(ctx, world);
      await leave(minutes(ctx, 1), token('newsletter.leave'));
      await ask(minutes(ctx, 2), world, email, { words: 'new words' });
      expect(await rows(ctx)).toMatchObject([
        { consent: 'new words', askedAt: minutes(ctx, 2).now, confirmedAt: null, leftAt: null }
      ]);
      await ask(minutes(ctx, 3), world);
      expect(await kinds(ctx)).toEqual(['newsletter.confirm', 'newsletter.confirm']);
    })
  );

  test(
    'in two alliances is two subscriptions',
    withWorld(async (ctx, world) => {
      await ask(ctx, world);
      await ask({ ...ctx, locale: 'sw' }, world, email, { id: world.alliances.kenya });
      expect(await rows(ctx)).toHaveLength(2);
      expect((await mails(ctx)).map((mail) => mail.text)).toEqual([
        expect.stringContaining('World Alliance'),
        expect.stringContaining('Muungano wa Kenya')
      ]);
    })
  );
});

describe('a link in a mail', () => {
  test(
    'confirms, and pressing the button twice is fine',
    withWorld(async (ctx, world) => {
      const { token } = await subscribed(ctx, world);
      await confirmSubscription(minutes(ctx, 5), token('newsletter.confirm'));
      expect(await rows(ctx)).toMatchObject([{ confirmedAt: ctx.now }]);
      expect(await facts(ctx)).toEqual(['subscriber.asked', 'subscriber.confirmed']);
    })
  );

  test(
    'does not bring back who has left',
    withWorld(async (ctx, world) => {
      await ask(ctx, world);
      const confirm = await mailed(ctx, 'confirm');
      const id = await confirmSubscription(ctx, confirm);
      await leave(ctx, subscriberToken(ctx, 'newsletter.leave', id));
      await confirmSubscription(minutes(ctx, 5), confirm);
      expect((await rows(ctx))[0]!.leftAt).toEqual(ctx.now);
    })
  );

  test(
    'confirms within fourteen days, and not after; leaving and changing go on',
    withWorld(async (ctx, world) => {
      await ask(ctx, world);
      const confirm = await mailed(ctx, 'confirm');
      const late = days(ctx, 14);
      await expect(confirmSubscription(late, confirm)).rejects.toThrow(NotFound);
      await expect(findSubscriber(late, 'newsletter.confirm', confirm)).rejects.toThrow(NotFound);
      const id = await confirmSubscription(minutes(late, -1), confirm);
      expect((await rows(ctx))[0]!.confirmedAt).not.toBeNull();
      const years = days(ctx, 4000);
      for (const purpose of ['newsletter.preferences', 'newsletter.leave'] as const)
        expect(await findSubscriber(years, purpose, subscriberToken(ctx, purpose, id))).toMatchObject({ id });
    })
  );

  test(
    'opens nothing but what it is for, and no other subscriber',
    withWorld(async (ctx, world) => {
      const { id, token } = await subscribed(ctx, world);
      await ask(ctx, world, 'other@city.example');
      const purposes: Purpose[] = ['newsletter.confirm', 'newsletter.preferences', 'newsletter.leave'];
      for (const made of purposes) {
        for (const used of purposes) {
          const found = findSubscriber(ctx, used, token(made));
          await (made === used
            ? expect(found).resolves.toMatchObject({ id })
            : expect(found).rejects.toThrow(NotFound));
        }
      }
      const [, signature] = token('newsletter.leave').split('.');
      for (const forged of [
        `${id + 1}.${signature}`,
        `${id}.${'A'.repeat(24)}`,
        `${id}.`,
        '',
        '1',
        `0${id}.${signature}`,
        `${id}.${signature}x`
      ]) {
        await expect(findSubscriber(ctx, 'newsletter.leave', forged)).rejects.toThrow(NotFound);
        await expect(leave(ctx, forged)).rejects.toThrow(NotFound);
      }
      const otherInstance = { ...ctx, instance: { ...ctx.instance, secret: Buffer.alloc(32, 8) } };
      await expect(leave(otherInstance, token('newsletter.leave'))).rejects.toThrow(NotFound);
      expect((await rows(ctx)).map((row) => row.leftAt)).toEqual([null, null]);
    })
  );

  test(
    'whose address is deleted finds nobody, which is not the same as a wrong link',
    withWorld(async (ctx, world) => {
      const { token } = await subscribed(ctx, world);
      await ctx.db.deleteFrom('subscriber').execute();
      expect(await findSubscriber(ctx, 'newsletter.leave', token('newsletter.leave'))).toBeUndefined();
      await expect(confirmSubscription(ctx, token('newsletter.confirm'))).rejects.toThrow(NotFound);
      await expect(leave(ctx, token('newsletter.leave'))).rejects.toThrow(NotFound);
    })
  );
});

describe('preferences', () => {
  test(
    'are language, themes and countries; what does not exist is left out',
    withWorld(async (ctx, world) => {
      const { token } = await subscribed(ctx, world);
      const { mobility, health } = world.themes;
      await setPreferences(ctx, token('newsletter.preferences'), {
        language: 'sw',
        themes: [health, mobility, health, 999_999_999],
        places: [world.places.kenya, 999_999_999]
      });
      expect(await rows(ctx)).toMatchObject([
        { locale: 'sw', themeIds: [health, mobility], placeIds: [world.places.kenya] }
      ]);
      expect(await facts(ctx)).toContain('subscriber.preferences-set');
    })
  );

  test('are read from a form only as ids of a known form and a language of the interface', () => {
    expect(v.parse(preferencesInput, { language: 'ar', themes: ['3', '1'], places: [] })).toEqual({
      language: 'ar',
      themes: [3, 1],
      places: []
    });
    for (const bad of [
      { language: 'de' },
      { themes: ['x'] },
      { themes: ['-1'] },
      { themes: ['9999999999'] },
      { places: ['1 or 1=1'] },
      { themes: Array(101).fill('1') }
    ]) {
      expect(v.safeParse(preferencesInput, { language: 'en', themes: [], places: [], ...bad }).success).toBe(false);
    }
  });

  test('signing up needs an address and consent in the one word that the form sends', () => {
    expect(v.safeParse(signUpInput, { email, consent: 'yes' }).success).toBe(true);
    for (const bad of [{ consent: '' }, { consent: 'no' }, { email: 'x' }, { email: '' }]) {
      expect(v.safeParse(signUpInput, { email, consent: 'yes', ...bad }).success).toBe(false);
    }
  });
});

describe('leaving', () => {
  test(
    'ends it at once and forgets the interests; leaving twice is fine',
    withWorld(async (ctx, world) => {
      const { token } = await subscribed(ctx, world);
      await setPreferences(ctx, token('newsletter.preferences'), {
        language: 'en',
        themes: [world.themes.health],
        places: [world.places.kenya]
      });
      await leave(ctx, token('newsletter.leave'));
      await leave(minutes(ctx, 5), token('newsletter.leave'));
      expect(await rows(ctx)).toMatchObject([{ leftAt: ctx.now, themeIds: [], placeIds: [] }]);
      expect((await facts(ctx)).filter((fact) => fact === 'subscriber.left')).toHaveLength(1);
    })
  );

  test(
    'sends no mail',
    withWorld(async (ctx, world) => {
      const { token } = await subscribed(ctx, world);
      await leave(ctx, token('newsletter.leave'));
      expect(await kinds(ctx)).toEqual(['newsletter.confirm']);
    })
  );
});

describe('what is forgotten by itself', () => {
  test(
    'is who did not confirm and who left, after fourteen days and not before; subscribers stay',
    withWorld(async (ctx, world) => {
      await ask(ctx, world, 'waiting@city.example');
      await ask(ctx, world, 'leaving@city.example');
      const leaving = await confirmSubscription(ctx, await mailed(ctx, 'confirm'));
      await leave(ctx, subscriberToken(ctx, 'newsletter.leave', leaving));
      await ask(ctx, world, 'staying@city.example');
      await confirmSubscription(ctx, await mailed(ctx, 'confirm'));
      expect(await forgetSubscribers(days(ctx, 14))).toBe(0);
      expect(await forgetSubscribers(minutes(days(ctx, 14), 1))).toBe(2);
      expect((await rows(ctx)).map((row) => row.email)).toEqual(['staying@city.example']);
      expect(await forgetSubscribers(days(ctx, 4000))).toBe(0);
    })
  );

  test(
    'goes by the first wish: repeating it keeps no address that is not confirmed',
    withWorld(async (ctx, world) => {
      for (const day of [0, 5, 10, 13]) await ask(days(ctx, day), world);
      expect(await forgetSubscribers(days(ctx, 14))).toBe(0);
      expect(await forgetSubscribers(minutes(days(ctx, 14), 1))).toBe(1);
    })
  );

  test(
    'is a wish whose job was lost',
    withWorld(async (ctx, world) => {
      await askToSubscribe(ctx, { id: world.alliances.global }, email, consent);
      const wishes = () => ctx.db.selectFrom('subscriberWish').selectAll().execute();
      await forgetSubscribers(days(ctx, 14));
      expect(await wishes()).toHaveLength(1);
      await forgetSubscribers(minutes(days(ctx, 14), 1));
      expect(await wishes()).toEqual([]);
    })
  );

  test(
    'the journal names no address',
    withWorld(async (ctx, world) => {
      const { token } = await subscribed(ctx, world);
      await leave(ctx, token('newsletter.leave'));
      expect(JSON.stringify(await ctx.db.selectFrom('journal').selectAll().execute())).not.toContain('reader@');
    })
  );
});
