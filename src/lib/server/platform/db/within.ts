import { sql, type RawBuilder } from 'kysely';

/** Holds for rows whose column is one of the ids; for none when there are none, which `in ()` cannot say. */
export const within = (column: string, ids: number[]): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} = any(${ids}::int[])`;
