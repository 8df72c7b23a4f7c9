import { setTimeout as pause } from 'node:timers/promises';

/** Waits for something that happens by itself; less long than a test has, so that what it opened is closed. */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 120): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await condition()); await pause(10))
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain`);
}
