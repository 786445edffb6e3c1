import { err, problem, type Problem, type Result } from '../base/result.ts';
import { compare } from '../measure/comparison/compare.ts';
import type { CaseToCompare } from '../measure/comparison/cases.ts';
import type { Host } from '../measure/comparison/host.ts';
import { samplerSession } from '../measure/comparison/sampler-session.ts';
import { describeBrowser } from '../measure/device/browser.ts';
import type { Comparison, ExpectedScatter } from '../records/comparison.ts';
import { createSamplingClient } from './sampling-client.ts';

/** Two kernels of a case, timed against each other in this page. */
export interface InterleavedRequest {
  /** What the sides are called. */
  readonly base: string;
  readonly head: string;
  readonly cases: readonly CaseToCompare[];
  readonly mostSessions: number;
  readonly expectedScatter: ExpectedScatter;
}

export interface InterleavedOptions {
  readonly signal: AbortSignal;
  /** What is expected before the first session, and where it stands after every round. */
  readonly log: (text: string) => void;
  /** Called after every session with all that there is. */
  readonly onSession: (comparison: Comparison) => void;
}

export type CompareInterleaved = (
  request: InterleavedRequest,
  options: InterleavedOptions,
) => Promise<Result<Comparison, Problem>>;

/** A comparison of kernels by the page itself, with the sessions, the control and the verdicts of `bench compare`. */
export const compareInterleaved: CompareInterleaved = (request, { signal, log, onSession }) => {
  const browser = describeBrowser(navigator) ?? { name: 'unknown', version: '' };
  const host: Host = {
    browser: { name: browser.name, version: browser.version, flags: [], headless: false, remote: false },
    elsewhere: null,
    openSession: () => samplerSession(createSamplingClient, globalThis.crossOriginIsolated),
    measureRoofs: () => Promise.resolve(err(problem('roofs', 'The page measures roofs by itself.'))),
    restart: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const side = { url: '', kernel: null, bundleBytes: null };
  return compare(
    {
      base: { name: request.base, kind: 'kernel', sha: null },
      head: { name: request.head, kind: 'kernel', sha: null },
      cases: request.cases,
      family: request.cases.length,
      seed: 1,
      mostSessions: request.mostSessions,
      budgetSeconds: null,
      roofs: false,
      resume: null,
      earlier: { scatterOf: () => request.expectedScatter, secondsOf: () => null },
      log,
      signal,
      onSession,
    },
    {
      host,
      base: side,
      head: side,
      machine: { name: 'this browser', cores: navigator.hardwareConcurrency, platform: browser.name },
      load: () => [],
    },
  );
};
