import { defineConfig } from 'vitest/config';

/** The tests that mutants of a room must not survive; the room is in the environment. */
export default defineConfig({
  test: {
    environment: 'node',
    setupFiles: ['config/fast-check.ts'],
    include: (process.env['ROOFRACK_MUTATION_TESTS'] ?? '').split(','),
    exclude: ['**/*.browser.test.ts', '**/*.dawn.test.ts'],
    testTimeout: 60_000,
  },
});
