import { describe, expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { sendDigests } from '../desk/digest.ts';
import { endRole, giveRole, personAt } from '../people/people.ts';
import type { Context } from '../platform/context.ts';
import { makeCareWorld, worryTo, type CareWorld } from './test-care.ts';

const within = databaseOf(makeCareWorld);
const alerts = (ctx: Context) =>
  ctx.db
    .selectFrom('mail')
    .select(['toAddress', 'locale', 'subject', 'text', 'html'])
    .where('kind', '=', 'concern.alert')
    .orderBy('id')
    .execute();
const addresses = async (ctx: Context) => (await alerts(ctx)).map(({ toAddress }) => toAddress);

async function withoutLeads(ctx: Context, { actors }: CareWorld): Promise<void> {
  const operator: Context = { ...ctx, actor: { kind: 'operator' } };
  const ids = [actors.lead, actors.siblingLead].map((actor) => (actor.kind === 'person' ? actor.id : 0));
  const roles = await ctx.db.selectFrom('personRole').select('id').where('personId', 'in', ids).execute();
  for (const { id } of roles) await endRole(operator, id);
}

describe('an urgent concern', () => {
  test(
    'is mailed at once to each safeguarding lead whose role reaches it, in their language, with nothing of what it says',
    within(async (ctx, world) => {
      const operator: Context = { ...ctx, actor: { kind: 'operator' } };
      const kamau = await personAt(operator, { name: 'Kamau', email: 'kamau@people.example', locale: 'sw' });
      await giveRole(operator, kamau, 'safeguarding-lead', { allianceId: world.alliances.kenya });
      await ctx.db.updateTable('person').set({ activatedAt: ctx.now }).where('id', '=', kamau).execute();
      const reference = await worryTo(ctx, world.alliances.nairobi, true);
      const mails = await alerts(ctx);
      expect(mails.map(({ toAddress, locale }) => [toAddress, locale])).toEqual([
        ['leila@people.example', 'en'],
        ['kamau@people.example', 'sw']
      ]);
      for (const mail of mails) expect(mail.subject + mail.text).toContain(reference);
      expect(mails[1]!.subject).toContain('DHARURA');
      expect(JSON.stringify(mails)).not.toMatch(/SECRET|secretchild/);
      expect(await sendDigests(ctx)).toBe(0);
    })
  );

  test(
    'is mailed to nobody by name where it is not urgent: the digest tells of it',
    within(async (ctx, world) => {
      await worryTo(ctx, world.alliances.nairobi);
      expect(await alerts(ctx)).toEqual([]);
      expect(await sendDigests(ctx)).toBe(1);
    })
  );

  test(
    'is mailed once where a lead reads the mailbox of the site',
    within(async (ctx, world) => {
      const instance = { ...ctx.instance, safeguardingEmail: 'Leila@people.example' };
      await worryTo({ ...ctx, instance }, world.alliances.global, true);
      expect(await alerts(ctx)).toEqual([]);
    })
  );

  test(
    'goes to the owners where no lead can read it, who are told so; the digest tells a later lead',
    within(async (ctx, world) => {
      await withoutLeads(ctx, world);
      await worryTo(ctx, world.alliances.nairobi, true);
      const [mail, ...rest] = await alerts(ctx);
      expect(rest).toEqual([]);
      expect(mail!.toAddress).toBe('olga@people.example');
      expect(mail!.text).toContain('no safeguarding lead');
      expect(JSON.stringify(mail)).not.toMatch(/SECRET|secretchild/);
      const task = await ctx.db.selectFrom('task').select('mailedAt').executeTakeFirstOrThrow();
      expect(task.mailedAt).toBeNull();
    })
  );

  test(
    'is no business of a lead beside, or of one who is kept out or never came',
    within(async (ctx, world) => {
      await worryTo(ctx, world.uganda, true);
      expect(await addresses(ctx)).toEqual(['leila@people.example', 'sanaa@people.example']);
      await ctx.db.updateTable('person').set({ suspendedAt: ctx.now }).where('name', '=', 'Leila').execute();
      await ctx.db.deleteFrom('mail').execute();
      await worryTo(ctx, world.alliances.kenya, true);
      expect(await addresses(ctx)).toEqual(['olga@people.example']);
    })
  );
});
