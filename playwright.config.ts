import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, requireChromium } from './config/chromium.ts';

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });

// Workers load this file again; what the first process chose stands in the environment.
process.env['ROOFRACK_E2E_PORT'] ??= String(await freePort());
const url = `http://127.0.0.1:${process.env['ROOFRACK_E2E_PORT']}/`;

/** Journeys in the built app, served with the headers of a deployment. Screenshots are taken on purpose only. */
export default defineConfig({
  testDir: 'e2e',
  projects:
    process.env['ROOFRACK_SCREENSHOTS'] === undefined
      ? [
          { name: 'journeys', testIgnore: 'frames/**', fullyParallel: true },
          // What watches frames has the machine for itself.
          { name: 'frames', testMatch: 'frames/**/*.spec.ts', workers: 1 },
        ]
      : [
          {
            name: 'screenshots',
            testMatch: [
              '**/*.screens.ts',
              '**/jobs.spec.ts',
              '**/own-model.spec.ts',
              '**/plan-questions.spec.ts',
              '**/racks.spec.ts',
            ],
            grepInvert: /by keyboard alone/,
            workers: 1,
          },
        ],
  // Journeys that take minutes are for test:deep; pictures are taken of them as well.
  ...(process.env['ROOFRACK_DEEP'] !== undefined
    ? { grep: /@deep/ }
    : process.env['ROOFRACK_SCREENSHOTS'] === undefined
      ? { grepInvert: /@deep/ }
      : {}),
  // No picture is made by a comparison: `npm run screenshots` does that, on purpose.
  snapshotPathTemplate: 'docs/screenshots/{arg}{ext}',
  updateSnapshots: 'none',
  outputDir: 'test-results',
  workers: availableParallelism(),
  timeout: 180_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: url,
    launchOptions: { executablePath: requireChromium(), args: [...CHROMIUM_ARGS] },
    locale: 'en-GB',
    // Journeys stage answers of the network; those without a network ask for the kept copy themselves.
    serviceWorkers: 'block',
    viewport: { width: 1440, height: 900 },
  },
  webServer: {
    command: `node scripts/start.ts --port ${process.env['ROOFRACK_E2E_PORT']}`,
    url,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5000 },
  },
});
