import type { Context } from '../platform/context.ts';
import { nextTask } from './queue.ts';

/** Where the desk goes on after something was answered: what needs the actor next, or the queue that is empty now. */
export async function leadOn(ctx: Context): Promise<string> {
  const next = await nextTask(ctx);
  return next ? `/desk/tasks/${next}` : '/desk';
}
