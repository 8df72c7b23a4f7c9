import { sql, type RawBuilder } from 'kysely';

/** Holds for rows whose column is one of the ids; for none when there are none, which `in ()` cannot say. */
export const within = (column: string, ids: number[]): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} = any(${ids}::int[])`;

/**
 * Whether the alliances are all that there are: then everybody and everything is in reach. Asked once a statement,
 * where the question for each of many thousand rows would take long.
 */
export const reachesAll = (reach: number[]): RawBuilder<boolean> =>
  reach.length === 0
    ? sql<boolean>`false`
    : sql<boolean>`not exists (select from alliance where id <> all(${reach}::int[]))`;
