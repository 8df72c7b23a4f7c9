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

const mostPrepared = 200;
const mostSeen = 2000;
/** How often statements came so far; 0 for one that is not worth preparing, or not safe. */
const seen = new Map<string, number>();
const names = new Map<string, string>();

/**
 * The name under which a statement is prepared: from its third time on, so that the server neither parses nor plans
 * it each time, which takes longer than most of them run. One that answers `*` is left out: a prepared one would
 * fail when a newer program beside this one adds a column (PostgreSQL: "cached plan must not change result type").
 */
export function preparedName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostPrepared) return known;
  const times = (seen.get(text) ?? 0) + 1;
  if (seen.size >= mostSeen) seen.clear();
  seen.set(text, times);
  if (times < 3 || /(?:select|returning|,|\.)\s*\*/i.test(text)) return undefined;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

/** A client that prepares the statements with parameters that come again and again; without, they may be several in one. */
class PreparingClient extends pg.Client {
  // Its many signatures are those of pg, which this passes on as they are.
  override query(...args: unknown[]): never {
    const [text, values, ...rest] = args;
    const name =
      typeof text === 'string' && Array.isArray(values) && values.length > 0 ? preparedName(text) : undefined;
    const passed = name === undefined ? args : [{ name, text, values }, ...rest];
    return (super.query as (...args: unknown[]) => never)(...passed);
  }
}

/** A pool of connections; errors of idle ones are reported, not thrown: the pool replaces them. */
export function openPool(connection: Connection, size: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    Client: PreparingClient,
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
