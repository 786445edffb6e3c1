import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { build, preview } from 'vite';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import type { AdapterRecord } from '../../src/records/measurement.ts';
import type { ContestRequest } from './contest.ts';
import { failedStanding, type Outcome, type ParticipantId, type Standing } from './participant.ts';

/**
 * A participant that says nothing for so long is given up. The slowest single step seen is a first product with
 * compilation of some ten seconds, and a sample of a large product on a software adapter of about as much.
 */
const SILENCE_MS = 180_000;

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the page and serves it on a free port of this machine. */
export const openSite = async (): Promise<Site> => {
  const folder = await mkdtemp(join(tmpdir(), 'roofrack-peers-'));
  const config = { configFile: join(import.meta.dirname, 'vite.config.ts'), build: { outDir: folder } };
  await build(config);
  const server = await preview(config);
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('The page has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

export interface Session {
  /** Never throws for what a participant does: one that hangs or takes the page with it is a labelled standing. */
  hold(request: ContestRequest): Promise<Standing[]>;
  describeAdapter(): Promise<AdapterRecord | null>;
  readonly browserVersion: string;
  close(): Promise<void>;
}

type Ending = { readonly standings: Standing[] } | { readonly outcome: Outcome; readonly reason: string };

export const openSession = async (site: Site, kernel: string): Promise<Session> => {
  const browser = await chromium.launch({ executablePath: requireChromium(), args: [...CHROMIUM_ARGS] });
  let culprit: ParticipantId | null = null;
  let lastSignMs = 0;
  let page: Page | null = null;

  const openPage = async (): Promise<Page> => {
    if (page !== null) return page;
    page = await openIsolatedPage(browser, site);
    await page.exposeFunction('atWork', (id: ParticipantId) => {
      culprit = id;
      lastSignMs = performance.now();
    });
    await page.goto(`${site.url}?kernel=${encodeURIComponent(kernel)}`);
    await page.waitForFunction(() => 'holdContest' in window);
    return page;
  };

  const attempt = async (request: ContestRequest): Promise<Ending> => {
    const current = await openPage();
    culprit = null;
    lastSignMs = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<Ending>((resolve) => {
      timer = setInterval(() => {
        if (performance.now() - lastSignMs < SILENCE_MS) return;
        resolve({ outcome: 'timeout', reason: `no sign of life for ${SILENCE_MS / 1000} s` });
      }, 1000);
    });
    const crash = new Promise<Ending>((resolve) => {
      current.once('crash', () => {
        resolve({ outcome: 'crashed', reason: 'the page crashed' });
      });
    });
    const contest = current
      .evaluate((wanted) => window.holdContest(wanted), request)
      .then((standings): Ending => ({ standings }))
      .catch((cause: unknown): Ending => ({ outcome: 'crashed', reason: String(cause).slice(0, 500) }));
    const ending = await Promise.race([contest, silence, crash]);
    clearInterval(timer);
    return ending;
  };

  return {
    browserVersion: browser.version(),
    describeAdapter: async () => (await openPage()).evaluate(() => window.describeAdapter()),
    hold: async (request) => {
      const givenUp: Standing[] = [];
      for (;;) {
        const participants = request.participants.filter((id) => givenUp.every((standing) => standing.id !== id));
        const ending = await attempt({ ...request, participants });
        if ('standings' in ending) {
          const all = [...ending.standings, ...givenUp];
          return request.participants.map((id) => all.find((standing) => standing.id === id)!);
        }
        await page?.close().catch(() => undefined);
        page = null;
        // Without a culprit there is nobody to leave out, and the next attempt would end the same way.
        if (culprit === null) throw new Error(ending.reason);
        givenUp.push(failedStanding(culprit, ending.outcome, ending.reason));
      }
    },
    close: () => browser.close(),
  };
};

/** The page's own policy refuses other origins already; this holds for what a policy does not cover, too. */
const openIsolatedPage = async (browser: Browser, site: Site): Promise<Page> => {
  const context = await browser.newContext();
  await context.route(
    (url) => url.origin !== new URL(site.url).origin && /^(https?|wss?):$/.test(url.protocol),
    (route) => route.abort(),
  );
  return context.newPage();
};
