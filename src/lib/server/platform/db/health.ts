import type { Database } from './db.ts';
import { appliedMigrations } from './migrate.ts';

/**
 * Why this program should be given no visitors, in a few words that any stranger may read; undefined while the database
 * answers and has exactly this program's migrations. A newer program beside this one, or a restored backup, may have
 * changed it since the start.
 * @param own the names of this program's migrations, as of its start
 */
export async function findHealthProblem(db: Database, own: readonly string[]): Promise<string | undefined> {
  let applied: string[];
  try {
    applied = await appliedMigrations(db);
  } catch {
    return 'the database does not answer';
  }
  if (applied.some((name) => !own.includes(name))) return 'the database belongs to another version of the program';
  return applied.length < own.length ? 'the database is older than the program' : undefined;
}
