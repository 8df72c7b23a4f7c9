import type { Database } from './db/db.ts';
import type { FileStore } from './files/store.ts';
import type { Kept } from './kept.ts';
import type { HeldRole } from './roles.ts';
import type { Locale } from '#lib/locale.ts';

/**
 * Who acts: somebody unknown, a person with an account and the roles that are in force, the operator at the command
 * line, or the program.
 */
export type Actor =
  | { kind: 'visitor' }
  | { kind: 'person'; id: number; roles: readonly HeldRole[] }
  | { kind: 'operator' }
  | { kind: 'system' };

/** What every verb and query takes first; built once a request, a job or a test. */
export interface Context {
  readonly db: Database;
  readonly actor: Actor;
  readonly locale: Locale;
  /** The clock: verbs never ask for the time themselves. */
  readonly now: Date;
  /** The instance's own settings and outside parts. */
  readonly instance: Instance;
  readonly requestId?: string;
  /** Tags of the facts recorded in the running transaction; see journal.ts. */
  readonly recorded?: string[];
}

/** What one running program has, whoever asks. */
export interface Instance {
  /**
   * Where the site stands, without a slash at the end. In a request it may be what the reader's browser or a stranger
   * named as the host (hooks.server.ts), good only for the answer: mails with links are written by jobs, where it is
   * the program's own.
   */
  readonly origin: string;
  /** The key of signed links; made at the first start and kept in the database. */
  readonly secret: Buffer;
  readonly secretariatEmail: string | undefined;
  readonly safeguardingEmail: string | undefined;
  readonly files: FileStore;
  /** What is read once and kept until it changes. */
  readonly kept: Kept;
  /** Drops what shows the tagged things; called after the commit. */
  readonly forget: (tags: string[]) => void;
}
