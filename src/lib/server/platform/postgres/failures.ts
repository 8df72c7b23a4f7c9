import { StartError } from '../errors.ts';

/** The code of a system error (`ENOENT`) or of a PostgreSQL error (`57P03`); undefined for any other value. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** PostgreSQL's and the system's own codes for it, a quota that is used up among them. */
const fullDisk = ['53100', 'ENOSPC', 'EDQUOT'];

/** Whether an error is, or was caused by, a disk without room. */
export function isFullDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return fullDisk.includes(codeOf(error) ?? '') || isFullDisk(error.cause);
}

/** A disk without room, whoever came upon it. */
export class DiskFull extends StartError {
  constructor(what: string, cause?: unknown) {
    super(`The disk that holds ${what} is full: free some space and start again.`, { cause });
  }
}

const reasons: Record<string, string> = {
  EACCES: 'cannot be read and written by this user',
  EPERM: 'cannot be read and written by this user',
  EROFS: 'is on a disk that can only be read',
  ENOTDIR: 'is not a folder',
  EEXIST: 'is not a folder'
};

/** One sentence for a folder that the file system refuses. */
export function cannotUse(what: string, error: unknown): StartError {
  if (isFullDisk(error)) return new DiskFull(what.replace(/^The /, 'the '), error);
  const reason = reasons[codeOf(error) ?? ''] ?? `cannot be used (${(error as Error).message})`;
  return new StartError(`${what} ${reason}.`, { cause: error });
}

const elsewhere = 'set DATABASE_URL to a PostgreSQL server (version 15 or later)';

/** What PostgreSQL prints, and what the operator is told; the first that matches. `$1` is what was captured. */
const sentences: [pattern: RegExp, sentence: string][] = [
  [/No space left on device|Disk quota exceeded/, new DiskFull('{home}').message],
  [/Read-only file system/, 'The disk that holds {home} can only be read.'],
  [
    /could not look up effective user ID (\d+)/,
    `The user id $1 has no name on this machine, which PostgreSQL needs: run as a named user, or ${elsewhere}.`
  ],
  [
    /(GLIBC_[\d.]+)' not found/,
    `The bundled PostgreSQL needs a newer system library (${'$1'}): update the system, or ${elsewhere}.`
  ],
  [
    /error while loading shared libraries: ([^\s:]+)/,
    `The bundled PostgreSQL lacks the library $1 here: ${elsewhere}.`
  ],
  [/invalid locale (?:name|settings)/, `This system lacks the locale C.UTF-8: install it, or ${elsewhere}.`],
  [
    /initialized by PostgreSQL version (\d+)/,
    'The database in {home} was made by PostgreSQL $1: back it up with the release that made it, and restore it with this one.'
  ],
  [
    /could not (?:create|map|resize) (?:anonymous )?(?:shared memory|semaphores)|Cannot allocate memory|out of memory/i,
    'There is not enough memory for the database: it needs about 300 MB.'
  ],
  [
    /could not locate a valid checkpoint record|invalid (?:primary )?checkpoint record|PANIC: +(.+)/,
    'The database in {home} is damaged: keep a copy of that folder and restore a backup.'
  ],
  [/Permission denied|Operation not permitted/, 'The database folder {home} cannot be read and written by its user.'],
  [/is in use|already exists/, 'Another PostgreSQL is using {home}.']
];

/** Turns what `initdb` or `postgres` printed while failing into one sentence. */
export function explain(output: string, home: string): StartError {
  for (const [pattern, sentence] of sentences) {
    const match = pattern.exec(output);
    if (match) return new StartError(sentence.replace('$1', match[1] ?? '').replace('{home}', home), { cause: output });
  }
  const said = output.match(/(?:FATAL|PANIC|error): +(.+)/g)?.at(-1) ?? output.trim().split('\n').at(-1) ?? '';
  return new StartError(`PostgreSQL did not start: ${said || 'it said nothing'} (see ${home}/log).`, { cause: output });
}

/** One sentence for a binary that the system cannot run at all. */
export function cannotRun(error: unknown): StartError {
  const why =
    codeOf(error) === 'ENOENT'
      ? 'needs glibc, which this system lacks'
      : `cannot run here (${(error as Error).message})`;
  return new StartError(`The bundled PostgreSQL ${why}: ${elsewhere}.`, { cause: error });
}

/** One sentence for a platform that no binary exists for. */
export function noBinary(platform: string, arch: string): StartError {
  return new StartError(`There is no bundled PostgreSQL for ${platform} on ${arch}: ${elsewhere}.`);
}
