import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

test.use({ serviceWorkers: 'allow' });

/** Of an answer that has been unpacked on the way. */
const OF_THE_WAY = new Set(['connection', 'content-encoding', 'content-length', 'keep-alive', 'transfer-encoding']);

interface Site {
  readonly url: string;
  /** From now on another version of the app lies there. */
  release(): void;
  close(): void;
}

const NEWER = '<meta name="release" content="newer">';

/** The app as a host serves it on which a newer version is put: another page, and another list of files to keep. */
const siteOf = async (origin: string): Promise<Site> => {
  let released = false;
  const server: Server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const path = request.url ?? '/';
      const found = await fetch(new URL(path, origin));
      let body = Buffer.from(await found.arrayBuffer());
      if (released && (path === '/' || path.startsWith('/index.html')))
        body = Buffer.from(body.toString().replace('<head>', `<head>${NEWER}`));
      if (released && path.startsWith('/sw.js')) {
        const list = body.toString();
        const newer = list.replace(/(url:\s*"index\.html",\s*revision:\s*)"[^"]*"/, '$1"newer"');
        if (newer === list) throw new Error('The list of kept files does not name the page.');
        body = Buffer.from(newer);
      }
      for (const [name, value] of found.headers) if (!OF_THE_WAY.has(name)) response.setHeader(name, value);
      response.writeHead(found.status).end(body);
    };
    answer().catch((cause: unknown) => {
      response.writeHead(500).end(String(cause));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    release: () => {
      released = true;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

/** What a reader does who comes back to the tab. */
const comeBack = (page: Page): Promise<unknown> =>
  page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

test('a new version waits, the page tells, and nothing is loaded before the run has ended and the reader says so', async ({
  page,
  baseURL,
  watch,
}) => {
  test.setTimeout(120_000);
  const site = await siteOf(baseURL ?? '');
  watch.expectFault(/^request: http:\/\/127\.0\.0\.1:/);
  try {
    await page.goto(site.url);
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
    const notice = page.getByText('A new version of Roofrack is here.');
    await comeBack(page);
    await expect(notice).toHaveCount(0);

    await page.getByRole('button', { name: 'Measure this GPU' }).click();
    await expect(page.getByRole('progressbar', { name: 'Progress of the run' })).toBeVisible();
    // A page that is loaded anew would not know of it.
    await page.evaluate(() => {
      document.body.dataset['stays'] = 'yes';
    });
    site.release();
    await comeBack(page);
    await expect(notice).toContainText('It can be loaded once the run has ended.', { timeout: 30_000 });
    await expect(page.getByRole('button', { name: 'Load it' })).toHaveCount(0);
    await expect(page.locator('body')).toHaveAttribute('data-stays', 'yes');

    await page.getByRole('button', { name: /^Cancel/ }).click();
    await page.getByRole('button', { name: 'Load it' }).click();
    await expect(page.locator('meta[name=release]')).toHaveCount(1);
    await expect(page.locator('body')).not.toHaveAttribute('data-stays');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(notice).toHaveCount(0);
  } finally {
    site.close();
  }
});
