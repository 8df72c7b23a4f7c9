import { sql, type RawBuilder } from 'kysely';
import type { Database } from './db.ts';

/** Holds for rows whose column is one of the ids; for none when there are none, which `in ()` cannot say. */
export const within = (column: string, ids: number[]): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} = any(${ids}::int[])`;

/** `above`: an alliance and those above it, each with its `distance` from it. */
export const withAbove = (db: Database, allianceId: number) =>
  db.withRecursive('above', (cte) =>
    cte
      .selectFrom('alliance')
      .select(['id', 'parentId', sql<number>`0`.as('distance')])
      .where('id', '=', allianceId)
      .unionAll(
        cte
          .selectFrom('alliance as a')
          .innerJoin('above', 'above.parentId', 'a.id')
          .select(['a.id', 'a.parentId', sql<number>`above.distance + 1`.as('distance')])
      )
  );

/** The numbers of an alliance and of those above it, whose roles reach it: for `in`. */
export const upFrom = (allianceId: number | null): RawBuilder<unknown> => sql`(
  with recursive up as (
    select id, parent_id from alliance where id = ${allianceId}
    union all select a.id, a.parent_id from alliance a join up on a.id = up.parent_id
  )
  select id from up)`;

/**
 * Whether the alliances are all that there are: then everybody and everything is in reach. Asked once a statement,
 * where the question for each of many thousand rows would take long.
 */
export const reachesAll = (reach: number[]): RawBuilder<boolean> =>
  reach.length === 0
    ? sql<boolean>`false`
    : sql<boolean>`not exists (select from alliance where id <> all(${reach}::int[]))`;
