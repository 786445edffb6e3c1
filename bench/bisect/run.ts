import { changeText } from '../../src/base/format.ts';
import { err, ok, problem, type Problem, type Result } from '../../src/base/result.ts';
import { createRandom } from '../../src/base/random.ts';
import { sessionLogRatio } from '../../src/base/statistics/paired-sessions.ts';
import type { BisectionRecord } from '../../src/records/bisection.ts';
import type { CaseToCompare } from '../../src/measure/comparison/cases.ts';
import { breakdownText, type Host } from '../../src/measure/comparison/host.ts';
import { DESIGN, runSession, type SessionSide } from '../../src/measure/comparison/session.ts';
import type { OpenedSide } from '../compare/sides.ts';
import { searchState, type SearchOptions, type SearchState } from './search.ts';

export interface BisectionRun extends SearchOptions {
  readonly record: BisectionRecord;
  readonly compared: CaseToCompare;
  readonly host: Host;
  /** The built page of a commit, or why there is none. */
  readonly openCommit: (commit: string) => Promise<Result<OpenedSide, Problem>>;
  /** How messages name a commit. */
  readonly nameOf: (commit: string) => string;
  /** No session starts after so long; null for no limit. */
  readonly budgetSeconds: number | null;
  readonly log: (text: string) => void;
  readonly signal: AbortSignal;
  /** Called after every session with all that there is. */
  readonly onSession: (record: BisectionRecord) => void;
}

export interface BisectionEnd {
  readonly record: BisectionRecord;
  readonly state: SearchState;
}

const FAILURES_TO_SKIP = 2;
const FAILURES_TO_GIVE_UP = 3;
const SESSIONS_PER_BROWSER = 4;

/** Runs a search until one commit is sure enough, or sessions, time or patience are used up. */
export const runBisection = async (run: BisectionRun): Promise<Result<BisectionEnd, Problem>> => {
  const { compared, host, openCommit, nameOf, log, signal } = run;
  let { record } = run;
  const good = await openCommit(record.good);
  if (!good.ok) return err(problem('good', `The good end cannot be built: ${good.error.message}`));
  const random = createRandom(record.seed);
  const nextSeed = (): number => random.integer(0, 2 ** 31 - 1);
  for (let i = 0; i < record.sessions.length; i++) nextSeed();
  const side = ({ url }: OpenedSide): SessionSide => ({
    url,
    request: {
      shape: compared.shape,
      dtype: compared.dtype,
      kernel: compared.kernel,
      seed: record.seed,
      verified: true,
    },
  });
  const skip = (commit: string, reason: string): void => {
    log(`${nameOf(commit)} is passed over: ${reason}\n`);
    record = { ...record, skipped: [...record.skipped, { commit, reason: reason.slice(0, 1000) }] };
    run.onSession(record);
  };
  /** Whether there is a new one. */
  const restart = async (): Promise<boolean> => {
    try {
      await host.restart();
      return true;
    } catch (cause) {
      log(`The browser cannot be had any more (${breakdownText(cause)}); --resume goes on with the search.\n`);
      return false;
    }
  };
  const gaveUp = (): Result<BisectionEnd, Problem> =>
    ok({ record, state: { ...searchState(record, run), phase: 'gave-up', next: null } });
  const failures = new Map<string, number>();
  let hostFailures = 0;
  let sinceRestart = 0;
  const started = performance.now();
  for (;;) {
    const state = searchState(record, run);
    const { next } = state;
    const spentSeconds = (performance.now() - started) / 1000;
    const isOver = signal.aborted || (run.budgetSeconds !== null && spentSeconds > run.budgetSeconds);
    if (next === null) return ok({ record, state });
    if (isOver) return gaveUp();
    const opened = await openCommit(next);
    if (!opened.ok) {
      skip(next, opened.error.message);
      continue;
    }
    if (sinceRestart++ >= SESSIONS_PER_BROWSER) {
      if (!(await restart())) return gaveUp();
      sinceRestart = 1;
    }
    const seed = nextSeed();
    const timed = await runSession(host, { base: side(good.value), head: side(opened.value) }, DESIGN, { seed });
    if (timed.ok) {
      const logRatio = sessionLogRatio(timed.value.session.draws.map(({ pairs }) => pairs));
      record = { ...record, sessions: [...record.sessions, { commit: next, logRatio, seed }] };
      const { phase, suspects, probability } = searchState(record, run);
      log(
        `${nameOf(next)}: ${changeText(Math.exp(logRatio))}; ${phase === 'proving' ? 'is the bad end slower at all?' : `${nameOf(suspects.at(-1) ?? '')} at ${(100 * probability).toFixed(0)} %`}\n`,
      );
      run.onSession(record);
      continue;
    }
    const { side: where, message } = timed.error;
    log(`${nameOf(next)}: ${where}: ${message}\n`);
    if (!(await restart())) return gaveUp();
    sinceRestart = 0;
    if (where === 'head') {
      failures.set(next, (failures.get(next) ?? 0) + 1);
      if ((failures.get(next) ?? 0) >= FAILURES_TO_SKIP) skip(next, message);
    } else if (++hostFailures >= FAILURES_TO_GIVE_UP) return err(problem('host', message));
  }
};
