import { defineConfig } from 'vitest/config';

// Without the SvelteKit plugin: it would keep the run from ending, and domains need none of it.
export default defineConfig({
  test: {
    include: ['{src,server,scripts,starter,tests}/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2
  }
});
