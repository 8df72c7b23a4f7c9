import { defineConfig } from 'vitest/config';

// Without the SvelteKit plugin: it would keep the run from ending, and domains need none of it.
export default defineConfig({
  test: {
    include: ['{src,server,scripts,starter,tests}/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    // Nothing is judged by the clock: these only end what hangs, and a shared machine may be ten times slower.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    maxWorkers: 2
  }
});
