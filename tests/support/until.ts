import { setTimeout as pause } from 'node:timers/promises';

/** Waits for something that happens by itself, as long as the test has. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(10);
}
