import { chromium, type Page } from 'playwright';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import { root } from '../../config/root.ts';
import { serveApp } from '../../config/serve-app.ts';

declare global {
  /** Durations of the page's long tasks, ms. */
  var roofrackLongTasks: number[];
}

export interface PageUse {
  /** Where the page is opened. */
  readonly hash: string;
  /** Before the clock runs; missing where the load of the page counts too. */
  readonly prepare?: (page: Page) => Promise<void>;
  readonly use: (page: Page) => Promise<void>;
}

/** Longest time that the page answers nobody while it is used, ms; 0: none above 50 ms. */
export const longestTaskMs = async ({ hash, prepare, use }: PageUse): Promise<number> => {
  const server = await serveApp(root, { port: 0, log: (text) => process.stderr.write(text) });
  const browser = await chromium.launch({ executablePath: requireChromium(), args: [...CHROMIUM_ARGS] });
  try {
    const page = await browser.newPage({ locale: 'en-GB' });
    page.setDefaultTimeout(300_000);
    await page.addInitScript(() => {
      globalThis.roofrackLongTasks = [];
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) globalThis.roofrackLongTasks.push(duration);
      }).observe({ type: 'longtask' });
    });
    await page.goto(`${server.url}${hash}`);
    if (prepare !== undefined) {
      await prepare(page);
      await page.evaluate(() => {
        globalThis.roofrackLongTasks.length = 0;
      });
    }
    await use(page);
    return await page.evaluate(() => Math.max(0, ...globalThis.roofrackLongTasks));
  } finally {
    await browser.close();
    await server.close();
  }
};
