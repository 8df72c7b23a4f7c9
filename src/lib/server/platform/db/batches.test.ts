import { expect, test } from 'vitest';
import { contextOver } from '../../../../../tests/support/context.ts';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import { readToTheEnd } from './batches.ts';

test('a list is read whole and in order, a part at a time, as it stood when that began', () =>
  withEmptyDatabase(async (_, db) => {
    const ctx = contextOver(db);
    const add = (count: number, at: number) =>
      db
        .insertInto('signInFailure')
        .values(Array.from({ length: count }, (_, n) => ({ subject: String(at + n), at: new Date(at + n) })))
        .execute();
    await add(5, 1_000);
    const parts: string[][] = [];
    let page = 0;
    const list = async (each: typeof ctx, page: number, pageSize: number) => {
      const rows = await each.db
        .selectFrom('signInFailure')
        .select('subject')
        .orderBy('at')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .execute();
      return rows.map(({ subject }) => subject);
    };
    const read = (pageSize: number) =>
      readToTheEnd(
        ctx,
        async (each, ...where) => {
          // Somebody else adds a row before all others, and takes one away, between one part and the next.
          if (page++ === 1) await add(1, 0);
          if (page === 2) await db.deleteFrom('signInFailure').where('subject', '=', '1004').execute();
          return list(each, ...where);
        },
        (rows) => parts.push(rows),
        pageSize
      );
    await read(2);
    expect(parts).toEqual([['1000', '1001'], ['1002', '1003'], ['1004']]);
    // Where the last part is full there is an empty one after it.
    parts.length = 0;
    await read(5);
    expect(parts.flat()).toEqual(['0', '1000', '1001', '1002', '1003']);
    expect(parts.map(({ length }) => length)).toEqual([5, 0]);
  }));
