import type { Saying } from '#lib/sayings.ts';
import type { Context } from '../platform/context.ts';
import { nextTask } from './queue.ts';

/** Where the desk goes on after something was answered, and what it says there: what needs the actor next, or an empty queue. */
export async function leadOn(ctx: Context): Promise<[path: string, said: Saying]> {
  const next = await nextTask(ctx);
  return next ? [`/desk/tasks/${next}`, 'next'] : ['/desk', 'done'];
}
