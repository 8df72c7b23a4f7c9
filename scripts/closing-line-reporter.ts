import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Counts the tests; a file that could not be loaded and an error outside of every test each count as a failure. */
function countTests(modules: readonly TestModule[], errors: number): Counts {
  const counts: Counts = { passed: 0, failed: errors, skipped: 0 };
  for (const module of modules) {
    let failed = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed++;
      else if (state === 'failed') failed++;
      else counts.skipped++;
    }
    counts.failed += failed === 0 && !module.ok() ? 1 : failed;
  }
  return counts;
}

export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Ends the output with one line for people and machines: `812 passed, 0 failed`. */
export default class ClosingLineReporter implements Reporter {
  /** What is said when the run does not get to its end. */
  #counts: Counts = { passed: 0, failed: 1, skipped: 0 };

  constructor() {
    // At the very end of the process, since other reporters print their summary whenever they like.
    process.on('exit', () => {
      if (this.#counts.failed > 0) process.exitCode ||= 1;
      writeSync(1, `${closingLine(this.#counts)}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    this.#counts = countTests(modules, errors.length);
  }
}
