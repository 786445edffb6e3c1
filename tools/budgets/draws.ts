import { chromium, type Page } from 'playwright';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import { root } from '../../config/root.ts';
import { serveApp } from '../../config/serve-app.ts';
import type { Budget } from './budget.ts';

declare global {
  /** Durations of the page's long tasks, ms. */
  var roofrackDrawTasks: number[];
  /** Time from the choice to the table, ms. */
  var roofrackDrawn: Promise<number>;
}

interface Drawing {
  /** From the choice to the first frame with the table. */
  readonly wallMs: number;
  readonly longestTaskMs: number;
  /** Standard error of P95, per cent, of the monthly cost. */
  readonly p95ErrorPercent: number;
}

/**
 * Time from the reader's choice to the frame with the table, in the page's own clock: whoever waits from outside looks twice a second
 * in the end, and would tell half a second more.
 */
const chooseDraws = async (page: Page, draws: string): Promise<number> => {
  await page.locator('rr-draws').evaluate((element, wanted) => {
    globalThis.roofrackDrawn = new Promise((resolve) => {
      let chosenMs = NaN;
      const chosen = (): void => {
        chosenMs = performance.now();
      };
      element.shadowRoot?.addEventListener('rr-field-typed', chosen, { capture: true });
      const look = (): void => {
        const caption = element.shadowRoot?.querySelector('caption')?.textContent ?? '';
        if (caption.includes(`${wanted} draws`)) resolve(performance.now() - chosenMs);
        else requestAnimationFrame(look);
      };
      look();
    });
  }, draws);
  await page.getByRole('combobox', { name: 'Draws' }).selectOption({ label: draws });
  return page.evaluate(() => globalThis.roofrackDrawn);
};

const draw = async (page: Page, draws: string): Promise<Drawing> => {
  await page.evaluate(() => {
    globalThis.roofrackDrawTasks.length = 0;
  });
  const wallMs = await chooseDraws(page, draws);
  const row = page
    .getByRole('group', { name: 'Quantiles of the headlines' })
    .getByRole('row', { name: /Cost per month/ });
  const error = /±([\d.]+)/.exec(await row.innerText())?.[1];
  return {
    wallMs,
    longestTaskMs: await page.evaluate(() => Math.max(0, ...globalThis.roofrackDrawTasks)),
    p95ErrorPercent: Number(error),
  };
};

const drawOnPage = async (draws: string): Promise<Drawing> => {
  const server = await serveApp(root, { port: 0, log: (text) => process.stderr.write(text) });
  const browser = await chromium.launch({ executablePath: requireChromium(), args: [...CHROMIUM_ARGS] });
  try {
    const page = await browser.newPage({ locale: 'en-GB' });
    page.setDefaultTimeout(300_000);
    await page.addInitScript(() => {
      globalThis.roofrackDrawTasks = [];
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) globalThis.roofrackDrawTasks.push(duration);
      }).observe({ type: 'longtask' });
    });
    await page.goto(`${server.url}#/plan?show=sure`);
    await page.getByRole('combobox', { name: 'Draws' }).scrollIntoViewIfNeeded();
    await page.getByText(/1,000 draws of all uncertain inputs/).waitFor();
    return await draw(page, draws);
  } finally {
    await browser.close();
    await server.close();
  }
};

/** One drawing is measured for all that is asked of it. */
const latest = new Map<string, Drawing>();
const drawing = async (draws: string): Promise<Drawing> => {
  const measured = await drawOnPage(draws);
  latest.set(draws, measured);
  return measured;
};
const ofLatest = async (draws: string): Promise<Drawing> => latest.get(draws) ?? (await drawing(draws));

const budgetsOf = (draws: string, wallMs: number): readonly Budget[] => [
  {
    name: `${draws} draws`,
    load: 'the seed’s plan, from the choice on the Plan page to the quantiles',
    unit: 'ms',
    budget: wallMs,
    better: 'lower',
    run: async () => (await drawing(draws)).wallMs,
  },
  {
    name: `longest task of the page in ${draws} draws`,
    load: 'the last of these; 0: none above 50 ms',
    unit: 'ms',
    budget: 100,
    better: 'lower',
    run: async () => (await ofLatest(draws)).longestTaskMs,
  },
  {
    name: `standard error of P95 in ${draws} draws`,
    load: 'cost per month, from ten replicates',
    unit: '%',
    budget: 2,
    better: 'lower',
    run: async () => (await ofLatest(draws)).p95ErrorPercent,
  },
];

export const drawBudgets: readonly Budget[] = [...budgetsOf('10,000', 1500), ...budgetsOf('100,000', 15_000)];
