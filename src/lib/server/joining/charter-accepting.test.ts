import { describe, expect, test } from 'vitest';
import { databaseOf } from '../../../../tests/support/within.ts';
import { listOrganisationParts } from '../desk/organisation-record.ts';
import { leaveAlliance } from '../membership/year/leaving.ts';
import { listMembershipsOf } from '../membership/member-queries.ts';
import { addManyMembers, addPerson, as, makeYear, type Year } from '../membership/year/test-year.ts';
import type { Context } from '../platform/context.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '../platform/errors.ts';
import { acceptCharter, askToAcceptCharter, findCharterToAccept } from './charter-accepting.ts';
import { charterInForce, publishCharter } from './charters.ts';
import { asProgram, setRulesOf } from './test-applications.ts';

const withYear = databaseOf(makeYear);
const text = (en: string) => ({ title: { en }, text: { en: `${en} text` }, adopted: true });

/** Two versions for the whole alliance, the first accepted by the old member. @returns their numbers */
async function publishTwo(ctx: Context, { alliances, old }: Year, rules = {}): Promise<[number, number]> {
  await setRulesOf(ctx, alliances.global, rules);
  await publishCharter(asProgram(ctx), alliances.global, text('One'));
  const first = (await charterInForce(ctx, alliances.global))!.id;
  await ctx.db.updateTable('membership').set({ charterId: first }).where('id', '=', old.membershipId).execute();
  await publishCharter(asProgram(ctx), alliances.global, text('Two'));
  return [first, (await charterInForce(ctx, alliances.global))!.id];
}

const tasksOf = async (ctx: Context) =>
  ctx.db
    .selectFrom('task')
    .select(['personId', 'subjectId'])
    .where('kind', '=', 'membership.charter')
    .where('doneAt', 'is', null)
    .orderBy('personId')
    .execute();

describe('a newer charter', () => {
  test(
    'is accepted once, in its exact version, by who speaks for the member',
    withYear(async (ctx, world) => {
      const [, second] = await publishTwo(ctx, world, { askCharter: true });
      const { old, people } = world;
      const [before] = await listMembershipsOf(ctx, old.id);
      expect(await findCharterToAccept(ctx, before!)).toMatchObject({ id: second, version: 2, title: { text: 'Two' } });
      const signatory = await as(ctx, people.signatory);
      await acceptCharter(signatory, old.membershipId, second);
      await acceptCharter(await as(ctx, people.focal), old.membershipId, second);
      const [after] = await listMembershipsOf(ctx, old.id);
      expect(after).toMatchObject({
        charterId: second,
        charter: 2,
        charterAcceptedAt: ctx.now,
        charterAcceptedBy: 'Sam Signatory'
      });
      expect(await findCharterToAccept(ctx, after!)).toBeNull();
      const facts = await ctx.db
        .selectFrom('journal')
        .select(['subjectKind', 'subjectId', 'data'])
        .where('fact', '=', 'membership.charter-accepted')
        .execute();
      expect(facts).toEqual([
        {
          subjectKind: 'organisation',
          subjectId: old.id,
          data: { membershipId: old.membershipId, charterId: second, version: 2 }
        }
      ]);
      const [part] = await listOrganisationParts(await as(ctx, people.officer), old.id);
      expect(part).toMatchObject({ charter: 2, charterAcceptedBy: 'Sam Signatory' });
    })
  );

  test(
    'is nothing to be done where the alliance does not ask its members to accept it',
    withYear(async (ctx, world) => {
      await publishTwo(ctx, world);
      const [membership] = await listMembershipsOf(ctx, world.old.id);
      expect(await findCharterToAccept(ctx, membership!)).toBeNull();
      await setRulesOf(ctx, world.alliances.global, { askCharter: true });
      expect(await findCharterToAccept(ctx, membership!)).toMatchObject({ version: 2 });
    })
  );

  test(
    'is not accepted by others, in another version, or after the end',
    withYear(async (ctx, world) => {
      const [first, second] = await publishTwo(ctx, world, { askCharter: true });
      const { old, people } = world;
      const acting = async (who: number) => acceptCharter(await as(ctx, who), old.membershipId, second);
      await expect(acting(people.other)).rejects.toThrow(NotFound);
      await expect(acting(people.officer)).rejects.toThrow(Forbidden);
      const focal = await as(ctx, people.focal);
      await expect(acceptCharter(focal, old.membershipId, first)).rejects.toThrow(Invalid);
      await leaveAlliance(focal, old.membershipId, 'Over');
      await expect(acceptCharter(focal, old.membershipId, second)).rejects.toThrow(Conflict);
      const [membership] = await listMembershipsOf(ctx, old.id);
      expect(membership).toMatchObject({ charterId: first, charterAcceptedBy: null });
      expect(await findCharterToAccept(ctx, membership!)).toBeNull();
    })
  );

  test(
    'waits for those who speak for a member, where the rules of its alliance ask for it',
    withYear(async (ctx, world) => {
      const { alliances, old, young, local, people } = world;
      const [first, second] = await publishTwo(ctx, world);
      await askToAcceptCharter(ctx, second);
      expect(await tasksOf(ctx)).toEqual([]);
      await setRulesOf(ctx, alliances.global, { askCharter: true });
      await setRulesOf(ctx, alliances.kenya, { askCharter: false });
      await addPerson(ctx, 'Sana Signs', 'signatory', { organisationId: local.id });
      await askToAcceptCharter(ctx, first);
      expect(await tasksOf(ctx)).toEqual([]);
      await askToAcceptCharter(ctx, second);
      await askToAcceptCharter(ctx, second);
      const whom = [people.focal, people.second, people.signatory].map((personId) => [personId, old.membershipId]);
      const asked = [...whom, [people.other, young.membershipId]];
      expect((await tasksOf(ctx)).map(({ personId, subjectId }) => [personId, subjectId])).toEqual(asked);
      await acceptCharter(await as(ctx, people.focal), old.membershipId, second);
      expect((await tasksOf(ctx)).map(({ personId }) => personId)).toEqual([people.other]);
    })
  );

  test(
    'waits at every member, however many there are, once',
    withYear(async (ctx, world) => {
      const [, second] = await publishTwo(ctx, world);
      await setRulesOf(ctx, world.alliances.global, { askCharter: true });
      const many = await addManyMembers(ctx, world, 401);
      const { focal } = world.people;
      await ctx.db
        .insertInto('personRole')
        .columns(['personId', 'role', 'organisationId', 'since'])
        .expression((eb) =>
          eb
            .selectFrom('membership')
            .select([eb.val(focal).as('p'), eb.val('focal-point').as('r'), 'organisationId', eb.val(ctx.now).as('s')])
            .where('id', 'in', many)
        )
        .execute();
      for (let time = 0; time < 2; time++) {
        await askToAcceptCharter(ctx, second);
        const theirs = (await tasksOf(ctx)).filter(({ personId }) => personId === focal);
        expect(theirs).toHaveLength(402);
      }
    })
  );
});
