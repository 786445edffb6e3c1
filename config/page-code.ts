import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright';

/** Scripts and styles of a visit, in kB (1,000 bytes) after gzip; each file counts once. Facts, fetched as JSON, are no code. */
export interface PageCode {
  readonly pageKb: number;
  /** What workers load for themselves, on threads that the page does not wait for. */
  readonly workersKb: number;
}

/** What the page that one arrives at may load, and any other. */
export const FIRST_PAGE_KB = 80;
export const MOST_PAGE_KB = 150;

const CODE = /\.(?:js|css)$/;
/** The script that a worker begins with stands among what the page asked for. */
const WORKER = /\.worker-[^/]+$/;

/** The code of a first visit, loaded until the network is idle. */
export const codeOfVisit = async (page: Page, url: string): Promise<PageCode> => {
  const files = new Map<string, Promise<Buffer>>();
  const take = (response: Response): void => {
    // What is fetched afterwards to be kept for want of a network is no part of the visit.
    if (response.request().serviceWorker() === null && CODE.test(response.url()))
      files.set(response.url(), response.body());
  };
  // What workers ask for is told by the context alone.
  page.context().on('response', take);
  await page.goto(url);
  await page.waitForLoadState('networkidle');
  page.context().off('response', take);
  const ofPage = new Set(await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name)));
  let pageKb = 0;
  let workersKb = 0;
  for (const [name, body] of files) {
    const kb = gzipSync(await body).byteLength / 1000;
    if (ofPage.has(name) && !WORKER.test(name)) pageKb += kb;
    else workersKb += kb;
  }
  return { pageKb, workersKb };
};
