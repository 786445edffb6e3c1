import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright';
import { findChromium } from '../../config/chromium.ts';
import { serveApp } from '../../config/serve-app.ts';
import { OPEN_ADDRESSES } from '../../src/app/router/addresses.ts';
import type { Budget } from './budget.ts';
import { root } from '../../config/root.ts';

/** What of a page is script; facts that it fetches as JSON are not counted. */
const COUNTED = ['script', 'stylesheet'];

/** Code that a page's first visit loads until the network is idle, its workers' included, in kB after gzip. */
const firstLoadKb = async (address: string): Promise<number> => {
  const server = await serveApp(root, { port: 0, log: () => undefined });
  const executablePath = findChromium();
  const browser = await chromium.launch({ ...(executablePath === null ? {} : { executablePath }) });
  try {
    const page = await browser.newPage();
    // Two workers of one script load it once. Responses to workers come through the context alone.
    const bodies = new Map<string, Promise<Buffer>>();
    page.context().on('response', (response) => {
      if (COUNTED.includes(response.request().resourceType())) bodies.set(response.url(), response.body());
    });
    await page.goto(`${server.url}${address}`);
    await page.waitForLoadState('networkidle');
    return (await Promise.all(bodies.values())).reduce((sum, body) => sum + gzipSync(body).byteLength, 0) / 1000;
  } finally {
    await browser.close();
    await server.close();
  }
};

const BUDGET_KB = 400;

/** Bytes are the same each time, so that one visit tells them. */
export const firstLoadBudgets: readonly Budget[] = OPEN_ADDRESSES.map((address) => {
  let visited: Promise<number> | null = null;
  return {
    name: `first load of ${address}`,
    load: 'code of the page and its workers, gzipped',
    unit: 'kB',
    budget: BUDGET_KB,
    better: 'lower',
    run: () => (visited ??= firstLoadKb(address)),
  };
});
