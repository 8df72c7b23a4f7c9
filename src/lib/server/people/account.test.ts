import { expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { makeWorld } from '../../../../tests/support/world.ts';
import type { Context } from '../platform/context.ts';
import { chooseOwnDigest, getOwnDigest } from './account.ts';
import { erasePerson } from './erasure.ts';
import { getOwnData } from './own-data.ts';
import { personAt } from './people.ts';

const within = databaseOf(async (ctx) => {
  await makeWorld(ctx);
  const add = (name: string) => personAt(ctx, { name, email: `${name}@people.example`, locale: 'en' });
  return { amina: await add('amina'), other: await add('other') };
});
const own = (ctx: Context, id: number): Context => ({ ...ctx, actor: { kind: 'person', id, roles: [] } });

test(
  'a person chooses how often the digest comes, for themselves alone; it is written, and in their data',
  within(async (ctx, { amina, other }) => {
    expect(await getOwnDigest(own(ctx, amina))).toBe('daily');
    await chooseOwnDigest(own(ctx, amina), 'none');
    expect(await getOwnDigest(own(ctx, amina))).toBe('none');
    expect(await getOwnDigest(own(ctx, other))).toBe('daily');
    const facts = await ctx.db.selectFrom('journal').selectAll().where('fact', '=', 'person.changed').execute();
    expect(facts).toMatchObject([{ subjectId: amina, actorId: amina, data: { digest: 'none' } }]);
    expect((await getOwnData(own(ctx, amina))).account).toMatchObject({ digest: 'none' });
  })
);

test(
  'a visitor, and who was erased, chooses none',
  within(async (ctx, { amina }) => {
    const visitor: Context = { ...ctx, actor: { kind: 'visitor' } };
    await expect(getOwnDigest(visitor)).rejects.toMatchObject({ name: 'NotFound' });
    await expect(chooseOwnDigest(visitor, 'none')).rejects.toMatchObject({ name: 'NotFound' });
    await ctx.db.updateTable('person').set({ email: null, erasedAt: ctx.now }).where('id', '=', amina).execute();
    await expect(chooseOwnDigest(own(ctx, amina), 'none')).rejects.toMatchObject({ name: 'NotFound' });
  })
);

test(
  'erasing empties mails to them and mails that carry what they wrote, and addresses they typed; not those of others',
  within(async (ctx, { amina, other }) => {
    const address = 'amina@people.example';
    const mail = (toAddress: string, replyTo: string | null) => ({
      kind: 'x',
      toAddress,
      replyTo,
      locale: 'en',
      subject: 's',
      text: 't',
      html: 'h',
      createdAt: ctx.now,
      sentAt: ctx.now
    });
    const desk = 'desk@alliance.example';
    await ctx.db
      .insertInto('mail')
      .values([mail(address, null), mail(desk, 'Amina@people.example'), mail(desk, 'other@people.example')])
      .execute();
    const wish = (email: string) => ({ email, toPath: '/', askedAt: ctx.now });
    await ctx.db
      .insertInto('signInWish')
      .values([wish(address), wish('other@people.example')])
      .execute();
    await erasePerson(own(ctx, amina), amina);
    const mails = await ctx.db.selectFrom('mail').select(['toAddress', 'replyTo', 'text']).orderBy('id').execute();
    expect(mails).toEqual([
      { toAddress: '', replyTo: null, text: '' },
      { toAddress: '', replyTo: null, text: '' },
      { toAddress: desk, replyTo: 'other@people.example', text: 't' }
    ]);
    expect(await ctx.db.selectFrom('signInWish').select('email').execute()).toEqual([
      { email: 'other@people.example' }
    ]);
    expect(await getOwnDigest(own(ctx, other))).toBe('daily');
  })
);
