import { loadavg } from 'node:os';
import { chromium, type Page } from 'playwright';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import { root } from '../../config/root.ts';
import { serveApp } from '../../config/serve-app.ts';
import { checkTally } from '../../scripts/tally.ts';
import { percent, table, type Part } from './part.ts';

const WITHIN = 0.25;
/** Nobody minds a second or two at the end. */
const NEGLIGIBLE_MS = 2000;
const LEAST_WITHIN = 0.9;
const LOOK_EVERY_MS = 500;
const LONGEST_MS = 20 * 60_000;

const RUNS = [
  { about: 'the first, with searches', button: 'Measure this GPU' },
  { about: 'the second, its kernels known', button: 'Measure again' },
] as const;

interface Told {
  readonly atMs: number;
  /** Null where nothing was told. */
  readonly leftMs: number | null;
}

const leftOf = (text: string): number | null => {
  const [, minutes, seconds] = /about (?:(\d+) min)? ?(?:(\d+) s)? ?left/.exec(text) ?? [];
  return minutes === undefined && seconds === undefined
    ? null
    : 60_000 * Number(minutes ?? 0) + 1000 * Number(seconds ?? 0);
};

/** Presses the button and reads the line under the bar until the run has ended. */
const watchRun = async (page: Page, button: string): Promise<{ readonly told: Told[]; readonly totalMs: number }> => {
  await page.getByRole('button', { name: button }).click();
  const startMs = performance.now();
  const line = page.locator('rr-run-progress .where .number');
  await line.waitFor();
  const told: Told[] = [];
  while (performance.now() - startMs < LONGEST_MS && (await line.count()) > 0) {
    const text = await line.innerText({ timeout: 1000 }).catch(() => null);
    if (text !== null) told.push({ atMs: performance.now() - startMs, leftMs: leftOf(text) });
    await page.waitForTimeout(LOOK_EVERY_MS);
  }
  return { told, totalMs: performance.now() - startMs };
};

export const timeLeft: Part = {
  name: 'time-left',
  title: 'The time left, as the page tells it',
  about:
    'Two quick suites in the page, the second with known kernels: the share of the time after the first tenth in which the time left that it tells is within 25 % of what is left. Wants a machine whose pace does not change.',
  run: async () => {
    const server = await serveApp(root, { port: 0, log: () => undefined });
    const browser = await chromium.launch({ executablePath: requireChromium(), args: [...CHROMIUM_ARGS] });
    try {
      const page = await browser.newPage({ locale: 'en-GB' });
      await page.goto(server.url);
      const rows: (string | number)[][] = [];
      const shares: number[] = [];
      for (const { about, button } of RUNS) {
        const [loadBefore = 0] = loadavg();
        const { told, totalMs } = await watchRun(page, button);
        const [loadAfter = 0] = loadavg();
        const errors = told
          .filter(({ atMs }) => atMs >= 0.1 * totalMs)
          .map(({ atMs, leftMs }) => {
            const trueMs = totalMs - atMs;
            if (leftMs === null) return Infinity;
            return Math.abs(leftMs - trueMs) <= NEGLIGIBLE_MS ? 0 : leftMs / trueMs - 1;
          });
        const within = errors.filter((error) => Math.abs(error) <= WITHIN).length / errors.length;
        shares.push(within);
        const worst = errors.reduce((most, error) => (Math.abs(error) > Math.abs(most) ? error : most), 0);
        const load = `${loadBefore.toFixed(1)} to ${loadAfter.toFixed(1)}`;
        rows.push([about, load, `${(totalMs / 1000).toFixed(0)} s`, errors.length, percent(within), percent(worst, 0)]);
      }
      return {
        tally: checkTally(shares.every((share) => share >= LEAST_WITHIN)),
        print: table(['run', 'load', 'took', 'looks', 'within 25 % or 2 s', 'furthest off'], rows, 2),
      };
    } finally {
      await browser.close();
      await server.close();
    }
  },
};
