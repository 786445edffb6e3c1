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
  /** Before the clock runs. */
  readonly prepare: (page: Page) => Promise<void>;
  readonly use: (page: Page) => Promise<void>;
}

/** Opens a page in a browser that never saw the app, and watches its long tasks from the first on. */
const onWatchedPage = async (hash: string, use: (page: Page) => Promise<void>): Promise<number> => {
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
    await use(page);
    return await page.evaluate(() => Math.max(0, ...globalThis.roofrackLongTasks));
  } finally {
    await browser.close();
    await server.close();
  }
};

/** Longest time that the page answers nobody while it is used, ms; 0: none above 50 ms. */
export const longestTaskMs = ({ hash, prepare, use }: PageUse): Promise<number> =>
  onWatchedPage(hash, async (page) => {
    await prepare(page);
    await page.evaluate(() => {
      globalThis.roofrackLongTasks.length = 0;
    });
    await use(page);
  });

/** The same while a page is opened, until it has been still for as long as its first answers take to be drawn. */
export const longestTaskOfLoadMs = (hash: string): Promise<number> =>
  onWatchedPage(hash, async (page) => {
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(3000);
  });
