import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { contextOver, testNow } from '../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../tests/support/database.ts';
import type { Context } from './context.ts';
import type { Connection } from './db/db.ts';
import { announce, inTransaction, record, tagsOf } from './journal.ts';

/** A context whose `forgotten` lists what was dropped, each with the number of facts committed by then. */
const withJournal = (work: (ctx: Context, forgotten: string[][], connection: Connection) => Promise<void>) => () =>
  withEmptyDatabase(async (connection, db) => {
    const forgotten: string[][] = [];
    await work(contextOver(db, { instance: { forget: (tags) => void forgotten.push(tags) } }), forgotten, connection);
  });

const facts = (ctx: Context) => ctx.db.selectFrom('journal').selectAll().orderBy('id').execute();
const post = { kind: 'post', id: 7, allianceId: 2 };

test(
  'a fact is kept with its time, its subject, who did it, and ids',
  withJournal(async (ctx) => {
    const acting: Context = { ...ctx, actor: { kind: 'person', id: 31, roles: [] }, requestId: 'r-1' };
    await record(acting, 'post.published', post, { seriesId: 4, from_state: 'draft' });
    await record(ctx, 'post.withdrawn', { kind: 'post', id: 7 });
    const common = { at: testNow, subjectKind: 'post', subjectId: 7 };
    expect(await facts(ctx)).toEqual([
      {
        ...common,
        id: 1,
        fact: 'post.published',
        allianceId: 2,
        actorKind: 'person',
        actorId: 31,
        requestId: 'r-1',
        data: { seriesId: 4, from_state: 'draft' }
      },
      {
        ...common,
        id: 2,
        fact: 'post.withdrawn',
        allianceId: null,
        actorKind: 'visitor',
        actorId: null,
        requestId: null,
        data: {}
      }
    ]);
  })
);

test(
  'a fact that is not subject and past tense in plain letters is refused',
  withJournal(async (ctx) => {
    for (const fact of [
      'Post.published',
      'post.published.twice',
      'post.',
      'post published.x'
    ] as `${string}.${string}`[]) {
      await expect(record(ctx, fact, post)).rejects.toThrow('journal_fact_check');
    }
    expect(await facts(ctx)).toEqual([]);
  })
);

test(
  'the journal cannot be changed, shortened or emptied',
  withJournal(async (ctx) => {
    await record(ctx, 'post.published', post);
    const kept = await facts(ctx);
    const attempts = [
      "update journal set fact = 'post.hidden'",
      'update journal set data = data',
      'delete from journal',
      'truncate journal',
      'truncate journal cascade'
    ];
    for (const attempt of attempts)
      await expect(sql.raw(attempt).execute(ctx.db)).rejects.toThrow('the journal is append-only');
    expect(await facts(ctx)).toEqual(kept);
  })
);

test(
  'what is recorded in a transaction that fails leaves nothing, and drops no page',
  withJournal(async (ctx, forgotten) => {
    const failing = inTransaction(ctx, async (ctx) => {
      await record(ctx, 'post.published', post);
      expect(await facts(ctx)).toHaveLength(1);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await facts(ctx)).toEqual([]);
    expect(forgotten).toEqual([]);
  })
);

test(
  'pages are dropped once, after the commit, with the tags of all facts',
  withJournal(async (ctx) => {
    const seen: { tags: string[]; committed: Promise<number> }[] = [];
    const forget = (tags: string[]) => void seen.push({ tags, committed: facts(ctx).then((rows) => rows.length) });
    const watching = { ...ctx, instance: { ...ctx.instance, forget } };
    const result = await inTransaction(watching, async (ctx) => {
      await record(ctx, 'post.published', post);
      await inTransaction(ctx, (ctx) => record(ctx, 'event.published', { kind: 'event', id: 3 }));
      expect(seen).toEqual([]);
      return 'done';
    });
    expect(result).toBe('done');
    expect(seen.map(({ tags }) => tags)).toEqual([['post', 'post:7', 'event', 'event:3']]);
    // Another connection of the pool sees them: they were committed when the pages were dropped.
    expect(await seen[0]!.committed).toBe(2);
  })
);

test(
  'a transaction within one is the same transaction: what fails outside takes back what went well inside',
  withJournal(async (ctx, forgotten) => {
    const failing = inTransaction(ctx, async (outer) => {
      await inTransaction(outer, async (inner) => {
        expect(inner.db).toBe(outer.db);
        await record(inner, 'post.published', post);
      });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await facts(ctx)).toEqual([]);
    expect(forgotten).toEqual([]);
  })
);

test(
  'a transaction that somebody else opened drops no page before its end, which may be a rollback',
  withJournal(async (ctx, forgotten) => {
    await ctx.db
      .transaction()
      .execute((db) => inTransaction({ ...ctx, db }, (ctx) => record(ctx, 'post.published', post)));
    expect(await facts(ctx)).toHaveLength(1);
    expect(forgotten).toEqual([]);
  })
);

test(
  'a transaction that records nothing drops nothing',
  withJournal(async (ctx, forgotten) => {
    await inTransaction(ctx, (ctx) => facts(ctx));
    expect(forgotten).toEqual([]);
  })
);

test(
  'another connection hears of a fact when it is committed, and never of one that was taken back',
  withJournal(async (ctx, _, connection) => {
    const client = new pg.Client(connection);
    await client.connect();
    try {
      const heard: (string | undefined)[] = [];
      const last = Promise.withResolvers<void>();
      client.on('notification', ({ payload }) => {
        heard.push(payload);
        if (payload === 'end:1') last.resolve();
      });
      await client.query('listen journal');
      const failing = inTransaction(ctx, async (ctx) => {
        await record(ctx, 'secret.published', { kind: 'secret', id: 1 });
        await announce(ctx, 'secret', [2]);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await inTransaction(ctx, async (ctx) => {
        await record(ctx, 'post.published', post);
        await announce(ctx, 'resource', [9]);
        await client.query('select 1');
        expect(heard).toEqual([]);
      });
      await record(ctx, 'end.reached', { kind: 'end', id: 1 });
      await last.promise;
      expect(heard).toEqual(['post:7', 'resource:9', 'end:1']);
    } finally {
      await client.end();
    }
    // What the program worked out itself is no fact.
    expect((await facts(ctx)).map(({ fact }) => fact)).toEqual(['post.published', 'end.reached']);
  })
);

test('a subject touches itself and every list of its kind', () => {
  expect(tagsOf({ kind: 'post', id: 7 })).toEqual(['post', 'post:7']);
});
