/** The four ways a verb refuses. `hooks.server.ts` maps each to one HTTP status. */

/** The actor may not do this (403). */
export class Forbidden extends Error {
  override name = 'Forbidden';
}

/** There is no such thing, or none that the actor may see (404). */
export class NotFound extends Error {
  override name = 'NotFound';
}

/** The thing is in a state that does not allow this (409). */
export class Conflict extends Error {
  override name = 'Conflict';
}

/** One problem of one field; `code` names a message, `values` are its placeholders. */
export interface Problem {
  field: string;
  code: string;
  values?: Record<string, string | number>;
}

/** What was typed cannot be taken (422); carries every problem, not only the first. */
export class Invalid extends Error {
  override name = 'Invalid';
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super(problems.map((p) => `${p.field}: ${p.code}`).join(', '));
    this.problems = problems;
  }
}

/** Throws `Forbidden` unless `condition` holds; called with a policy predicate before the first write. */
export function allow(condition: boolean): asserts condition {
  if (!condition) throw new Forbidden();
}

/** The program cannot start; `message` is the one sentence that the operator reads. */
export class StartError extends Error {
  override name = 'StartError';
}
