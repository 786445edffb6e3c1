import { chromium, type Browser, type Page } from 'playwright';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import type { AdapterRecord } from '../../src/records/measurement.ts';
import type { ContestRequest } from './contest.ts';
import { holdToTheEnd, type Ending } from './endings.ts';
import type {} from './page-window.ts';
import type { Outcome, ParticipantId, Standing } from './participant.ts';
import type { Site } from './site.ts';

/**
 * A participant that says nothing for so long is given up. The slowest single step seen on a software adapter is a
 * sample of some ten seconds.
 */
const SILENCE_MS = 180_000;
const LOOK_EVERY_MS = 1000;

/** A browser process with one page, in which every library is opened once. */
export interface Session {
  /** Never throws for what a participant does: one that hangs or takes the page with it is a labelled standing. */
  hold(request: ContestRequest): Promise<Standing[]>;
  describeAdapter(): Promise<AdapterRecord | null>;
  browserVersion(): string;
  /** What the libraries asked other origins for, which was refused. */
  foreignRequests(): readonly string[];
  close(): Promise<void>;
}

interface Stage {
  readonly browser: Browser;
  readonly page: Page;
  culprit: ParticipantId | null;
  lastSignMs: number;
}

const openStage = async (site: Site, kernel: string, foreign: Set<string>): Promise<Stage> => {
  const browser = await chromium.launch({
    executablePath: requireChromium(),
    args: [...CHROMIUM_ARGS],
    handleSIGINT: false,
  });
  const context = await browser.newContext();
  const { origin } = new URL(site.url);
  // Nothing leaves this machine: a library that fetches its parts from elsewhere would also be timed with what it got.
  await context.route(
    (url) => url.origin !== origin && /^(https?|wss?):$/.test(url.protocol),
    (route) => {
      foreign.add(route.request().url());
      return route.abort();
    },
  );
  const stage: Stage = { browser, page: await context.newPage(), culprit: null, lastSignMs: performance.now() };
  await stage.page.exposeFunction('atWork', (id: ParticipantId) => {
    stage.culprit = id;
    stage.lastSignMs = performance.now();
  });
  await stage.page.goto(`${site.url}?kernel=${encodeURIComponent(kernel)}`);
  await stage.page.waitForFunction(() => 'holdContest' in window);
  return stage;
};

const holdOn = async (stage: Stage, request: ContestRequest): Promise<Ending> => {
  stage.culprit = null;
  stage.lastSignMs = performance.now();
  const cutShort = (outcome: 'timeout' | 'crashed', reason: string): Ending => ({
    culprit: stage.culprit,
    outcome,
    reason,
  });
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<Ending>((resolve) => {
    timer = setInterval(() => {
      if (performance.now() - stage.lastSignMs < SILENCE_MS) return;
      resolve(cutShort('timeout', `no sign of life for ${SILENCE_MS / 1000} s`));
    }, LOOK_EVERY_MS);
  });
  const crash = new Promise<Ending>((resolve) => {
    stage.page.once('crash', () => {
      resolve(cutShort('crashed', 'the page crashed'));
    });
  });
  const contest = stage.page
    .evaluate((wanted) => window.holdContest(wanted), request)
    .then((standings): Ending => ({ standings }))
    .catch((cause: unknown) => cutShort('crashed', String(cause).slice(0, 500)));
  const ending = await Promise.race([contest, silence, crash]);
  clearInterval(timer);
  return ending;
};

/** After these the page's devices are not what they were, so the next contest gets a new browser. */
const SPENT: readonly Outcome[] = ['device-lost', 'out-of-memory', 'gpu-error'];
const isSpent = (ending: Ending): boolean =>
  !('standings' in ending) || ending.standings.some(({ outcome }) => SPENT.includes(outcome));

export const openSession = async (site: Site, kernel: string): Promise<Session> => {
  const foreign = new Set<string>();
  let stage = await openStage(site, kernel, foreign);
  return {
    browserVersion: () => stage.browser.version(),
    foreignRequests: () => [...foreign],
    describeAdapter: () => stage.page.evaluate(() => window.describeAdapter()),
    hold: (request) =>
      holdToTheEnd(request, async (wanted) => {
        const ending = await holdOn(stage, wanted);
        if (isSpent(ending)) {
          // The whole browser: work that was given up may still keep its GPU process busy.
          await stage.browser.close();
          stage = await openStage(site, kernel, foreign);
        }
        return ending;
      }),
    close: () => stage.browser.close(),
  };
};
