import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

/** How to reach the server: what node-postgres takes. */
export type Connection = Pick<pg.PoolConfig, 'connectionString' | 'host' | 'user' | 'database' | 'password' | 'port'>;

const types = new pg.TypeOverrides();
// A bigint (counts, journal ids) is a number here as long as it is exact.
types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a number`);
  return value;
});
// A date has no zone: the driver's default would put it at local midnight.
types.setTypeParser(pg.types.builtins.DATE, (text) => text);
types.setTypeParser(pg.types.builtins.TIME, (text) => text);

/** Settings that every connection of this program has, whoever runs the server. */
const sessionOptions = '-c jit=off -c max_parallel_workers_per_gather=0 -c timezone=UTC -c statement_timeout=30000';

/** A pool of connections; errors of idle ones are reported, not thrown: the pool replaces them. */
export function openPool(connection: Connection, size: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    max: size,
    types,
    options: sessionOptions,
    application_name: 'cities4children',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000
  });
  pool.on('error', onError);
  // One that is lost in the middle of a transaction fails its statements; unheard, it would also end the program.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The query builder over a pool. Names are snake_case in SQL and camelCase here; JSON keys are left alone. */
export function openDatabase(pool: pg.Pool): Database {
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })]
  });
}
