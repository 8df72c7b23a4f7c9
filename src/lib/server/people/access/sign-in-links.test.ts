import { expect, test } from 'vitest';
import { countHashes, countQueries } from '../../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../../tests/support/within.ts';
import { makeWorld } from '../../../../../tests/support/world.ts';
import type { Context } from '../../platform/context.ts';
import { findInvitation, writeInvitation } from '../invitations.ts';
import { takeLink } from './links.ts';
import { giveRole, personAt } from '../people.ts';
import { answerSignInWish, askForLink, findByLink } from './sign-in-links.ts';
import { signIn } from './signing-in.ts';

const withWorld = databaseOf(makeWorld);
const email = 'amina@org.example';
const minutes = (ctx: Context, count: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + count * 60_000)
});
const amina = (ctx: Context, address = email) => personAt(ctx, { name: 'Amina', email: address, locale: 'fr' });
const mails = (ctx: Context) => ctx.db.selectFrom('mail').selectAll().orderBy('id').execute();

/** What the request does, and then the job, twice as it may. */
async function ask(ctx: Context, address = email, { to = '/', device }: { to?: string; device?: string } = {}) {
  await askForLink(ctx, address, to, device);
  for (const { id } of await ctx.db.selectFrom('signInWish').select('id').execute()) {
    // As jobs are done: nobody acts, and the origin is the program's own.
    for (let n = 0; n < 2; n++) await answerSignInWish({ ...ctx, actor: { kind: 'system' } }, id);
  }
  expect(await ctx.db.selectFrom('signInWish').selectAll().execute()).toEqual([]);
}
const secretIn = (text: string) => /\/(?:sign-in\/link|invitation)\/([\w-]{43})/.exec(text)![1]!;

test(
  'a link goes to the address as its owner spells it, in their language, and leads on to where they wanted to go',
  withWorld(async (ctx) => {
    const id = await amina(ctx);
    await ask(ctx, 'AMINA@org.example', { to: '/desk/find?q=a&b' });
    const [mail, ...rest] = await mails(ctx);
    expect(rest).toEqual([]);
    expect(mail).toMatchObject({ kind: 'people.sign-in', toAddress: email, locale: 'fr' });
    expect(mail!.text).toMatch(
      /^https:\/\/alliance\.example\/fr\/sign-in\/link\/[\w-]{43}\?to=%2Fdesk%2Ffind%3Fq%3Da%26b$/m
    );
    expect(await findByLink(ctx, 'sign-in', secretIn(mail!.text))).toEqual({ id, name: 'Amina', email });
  })
);

test(
  'a link works once, for an hour, and only the last one',
  withWorld(async (ctx) => {
    const id = await amina(ctx);
    await ask(ctx);
    await ask(minutes(ctx, 1));
    const [first, second] = (await mails(ctx)).map(({ text }) => secretIn(text));
    expect(await takeLink(minutes(ctx, 2), 'sign-in', first!)).toBeUndefined();
    expect(await findByLink(minutes(ctx, 60), 'sign-in', second!)).toMatchObject({ id });
    expect(await findByLink(minutes(ctx, 61), 'sign-in', second!)).toBeUndefined();
    expect(await takeLink(minutes(ctx, 2), 'invitation', second!)).toBeUndefined();
    expect(await takeLink(minutes(ctx, 2), 'sign-in', second!)).toBe(id);
    expect(await takeLink(minutes(ctx, 2), 'sign-in', second!)).toBeUndefined();
    expect(await findByLink(minutes(ctx, 2), 'sign-in', second!)).toBeUndefined();
  })
);

test(
  'the request does the same whoever the address belongs to, and only who may sign in gets a mail',
  withWorld(async (ctx) => {
    const [id, suspended, erased] = [
      await amina(ctx),
      await amina(ctx, 'sus@org.example'),
      await amina(ctx, 'gone@org.example')
    ];
    await ctx.db.updateTable('person').set({ suspendedAt: ctx.now }).where('id', '=', suspended).execute();
    await ctx.db.updateTable('person').set({ erasedAt: ctx.now, email: null }).where('id', '=', erased).execute();
    for (const address of [email, 'sus@org.example', 'gone@org.example', 'nobody@org.example']) {
      let statements = 0;
      const hashes = await countHashes(async () => {
        statements = await countQueries(ctx, (counted) => askForLink(counted, address, '/', undefined));
      });
      // Beside the one that adds the job, which is not counted.
      expect([address, statements, hashes]).toEqual([address, 1, 0]);
    }
    await ask(ctx, 'nobody@org.example');
    expect((await mails(ctx)).map(({ toAddress }) => toAddress)).toEqual([email]);
    await ctx.db.updateTable('person').set({ suspendedAt: ctx.now }).where('id', '=', id).execute();
    expect(await findByLink(ctx, 'sign-in', secretIn((await mails(ctx))[0]!.text))).toBeUndefined();
  })
);

test(
  'three mails an hour, and a link that works whenever no more are sent; a browser that the owner knows has three of its own',
  withWorld(async (ctx) => {
    const id = await amina(ctx);
    const browser = { session: undefined, device: undefined, userAgent: '' };
    const { device } = await signIn(ctx, id, { method: 'link', secondFactor: false, browser });
    for (const minute of [0, 1, 2, 3, 59]) await ask(minutes(ctx, minute));
    expect(await mails(ctx)).toHaveLength(3);
    expect(await findByLink(minutes(ctx, 59), 'sign-in', secretIn((await mails(ctx))[2]!.text))).toMatchObject({ id });
    for (let n = 0; n < 4; n++) await ask(minutes(ctx, 59), email, { device });
    expect(await mails(ctx)).toHaveLength(6);
    await ask(minutes(ctx, 59), email, { device: 'made up' });
    expect(await mails(ctx)).toHaveLength(6);
    await ask(minutes(ctx, 60));
    expect(await mails(ctx)).toHaveLength(7);
  })
);

test(
  'an invitation says who invites whom to what, and shows nothing to a guess, a used one or another purpose',
  withWorld(async (ctx, world) => {
    const owner = await personAt(ctx, { name: 'Olu', email: 'olu@org.example', locale: 'en' });
    const id = await amina({ ...ctx, actor: { kind: 'person', id: owner, roles: [] } });
    const operator: Context = { ...ctx, actor: { kind: 'operator' } };
    await giveRole(operator, id, 'chair', { allianceId: world.alliances.kenya });
    await writeInvitation(ctx, id);
    const secret = secretIn((await mails(ctx))[0]!.text);
    expect(await findInvitation({ ...ctx, locale: 'sw' }, secret)).toEqual({
      name: 'Amina',
      email,
      inviter: 'Olu',
      roles: [{ role: 'chair', on: 'Muungano wa Kenya' }]
    });
    expect(await findInvitation(ctx, `${secret.slice(1)}A`)).toBeUndefined();
    expect(await findByLink(ctx, 'sign-in', secret)).toBeUndefined();
    expect(await takeLink(ctx, 'invitation', secret)).toBe(id);
    expect(await findInvitation(ctx, secret)).toBeUndefined();
  })
);
