import type { Actor } from '../platform/context.ts';
import { canSeeRecords } from '../membership/policy.ts';
import { holds } from '../platform/roles.ts';
import { audiences, type Audience } from '../platform/tasks.ts';

/** A task as far as it says for whom it waits. */
export interface TaskPlace {
  allianceId: number | null;
  audience: string | null;
  personId: number | null;
}

/** See a task, answer it, put it off, and take it on. */
export function canHandleTask(actor: Actor, task: TaskPlace): boolean {
  if (actor.kind !== 'person') return false;
  if (task.personId !== null) return task.personId === actor.id;
  return task.audience !== null && holds(actor, audiences[task.audience as Audience], task.allianceId);
}

/** Handle what waits for the secretariat of an alliance. */
export const canHandleSecretariatTask = (actor: Actor, thing: { allianceId: number | null }): boolean =>
  canHandleTask(actor, { ...thing, audience: 'secretariat', personId: null });

/** Handle what waits for the safeguarding lead of an alliance. */
export const canHandleSafeguardingTask = (actor: Actor, thing: { allianceId: number | null }): boolean =>
  canHandleTask(actor, { ...thing, audience: 'safeguarding', personId: null });

/** Write down what colleagues should know of an organisation, a person or an application. */
export const canWriteNote = (actor: Actor, thing: { allianceId: number | null }): boolean =>
  canSeeRecords(actor, thing);

/** Take back a note: only whoever wrote it, as long as they see it. */
export const canDeleteNote = (
  actor: Actor,
  thing: { allianceId: number | null; organisationId?: number | null; personId?: number }
): boolean => actor.kind === 'person' && actor.id === thing.personId && canSeeRecords(actor, thing);
