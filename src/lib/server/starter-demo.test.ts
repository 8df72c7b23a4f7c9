import { expect, test } from 'vitest';
import { contextOver } from '../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../tests/support/database.ts';
import { fillEmptyDatabase } from './first-content.ts';
import { listDoubles } from './desk/duplicates.ts';
import { actorOf } from './people/actors.ts';
import { listAlikePeople } from './people/alike.ts';
import { listDemoPeople } from './people/demo.ts';
import { roleNames } from './platform/roles.ts';

test('the demonstration has somebody in every role, members and applications in every state, and says so', () =>
  withEmptyDatabase(async (_, db) => {
    const ctx = contextOver(db, { actor: { kind: 'system' } });
    await fillEmptyDatabase(ctx, 'demo');
    const people = await listDemoPeople(ctx);
    const held = new Set(people.flatMap(({ roles }) => roles.map(({ role }) => role)));
    expect(roleNames.filter((role) => !held.has(role))).toEqual([]);
    const nadia = people.find(({ name }) => name.startsWith('Nadia'))!;
    const owner = { ...ctx, actor: (await actorOf(ctx, nadia.id, true)).actor };
    const [double] = await listDoubles(owner);
    expect(double).toMatchObject({ why: 'name', records: [{}, {}] });
    const one = await db
      .selectFrom('person')
      .select(['id', 'name', 'email'])
      .where('email', '=', 'lucia@demo.example')
      .executeTakeFirstOrThrow();
    expect(await listAlikePeople(owner, { ...one, email: one.email! })).toMatchObject([{ why: 'same-name' }]);
    const applications = await db.selectFrom('application').select(['name', 'state']).orderBy('id').execute();
    expect(applications.map(({ state }) => state)).toEqual([
      'draft',
      'unconfirmed',
      'screening',
      'asked',
      'deciding',
      'declined',
      'withdrawn',
      'approved'
    ]);
    expect(applications.every(({ name }) => name.endsWith('(sample)'))).toBe(true);
    const sent = await db.selectFrom('application').select('charterId').where('sentAt', 'is not', null).execute();
    expect(sent.every(({ charterId }) => charterId !== null)).toBe(true);
    const kinds = await db
      .selectFrom('task')
      .select('kind')
      .distinct()
      .where('doneAt', 'is', null)
      .orderBy('kind')
      .execute();
    expect(kinds.map(({ kind }) => kind)).toEqual([
      'application.screen',
      'concern.handle',
      'decision.say',
      'membership.confirm',
      'membership.left',
      'membership.review',
      'message.answer',
      'organisation.first-steps'
    ]);
  }));
