import { defineConfig } from '@playwright/test';

/** Comparisons as tests: bench/cases.spec.ts says what stands in the environment. One at a time, since they are timed. */
export default defineConfig({
  testDir: '.',
  testMatch: 'cases.spec.ts',
  outputDir: '../test-results/bench',
  fullyParallel: true,
  workers: 1,
  retries: 0,
  // A case ends by its own budget, or by its sessions.
  timeout: 3_600_000,
  reporter: [['list'], ['junit', { outputFile: '../test-results/bench-junit.xml' }]],
});
