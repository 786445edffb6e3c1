import type { Browser, Page } from 'playwright';
import { err, ok, type Problem, type Result } from '../../src/base/result.ts';
import type { Comparison } from '../../src/records/comparison.ts';
import type {} from '../../src/workers/bench-page.ts';
import type { Host, HostSession, Machine, OpenedSide, RoofRecord } from '../../src/measure/comparison/host.ts';
import { ROOFS_ONLY, roofsOf } from './roofs.ts';

/** How a browser is had again and again: launched here, or connected to. */
export interface BrowserSource {
  readonly name: string;
  readonly flags: readonly string[];
  readonly headless: boolean;
  readonly remote: boolean;
  /** The machine that it runs on; null for this one. */
  readonly machineName: string | null;
  launch(): Promise<Browser>;
}

/** A browser is asked to close; one that hangs is left to its end. */
const CLOSE_MS = 10_000;
const atMost = (promise: Promise<unknown>): Promise<unknown> =>
  Promise.race([promise.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);

/** Waits for the page's programme by a timer: frames, which are waited for by default, come once a second in a page behind another. */
const openBench = async (page: Page, url: string): Promise<void> => {
  await page.goto(`${url}bench.html`);
  await page.waitForFunction(() => globalThis.roofrackBench !== undefined, undefined, { polling: 10 });
};

const openSession = async (browser: Browser): Promise<HostSession> => {
  // Two contexts would do as well; one keeps both pages under one storage and one set of headers.
  const context = await browser.newContext();
  return {
    openSide: async (url): Promise<OpenedSide> => {
      const page = await context.newPage();
      await openBench(page, url);
      const hasSampler = await page.evaluate(() => globalThis.roofrackBench?.sampler !== undefined);
      if (!hasSampler) throw new Error('This build is older than comparisons: it has no sampler.');
      return {
        crossOriginIsolated: await page.evaluate(() => globalThis.crossOriginIsolated),
        open: (request) => page.evaluate((handed) => globalThis.roofrackBench!.sampler().open(handed), request),
        time: (times) => page.evaluate((handed) => globalThis.roofrackBench!.sampler().time(handed), times),
      };
    },
    close: async () => {
      await atMost(context.close());
    },
  };
};

const measureRoofs = async (browser: Browser, url: string): Promise<Result<RoofRecord, Problem>> => {
  const page = await browser.newPage();
  try {
    await openBench(page, url);
    const run = await page.evaluate((request) => globalThis.roofrackBench!.run(request), ROOFS_ONLY);
    return run.ok ? ok(roofsOf(run.value)) : err(run.error);
  } finally {
    await atMost(page.close());
  }
};

/** Systems as Node names them, by what browsers call themselves. */
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Windows/, 'win32'],
  [/Mac OS X/, 'darwin'],
  [/Linux|CrOS/, 'linux'],
];

/** What a browser tells of the machine that it runs on. */
const describeMachine = async (browser: Browser, name: string): Promise<Machine> => {
  const page = await browser.newPage();
  try {
    const { cores, userAgent } = await page.evaluate(() => ({
      cores: navigator.hardwareConcurrency,
      userAgent: navigator.userAgent,
    }));
    return { name, cores, platform: SYSTEMS.find(([system]) => system.test(userAgent))?.[1] ?? 'unknown' };
  } finally {
    await atMost(page.close());
  }
};

/** A comparison's host over a browser that Playwright drives. */
export const openBrowserHost = async (source: BrowserSource): Promise<Host> => {
  let browser = await source.launch();
  const record: Comparison['browser'] = {
    name: source.name,
    version: browser.version(),
    flags: [...source.flags],
    headless: source.headless,
    remote: source.remote,
  };
  const { machineName } = source;
  return {
    browser: record,
    elsewhere: machineName === null ? null : await describeMachine(browser, machineName),
    openSession: () => openSession(browser),
    measureRoofs: (url) => measureRoofs(browser, url),
    restart: async () => {
      await atMost(browser.close());
      browser = await source.launch();
    },
    close: async () => {
      await atMost(browser.close());
    },
  };
};
