import { cpus, hostname, loadavg, platform } from 'node:os';
import { chromium, type Browser } from 'playwright';
import { CHROMIUM_ARGS } from '../../config/chromium.ts';
import { createRandom } from '../../src/base/random.ts';
import { err, ok, problem, type Problem, type Result } from '../../src/base/result.ts';
import { FEWEST_SESSIONS, sessionsNeeded } from '../../src/base/statistics/sequential.ts';
import { COMPARISON, type ComparedCase, type ComparedSide, type Comparison } from '../../src/records/comparison.ts';
import { chromiumPath } from '../chromium-host.ts';
import { root } from '../root.ts';
import { caseId, CONTROL, PLANTED, type CaseToCompare } from './cases.ts';
import { EXPECTED_SD, judgeComparison } from './judge.ts';
import { runSession, type SessionDesign, type SessionSide } from './session.ts';
import { openSide, type OpenedSide } from './sides.ts';

export interface CompareOptions {
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  readonly cases: readonly CaseToCompare[];
  readonly seed: number;
  /** At most so many sessions of each case. */
  readonly mostSessions: number;
  /** No session starts after so long; null for no limit. */
  readonly budgetSeconds: number | null;
  /** A comparison that broke off: its sessions count, what is missing is added. */
  readonly resume: Comparison | null;
  readonly headed: boolean;
  readonly log: (text: string) => void;
  readonly signal: AbortSignal;
  /** Called after every session with all that there is: what is left where this process is lost. */
  readonly onSession: (comparison: Comparison) => void;
}

/** Eight draws, so that where code and data come to lie in one of them does not decide a session. */
export const DESIGN: SessionDesign = { draws: 8, pairs: 5, sampleMs: 10 };
const CONTROL_DESIGN: SessionDesign = { draws: 8, pairs: 5, sampleMs: 5 };
/** A browser keeps what it compiled; a new one now and then is another draw of where things come to lie. */
const SESSIONS_PER_BROWSER = 4;
const FAILURES_TO_GIVE_UP = 3;

const today = (): string => new Date().toISOString().slice(0, 10);

const emptyCase = (compared: CaseToCompare, base: OpenedSide, head: OpenedSide): ComparedCase => ({
  id: caseId(compared),
  shape: compared.shape,
  dtype: compared.dtype,
  kernels: { base: base.kernel ?? compared.kernel, head: head.kernel ?? compared.kernel },
  horizon: compared.horizon,
  quarantine:
    compared.quarantine !== undefined && compared.quarantine.until >= today()
      ? `${compared.quarantine.reason} (until ${compared.quarantine.until})`
      : null,
  counts: null,
  sessions: [],
  failures: [],
});

const sameSide = (a: ComparedSide, b: ComparedSide): boolean =>
  a.kind === b.kind && (a.kind === 'git' ? a.sha === b.sha : a.asked === b.asked);

/** Why sessions of now cannot be added to those of a comparison that broke off; null where they can. */
const whyNotTogether = (earlier: Comparison, now: Comparison): string | null => {
  if (!sameSide(earlier.base, now.base) || !sameSide(earlier.head, now.head))
    return `it compares ${earlier.base.asked} with ${earlier.head.asked}, not ${now.base.asked} with ${now.head.asked}`;
  if (earlier.adapter.vendor !== now.adapter.vendor || earlier.adapter.architecture !== now.adapter.architecture)
    return `it was timed on another adapter (${earlier.adapter.vendor} ${earlier.adapter.architecture})`;
  const major = ({ browser }: Comparison): string => browser.version.split('.')[0];
  if (major(earlier) !== major(now)) return `it was timed in ${earlier.browser.name} ${earlier.browser.version}`;
  return null;
};

/** Runs a comparison until every case is decided, or sessions, time or patience are used up; and keeps all that it timed. */
export const compare = async (options: CompareOptions): Promise<Result<Comparison, Problem>> => {
  const { log, signal } = options;
  const executablePath = chromiumPath();
  if (!executablePath.ok) return executablePath;
  const base = await openSide(options.base, root, log);
  if (!base.ok) return base;
  const head = await openSide(options.head, root, log);
  if (!head.ok) {
    await base.value.close();
    return head;
  }
  let browser: Browser | null = null;
  const launch = (): Promise<Browser> =>
    chromium.launch({
      executablePath: executablePath.value,
      args: [...CHROMIUM_ARGS],
      headless: !options.headed,
      handleSIGINT: false,
      handleSIGTERM: false,
    });
  try {
    browser = await launch();
    let comparison: Comparison = {
      format: COMPARISON.format,
      version: COMPARISON.version,
      id: options.resume?.id ?? crypto.randomUUID(),
      createdAt: options.resume?.createdAt ?? new Date().toISOString(),
      base: options.base,
      head: options.head,
      seed: options.seed,
      machine: {
        name: hostname(),
        cores: cpus().length,
        platform: platform(),
        loadBefore: options.resume?.machine.loadBefore ?? loadavg(),
        loadAfter: loadavg(),
      },
      browser: { name: 'Chromium', version: browser.version(), flags: [...CHROMIUM_ARGS] },
      adapter: options.resume?.adapter ?? { vendor: '', architecture: '', description: '', software: false },
      clock: 'wall',
      cases: options.cases.map((compared) => emptyCase(compared, base.value, head.value)),
      control: {
        kernel: CONTROL.kernel,
        horizon: CONTROL.horizon,
        planted: PLANTED,
        equal: [],
        slowed: [],
        failures: [],
      },
    };
    if (options.resume !== null) {
      const { resume } = options;
      const refusal = whyNotTogether(resume, comparison);
      if (refusal !== null) return err(problem('resume', `The comparison cannot be taken up again: ${refusal}.`));
      comparison = {
        ...comparison,
        cases: comparison.cases.map((fresh) => resume.cases.find(({ id }) => id === fresh.id) ?? fresh),
        control: resume.control,
      };
    }

    const started = performance.now();
    const spentSeconds = (): number => (performance.now() - started) / 1000;
    let sessionSeconds = 0;
    const update = (index: number, change: (compared: ComparedCase) => Partial<ComparedCase>): void => {
      comparison = {
        ...comparison,
        machine: { ...comparison.machine, loadAfter: loadavg() },
        cases: comparison.cases.map((compared, i) => (i === index ? { ...compared, ...change(compared) } : compared)),
      };
    };
    const side = (
      { url }: OpenedSide,
      { shape, dtype }: Pick<ComparedCase, 'shape' | 'dtype'>,
      kernel: string,
    ): SessionSide => ({
      url,
      request: { shape, dtype, kernel, seed: options.seed },
    });
    // Seeds of sessions already run are passed over, so that a resumed comparison repeats none.
    const random = createRandom(options.seed);
    const nextSeed = (): number => random.integer(0, 2 ** 31 - 1);
    const ran =
      comparison.control.equal.length + comparison.cases.reduce((sum, { sessions }) => sum + sessions.length, 0);
    for (let i = 0; i < ran; i++) nextSeed();

    const runControl = async (running: Browser): Promise<void> => {
      const own = side(base.value, CONTROL, CONTROL.kernel);
      const result = await runSession(running, { base: own, head: own }, CONTROL_DESIGN, {
        seed: nextSeed(),
        planted: PLANTED,
      });
      const { control } = comparison;
      const session = control.equal.length + control.failures.length;
      if (!result.ok) {
        comparison = {
          ...comparison,
          control: { ...control, failures: [...control.failures, { session, ...result.error }] },
        };
        return;
      }
      const { adapter } = result.value.opened;
      const { vendor, architecture, description, software } = adapter;
      comparison = {
        ...comparison,
        adapter: { vendor, architecture, description, software },
        control: {
          ...control,
          equal: [...control.equal, result.value.session],
          slowed: [...control.slowed, result.value.slowed],
        },
      };
    };

    const expected = sessionsNeeded(
      { horizon: options.cases[0]?.horizon ?? CONTROL.horizon, expectedSd: EXPECTED_SD },
      0,
    );
    log(
      `Expecting sessions to scatter by ${(100 * EXPECTED_SD).toFixed(1)} %: “unchanged” takes about ${String(expected.median ?? 'over 200')} sessions, a change of 10 % about ${String(sessionsNeeded({ horizon: CONTROL.horizon, expectedSd: EXPECTED_SD }, 0.1).median ?? 'over 200')}.\n`,
    );

    let sinceLaunch = 0;
    for (let round = 0; round < options.mostSessions; round++) {
      const judged = judgeComparison(comparison);
      const open = comparison.cases.flatMap(({ sessions, failures, quarantine }, index) => {
        const { verdict } = judged.cases[index];
        const decided = verdict !== 'undecided' && sessions.length >= FEWEST_SESSIONS;
        const spent = sessions.length >= options.mostSessions || failures.length >= FAILURES_TO_GIVE_UP;
        return decided || spent || quarantine !== null ? [] : [index];
      });
      const controlled = comparison.control.equal.length >= FEWEST_SESSIONS;
      if (open.length === 0 && (controlled || comparison.control.failures.length >= FAILURES_TO_GIVE_UP)) break;
      const outOfTime = (): boolean =>
        options.budgetSeconds !== null && spentSeconds() + sessionSeconds > options.budgetSeconds;
      if (signal.aborted || outOfTime()) break;
      if (sinceLaunch >= SESSIONS_PER_BROWSER || !browser.isConnected()) {
        await browser.close().catch(() => undefined);
        browser = await launch();
        sinceLaunch = 0;
      }
      sinceLaunch++;
      if (!controlled || open.length > 0) await runControl(browser);
      for (const index of open) {
        if (signal.aborted || outOfTime()) break;
        const compared = comparison.cases[index];
        if (!browser.isConnected()) browser = await launch();
        const result = await runSession(
          browser,
          {
            base: side(base.value, compared, compared.kernels.base),
            head: side(head.value, compared, compared.kernels.head),
          },
          DESIGN,
          { seed: nextSeed() },
        );
        const session = compared.sessions.length + compared.failures.length;
        if (result.ok) {
          const { value } = result;
          sessionSeconds = value.session.seconds;
          update(index, ({ sessions }) => ({ sessions: [...sessions, value.session], counts: value.counts }));
        } else {
          const failure = { session, ...result.error };
          update(index, ({ failures }) => ({ failures: [...failures, failure] }));
          log(`${compared.id}: ${failure.side}: ${failure.message}\n`);
        }
        options.onSession(comparison);
      }
      const now = judgeComparison(comparison);
      const undecided = now.cases.filter(
        ({ verdict, quarantine }) => verdict === 'undecided' && quarantine === null,
      ).length;
      log(
        `Session ${String(round + 1)}: ${String(now.cases.length - undecided)} of ${String(now.cases.length)} cases decided, ${spentSeconds().toFixed(0)} s\n`,
      );
    }
    return ok(comparison);
  } finally {
    await browser?.close().catch(() => undefined);
    await head.value.close();
    await base.value.close();
  }
};
