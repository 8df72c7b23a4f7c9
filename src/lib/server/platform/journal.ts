import { sql } from 'kysely';
import type { Context } from './context.ts';

/** A thing that a fact is about; also the tag of the pages that show it. */
export interface Subject {
  kind: string;
  id: number;
  allianceId?: number | null;
}

/**
 * Runs `work` in a transaction, or in the one that is already open. Facts that it records drop the pages that
 * show them as soon as it is committed; other processes hear of it from the database. So does this one, where
 * the transaction is not ours and nobody knows here when it is committed.
 */
export async function inTransaction<T>(ctx: Context, work: (ctx: Context) => Promise<T>): Promise<T> {
  if (ctx.recorded) return work(ctx);
  const recorded: string[] = [];
  if (ctx.db.isTransaction) return work({ ...ctx, recorded });
  const result = await ctx.db.transaction().execute((db) => work({ ...ctx, db, recorded }));
  if (recorded.length > 0) ctx.instance.forget(recorded);
  return result;
}

/**
 * Writes a fact into the journal, in the caller's transaction: the audit log, the trigger of reactions and of
 * cache purges. `fact` is `subject.past-tense`, as in `post.published`; `data` holds ids and states, no texts
 * and no personal data.
 * @returns its number
 */
export async function record(
  ctx: Context,
  fact: `${string}.${string}`,
  subject: Subject,
  data: Record<string, unknown> = {}
): Promise<number> {
  const { id } = await ctx.db
    .insertInto('journal')
    .values({
      at: ctx.now,
      fact,
      subjectKind: subject.kind,
      subjectId: subject.id,
      allianceId: subject.allianceId ?? null,
      actorKind: ctx.actor.kind,
      actorId: ctx.actor.kind === 'person' ? ctx.actor.id : null,
      requestId: ctx.requestId ?? null,
      data: JSON.stringify(data)
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.recorded?.push(...tagsOf(subject));
  return Number(id);
}

/** Writes one fact about each of many things of a kind, in one statement; see `record`. */
export async function recordEach(
  ctx: Context,
  fact: `${string}.${string}`,
  subjects: (Subject & { data?: Record<string, unknown> })[]
): Promise<void> {
  const by = {
    at: ctx.now,
    fact,
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.kind === 'person' ? ctx.actor.id : null,
    requestId: ctx.requestId ?? null
  };
  // A statement has 65,535 parameters at most.
  for (let i = 0; i < subjects.length; i += 1000) {
    const rows = subjects.slice(i, i + 1000).map(({ kind, id, allianceId, data = {} }) => ({
      ...by,
      subjectKind: kind,
      subjectId: id,
      allianceId: allianceId ?? null,
      data: JSON.stringify(data)
    }));
    await ctx.db.insertInto('journal').values(rows).execute();
  }
  ctx.recorded?.push(...new Set(subjects.flatMap(tagsOf)));
}

/** The tags that a change of a thing touches: the thing itself, and every list of its kind. */
export function tagsOf(subject: Pick<Subject, 'kind' | 'id'>): string[] {
  return [subject.kind, `${subject.kind}:${subject.id}`];
}

/**
 * Drops the pages that show things of a kind, in every process, when the transaction commits: for what the program
 * worked out itself, which is no fact for the journal.
 */
export async function announce(ctx: Context, kind: Subject['kind'], ids: Subject['id'][]): Promise<void> {
  await sql`select pg_notify('journal', ${`${kind}:`} || id) from unnest(${ids}::int[]) id`.execute(ctx.db);
}
