import { chromium } from 'playwright';
import { CHROMIUM_ARGS, requireChromium } from '../config/chromium.ts';
import { serveApp } from '../config/serve-app.ts';
import { err, ok, problem, type Problem, type Result } from '../src/base/result.ts';
import type { MeasureProgress, MeasureRequest } from '../src/measure/request.ts';
import type { Measurement } from '../src/records/measurement.ts';
import type {} from '../src/workers/bench-page.ts';
import { root } from '../config/root.ts';
import { ENDED_EARLY, PartialRun, type RunPart } from '../src/workers/partial-run.ts';

export type { MeasureRequest } from '../src/measure/request.ts';

declare global {
  /** Put into the page by the host. */
  function roofrackProgress(progress: MeasureProgress): Promise<void>;
  function roofrackPart(part: RunPart): Promise<void>;
}

export interface HostOptions {
  readonly onProgress: (progress: MeasureProgress) => void;
  /** Called with the run as far as it has come, each time that something of it ends: what is left where the host is lost. */
  readonly onPartial?: (run: Measurement) => void;
  readonly log: (text: string) => void;
  readonly signal: AbortSignal;
}

export const chromiumPath = (): Result<string, Problem> => {
  try {
    return ok(requireChromium());
  } catch (cause) {
    return err(problem('browser', cause instanceof Error ? cause.message : String(cause)));
  }
};

/** Runs a suite in a headless Chromium, in the page that the app is built with, served with the app's own headers. */
export const measureInChromium = async (
  request: MeasureRequest,
  { onProgress, onPartial, log, signal }: HostOptions,
): Promise<Result<Measurement, Problem>> => {
  const executablePath = chromiumPath();
  if (!executablePath.ok) return executablePath;
  const server = await serveApp(root, { port: 0, log });
  try {
    const browser = await chromium.launch({
      executablePath: executablePath.value,
      args: [...CHROMIUM_ARGS],
      handleSIGINT: false,
      handleSIGTERM: false,
    });
    try {
      const page = await browser.newPage();
      const failed = new Promise<Result<Measurement, Problem>>((resolve) => {
        const fail = (message: string): void => {
          resolve(err(problem('page', message)));
        };
        page.on('pageerror', (error) => fail(`The measuring page failed: ${error.message}`));
        page.on('crash', () => fail('The measuring page crashed.'));
        browser.on('disconnected', () => fail('The browser ended before the measurement did.'));
      });
      await page.exposeFunction('roofrackProgress', onProgress);
      const parts = new PartialRun(request);
      await page.exposeFunction('roofrackPart', (part: RunPart) => {
        parts.take(part);
        const run = part.type === 'header' ? null : parts.soFar('broken-off', ENDED_EARLY);
        if (run !== null) onPartial?.(run);
      });
      await page.goto(`${server.url}bench.html`);
      signal.addEventListener('abort', () => {
        page.evaluate(() => globalThis.roofrackBench?.cancel()).catch(() => undefined);
      });
      const measured = page.evaluate((handed) => {
        if (globalThis.roofrackBench === undefined) throw new Error('The measuring page did not load.');
        return globalThis.roofrackBench.run(
          handed,
          (progress) => void globalThis.roofrackProgress(progress),
          (part) => void globalThis.roofrackPart(part),
        );
      }, request);
      measured.catch(() => undefined);
      return await Promise.race([measured, failed]);
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
};
