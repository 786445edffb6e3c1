import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_ARGS, requireChromium } from './config/chromium.ts';
import { securityHeaders } from './config/security-headers.ts';
import manifest from './package.json' with { type: 'json' };

const { 'Content-Security-Policy': _policyOfTheProduct, ...isolation } = securityHeaders();
const browserWanted = !process.argv.some((argument) => /^--project=(node|dawn|tools)/.test(argument));

/** What puts something else in place of a module, which others would be given, too. */
const MOCKS = '**/*.mocks.test.ts';
const units = {
  environment: 'node' as const,
  setupFiles: ['config/fast-check.ts'],
  testTimeout: 60_000,
  restoreMocks: true,
  unstubGlobals: true,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...units,
          name: 'node',
          include: ['{src,config,bench,scripts}/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', '**/*.dawn.test.ts', '**/*.deep.test.ts', MOCKS],
          // One process after the other would start, and load the same modules, for each of some 240 files.
          isolate: false,
        },
      },
      {
        test: { ...units, name: 'node-mocks', include: [MOCKS] },
      },
      {
        test: {
          ...units,
          name: 'tools',
          include: ['tools/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'dawn',
          environment: 'node',
          include: ['src/**/*.dawn.test.ts'],
          testTimeout: 180_000,
          // In the process that was started with the driver, one file at a time: they share one software GPU.
          pool: 'threads',
          fileParallelism: false,
        },
      },
      ...(browserWanted
        ? [
            {
              server: { headers: isolation },
              // Named, because what only a worker imports would be found in the middle of a run, and the page loaded anew.
              optimizeDeps: {
                include: [
                  // A package of two builds has no entry by its bare name.
                  ...Object.keys(manifest.dependencies).map((name) =>
                    name === 'write-excel-file' ? 'write-excel-file/browser' : name,
                  ),
                  'lit/decorators.js',
                  'lit/directives/if-defined.js',
                  'lit/directives/keyed.js',
                  'lit/directives/repeat.js',
                  'axe-core',
                ],
              },
              test: {
                name: 'browser',
                include: ['src/**/*.browser.test.ts'],
                testTimeout: 120_000,
                // As a journey waits: a second is short where a machine has other work.
                expect: { poll: { timeout: 15_000 } },
                // One page at a time: kernels share the two cores of a small machine.
                fileParallelism: false,
                browser: {
                  enabled: true,
                  headless: true,
                  screenshotFailures: false,
                  locators: { exact: true },
                  provider: playwright({
                    launchOptions: { executablePath: requireChromium(), args: [...CHROMIUM_ARGS] },
                  }),
                  instances: [{ browser: 'chromium' as const }],
                },
              },
            },
          ]
        : []),
    ],
  },
});
