/** What a job carries: the ids of the rows that it works on, and nothing else. */
export type Ids = Record<string, number>;

export interface JobSettings<I extends Ids = Ids> {
  /** How often a failed job is tried again. */
  retryLimit?: number;
  /** Seconds before the first new try; each further wait is about twice as long. */
  retryDelay?: number;
  /** The longest wait between two tries, in seconds. */
  retryDelayMax?: number;
  /** Seconds that one run may take; then its signal is aborted and it counts as failed. */
  expireInSeconds?: number;
  /** How many run at once in one process. */
  concurrency?: number;
  /** At most one job with this key is waiting or running; enqueuing a second does nothing. */
  onlyOne?: (ids: I) => string;
}

/** A kind of job: its name, which is also its queue's, and how it is run. */
export interface Job<I extends Ids = Ids> {
  readonly name: string;
  readonly settings: JobSettings<I>;
}

/**
 * Ends a run that is to be tried again for a reason that is no fault of the program (a server that is away): the
 * handler has already said what there is to say, so nothing more is logged. The message is kept with the job and
 * must name nobody.
 */
export class RetryLater extends Error {
  override name = 'RetryLater';
}

const defined = new Map<string, Job<never>>();

/**
 * Declares a kind of job, at the top of the module that handles it. Its queue is made when the jobs are opened, so
 * the module must be imported by then. `name` is lower-case words with dots and hyphens, as in `mail.send`.
 */
export function defineJob<I extends Ids = Record<string, never>>(name: string, settings: JobSettings<I> = {}): Job<I> {
  const job = { name, settings };
  defined.set(name, job);
  return job;
}

/** Every kind of job that the imported modules have declared. */
export function definedJobs(): Job<never>[] {
  return [...defined.values()];
}
