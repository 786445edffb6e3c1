import { chromium, type Browser, type Page } from 'playwright';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import { root } from '../../config/root.ts';
import { serveApp } from '../../config/serve-app.ts';

export interface PageUse {
  /** Where the page is opened. */
  readonly hash: string;
  /** Before anything is looked at. */
  readonly prepare: (page: Page) => Promise<void>;
  readonly use: (page: Page) => Promise<void>;
}

export interface LongestTasks {
  /** From the beginning to the end of the longest task, ms: what a user waits. */
  readonly clockMs: number;
  /** The most that a task held a processor, ms: a busy machine tells nearly the same as a quiet one. */
  readonly threadMs: number;
}

/** Events of Chromium's trace, of which durations are in µs. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Each task of a thread is one such event. */
const TASK = { category: 'disabled-by-default-devtools.timeline', name: 'RunTask' } as const;
const MAIN_THREAD = 'CrRendererMain';

const longestIn = (events: readonly TraceEvent[]): LongestTasks => {
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === MAIN_THREAD)
      .map(({ pid, tid }) => `${String(pid)}/${String(tid)}`),
  );
  const tasks = events.filter(({ name, pid, tid }) => name === TASK.name && main.has(`${String(pid)}/${String(tid)}`));
  if (tasks.length === 0) throw new Error('The trace has no task of the main thread of a page.');
  const most = (of: (task: TraceEvent) => number): number =>
    tasks.reduce((longest, task) => Math.max(longest, of(task)), 0) / 1000;
  return { clockMs: most(({ dur = 0 }) => dur), threadMs: most(({ tdur = 0 }) => tdur) };
};

const traced = async (browser: Browser, page: Page, use: PageUse['use']): Promise<LongestTasks> => {
  await browser.startTracing(page, { categories: [TASK.category] });
  await use(page);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return longestIn(traceEvents);
};

/** A browser that never saw the app, for as long as it is used. */
const withBrowser = async <T>(use: (browser: Browser, page: Page, url: string) => Promise<T>): Promise<T> => {
  const server = await serveApp(root, { port: 0, log: (text) => process.stderr.write(text) });
  const browser = await chromium.launch({ executablePath: requireChromium(), args: [...CHROMIUM_ARGS] });
  try {
    const page = await browser.newPage({ locale: 'en-GB' });
    page.setDefaultTimeout(300_000);
    return await use(browser, page, server.url);
  } finally {
    await browser.close();
    await server.close();
  }
};

/** The longest tasks of a page's main thread while it is used, by Chromium's trace. */
export const longestTasks = ({ hash, prepare, use }: PageUse): Promise<LongestTasks> =>
  withBrowser(async (browser, page, url) => {
    await page.goto(`${url}${hash}`);
    await prepare(page);
    return traced(browser, page, use);
  });

/** The same while a page is opened, until it has been still for as long as its first answers take to be drawn. */
export const longestTasksOfLoad = (hash: string): Promise<LongestTasks> =>
  withBrowser((browser, page, url) =>
    traced(browser, page, async () => {
      await page.goto(`${url}${hash}`);
      await page.waitForLoadState('networkidle');
      await page.waitForTimeout(3000);
    }),
  );
