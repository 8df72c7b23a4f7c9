import { makeWorld } from '../../../../tests/support/world.ts';
import { actorOf } from '../people/actors.ts';
import { giveRole, personAt } from '../people/people.ts';
import type { Context } from '../platform/context.ts';
import type { Role } from '../platform/roles.ts';
import { proposeFirstCharter } from './charters.ts';
import type { MembershipRules } from '../membership/rules.ts';

/** A context in which the program itself acts. */
export const asProgram = (ctx: Context): Context => ({ ...ctx, actor: { kind: 'system' } });

/** A person with an account and one role on an alliance. */
export async function addPerson(ctx: Context, name: string, role: Role, allianceId: number): Promise<number> {
  const program = asProgram(ctx);
  const email = `${name.toLowerCase()}@people.example`;
  const id = await personAt(program, { name, email, locale: 'en' });
  await giveRole(program, id, role, { allianceId });
  return id;
}

/** The same context as one of them acts in it, with the roles in force at its moment. */
export const actAs = async (ctx: Context, personId: number): Promise<Context> => ({
  ...ctx,
  actor: (await actorOf(ctx, personId, true)).actor
});

let references = 0;

/** An application that was sent and is being screened, with secrets that must not leak. */
export async function addApplication(ctx: Context, allianceId: number, changes: Record<string, unknown> = {}) {
  const charter = await ctx.db.selectFrom('charter').select('id').executeTakeFirst();
  const reference = `TEST-${String(++references).padStart(4, '0')}`;
  const row = await ctx.db
    .insertInto('application')
    .values({
      allianceId,
      reference,
      state: 'screening',
      locale: 'sw',
      name: 'Play Streets',
      kind: 'ngo',
      does: 'SECRETDOES',
      why: 'SECRETWHY',
      website: 'https://play.example',
      focalName: 'Fatuma',
      focalEmail: 'fatuma@play.example',
      focalConfirmedAt: ctx.now,
      signatoryName: 'Sam',
      signatoryEmail: 'sam@play.example',
      charterId: charter?.id ?? null,
      charterAcceptedAt: ctx.now,
      safeguarding: 'policy',
      createdAt: ctx.now,
      changedAt: ctx.now,
      sentAt: ctx.now,
      ...changes
    })
    .returning(['id', 'reference'])
    .executeTakeFirstOrThrow();
  return row;
}

export const setRulesOf = (ctx: Context, allianceId: number, rules: Partial<MembershipRules>) =>
  ctx.db
    .insertInto('membershipRules')
    .values({ allianceId, data: JSON.stringify(rules) })
    .onConflict((conflict) => conflict.column('allianceId').doUpdateSet({ data: JSON.stringify(rules) }))
    .execute();

/** The world with an officer above, an officer and an owner of its own, three of the committee, and a sibling's officer. */
export async function makeCommittee(ctx: Context) {
  const world = await makeWorld(ctx);
  const { global, kenya, nairobi } = world.alliances;
  await proposeFirstCharter(asProgram(ctx));
  const people = {
    officer: await addPerson(ctx, 'Officer', 'officer', global),
    ofKenya: await addPerson(ctx, 'Kenyan', 'officer', kenya),
    editor: await addPerson(ctx, 'Editor', 'editor', global),
    ada: await addPerson(ctx, 'Ada', 'steering-member', global),
    ben: await addPerson(ctx, 'Ben', 'chair', global),
    cleo: await addPerson(ctx, 'Cleo', 'steering-member', global),
    ofNairobi: await addPerson(ctx, 'Nairobian', 'steering-member', nairobi)
  };
  return { ...world, people };
}
export type Committee = Awaited<ReturnType<typeof makeCommittee>>;
