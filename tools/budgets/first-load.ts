import { chromium } from 'playwright';
import { findChromium } from '../../config/chromium.ts';
import { FIRST_PAGE_KB, MOST_PAGE_KB, codeOfVisit, type PageCode } from '../../config/page-code.ts';
import { root } from '../../config/root.ts';
import { serveApp } from '../../config/serve-app.ts';
import { OPEN_ADDRESSES } from '../../src/app/router/addresses.ts';
import type { Budget } from './budget.ts';
import { longestTasksOfLoad } from './long-tasks.ts';

const codeOf = async (address: string): Promise<PageCode> => {
  const server = await serveApp(root, { port: 0, log: () => undefined });
  const executablePath = findChromium();
  const browser = await chromium.launch({ ...(executablePath === null ? {} : { executablePath }) });
  try {
    return await codeOfVisit(await browser.newPage(), `${server.url}${address}`);
  } finally {
    await browser.close();
    await server.close();
  }
};

/** Most that the workers of a page may load beside it. */
const MOST_WORKERS_KB = 150;

/** A reader who does something meanwhile notices more than this. */
const LONGEST_TASK_MS = 200;

/** Bytes are the same each time, so that one visit tells them. */
export const firstLoadBudgets: readonly Budget[] = OPEN_ADDRESSES.flatMap((address, index) => {
  let visited: Promise<PageCode> | null = null;
  const visit = (): Promise<PageCode> => (visited ??= codeOf(address));
  const common = { name: `first load of ${address}`, unit: 'kB', better: 'lower' as const };
  return [
    {
      ...common,
      load: 'code of the page, gzipped',
      budget: index === 0 ? FIRST_PAGE_KB : MOST_PAGE_KB,
      run: async () => (await visit()).pageKb,
    },
    {
      ...common,
      load: 'code of its workers, gzipped',
      budget: MOST_WORKERS_KB,
      run: async () => (await visit()).workersKb,
    },
    {
      name: `longest task while ${address} is opened`,
      load: 'a first visit; time that the task held a processor',
      unit: 'ms',
      better: 'lower' as const,
      budget: LONGEST_TASK_MS,
      run: async () => (await longestTasksOfLoad(address)).threadMs,
    },
  ];
});
