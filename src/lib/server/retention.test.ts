import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { databaseOf } from '../../../tests/support/within.ts';
import { makeWorld } from '../../../tests/support/world.ts';
import type { Context } from './platform/context.ts';
import { forgetAll, retentionTable } from './retention.ts';

const within = databaseOf((ctx) => makeWorld({ ...ctx, actor: { kind: 'operator' } }));
const docs = new URL('../../../docs/retention.md', import.meta.url);
const year = 366;
const ago = (ctx: Context, days: number) => new Date(ctx.now.getTime() - days * 86_400_000);

test('docs/retention.md says what the program does', () => {
  const text = `# How long things are kept

What names people is kept as long as it is needed and no longer (GDPR article 5(1)(e)). This table is the list that the program follows every night (\`src/lib/server/retention.ts\`); a test compares the two. \`UPDATE_RETENTION=1 npm test -- retention\` writes it. The periods are proposals of the product: an alliance may be bound to others.

<!-- prettier-ignore-start -->

${retentionTable()}
<!-- prettier-ignore-end -->
`;
  if (process.env.UPDATE_RETENTION) writeFileSync(docs, text);
  expect(readFileSync(docs, 'utf8')).toBe(text);
});

test(
  'messages, concerns and applications go when their time is over; what is open or younger stays',
  within(async (ctx, { alliances }) => {
    const base = { allianceId: alliances.global, locale: 'en', text: 'x' };
    const message = (name: string, closedAt: Date | null) => ({
      ...base,
      reference: name,
      fingerprint: name,
      name,
      email: 'a@b.example',
      topic: 'other',
      createdAt: ago(ctx, 9 * year),
      closedAt,
      closedHow: closedAt && 'answered'
    });
    await ctx.db
      .insertInto('message')
      .values([message('old', ago(ctx, 2 * year)), message('young', ago(ctx, 700)), message('open', null)])
      .execute();
    const { id: personId } = await ctx.db
      .insertInto('person')
      .values({ name: 'Salma', email: 's@x.example', locale: 'en', createdAt: ctx.now })
      .returning('id')
      .executeTakeFirstOrThrow();
    for (const [reference, state, days] of [
      ['old', 'closed', 7 * year],
      ['young', 'closed', 6 * year],
      ['open', 'triaged', 9 * year]
    ] as const) {
      const { id } = await ctx.db
        .insertInto('concern')
        .values({ ...base, reference, fingerprint: reference, urgent: false, state, createdAt: ago(ctx, 9 * year) })
        .returning('id')
        .executeTakeFirstOrThrow();
      await ctx.db
        .insertInto('concernStep')
        .values({ concernId: id, state, text: 'x', personId, at: ago(ctx, days) })
        .execute();
    }
    const application = (reference: string, state: string, days: number) => ({
      allianceId: alliances.global,
      reference,
      state,
      locale: 'en',
      name: `name of ${reference}`,
      focalEmail: 'amina@x.example',
      focalName: 'Amina',
      createdAt: ago(ctx, days),
      changedAt: ago(ctx, days)
    });
    const file = (name: string) => ({
      sha256: name.padEnd(64, '0'),
      name,
      mediaType: 'application/pdf',
      bytes: 1,
      public: false,
      createdAt: ctx.now
    });
    const [theirs, young] = await ctx.db
      .insertInto('file')
      .values([file('aa'), file('bb')])
      .returning('id')
      .execute();
    await ctx.db
      .insertInto('application')
      .values([
        { ...application('declined', 'declined', 2 * year), safeguardingFileId: theirs!.id },
        { ...application('dashed', 'withdrawn', 2 * year), name: '–' },
        { ...application('young', 'declined', 300), safeguardingFileId: young!.id },
        application('approved', 'approved', 9 * year)
      ])
      .execute();
    const voice = { freeAt: ctx.now, choice: 'no', note: 'SECRET', saidAt: ctx.now };
    const applications = await ctx.db.selectFrom('application').select(['id', 'reference']).orderBy('id').execute();
    for (const { id: applicationId, reference } of applications) {
      const { id: decisionId } = await ctx.db
        .insertInto('decision')
        .values({
          allianceId: alliances.global,
          applicationId,
          method: 'vote',
          recommendation: 'decline',
          paper: `SECRET of ${reference}`,
          reason: 'SECRET',
          quorum: 1,
          openedAt: ago(ctx, 3 * year),
          openedBy: personId,
          deadline: ago(ctx, 3 * year),
          closedAt: ago(ctx, 3 * year),
          result: 'declined'
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      await ctx.db
        .insertInto('decisionVoice')
        .values({ ...voice, decisionId, personId })
        .execute();
    }
    const others = { name: 'Ben', email: 'b@x.example', locale: 'en', createdAt: ctx.now };
    const ben = await ctx.db.insertInto('person').values(others).returning('id').executeTakeFirstOrThrow();
    const first = await ctx.db.selectFrom('decision').select('id').orderBy('id').executeTakeFirstOrThrow();
    await ctx.db
      .insertInto('decisionVoice')
      .values({ decisionId: first.id, personId: ben.id, recusedAt: ctx.now, recusal: 'SECRET: my sister' })
      .execute();
    await ctx.db
      .updateTable('application')
      .set({ replaced: JSON.stringify({ does: 'SECRET' }) })
      .execute();

    await forgetAll(ctx);
    await forgetAll(ctx);
    const references = async (table: 'message' | 'concern') =>
      (await ctx.db.selectFrom(table).select('reference').orderBy('id').execute()).map(({ reference }) => reference);
    expect(await references('message')).toEqual(['young', 'open']);
    expect(await references('concern')).toEqual(['young', 'open']);
    expect(await ctx.db.selectFrom('file').select('id').execute()).toEqual([{ id: young!.id }]);
    const kept = await ctx.db
      .selectFrom('application')
      .select(['reference', 'state', 'name', 'focalEmail', 'focalName'])
      .orderBy('id')
      .execute();
    expect(kept).toEqual([
      { reference: 'declined', state: 'declined', name: '–', focalEmail: '', focalName: null },
      { reference: 'dashed', state: 'withdrawn', name: '–', focalEmail: '', focalName: null },
      {
        reference: 'young',
        state: 'declined',
        name: 'name of young',
        focalEmail: 'amina@x.example',
        focalName: 'Amina'
      },
      {
        reference: 'approved',
        state: 'approved',
        name: 'name of approved',
        focalEmail: 'amina@x.example',
        focalName: 'Amina'
      }
    ]);
    const decided = await ctx.db
      .selectFrom('decision as d')
      .innerJoin('application as a', 'a.id', 'd.applicationId')
      .innerJoin('decisionVoice as v', 'v.decisionId', 'd.id')
      .select(['a.reference', 'd.method', 'd.result', 'd.closedAt', 'd.openedBy', 'v.choice', 'v.recusedAt'])
      .select(['d.paper', 'd.reason', 'v.note', 'v.recusal', 'a.replaced'])
      .orderBy('d.id')
      .orderBy('v.personId')
      .execute();
    // What was decided, when, how and by whom stays; what was written of it goes with the application.
    const stays = { method: 'vote', result: 'declined', closedAt: ago(ctx, 3 * year), openedBy: personId };
    const empty = { paper: '', reason: null, note: null, recusal: null, replaced: null };
    expect(decided).toMatchObject([
      { reference: 'declined', ...stays, choice: 'no', recusedAt: null, ...empty },
      { reference: 'declined', ...stays, choice: null, recusedAt: ctx.now, ...empty },
      { reference: 'dashed', ...stays, choice: 'no', ...empty },
      { reference: 'young', ...stays, paper: 'SECRET of young', reason: 'SECRET', note: 'SECRET' },
      { reference: 'approved', ...stays, paper: 'SECRET of approved', reason: 'SECRET', note: 'SECRET' }
    ]);
  })
);
