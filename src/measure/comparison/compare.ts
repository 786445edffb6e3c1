import { entryAt } from '../../base/checked.ts';
import { formatWait, percentText } from '../../base/format.ts';
import { createRandom, inRandomOrder } from '../../base/random.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { FEWEST_SESSIONS, fewestSessions, sessionsNeeded } from '../../base/statistics/sequential.ts';
import {
  COMPARISON,
  type ComparedCase,
  type ComparedSide,
  type Comparison,
  type ExpectedScatter,
} from '../../records/comparison.ts';
import { FAILURES_THAT_COUNT, isGivenUp, judgeComparison, type Judgement } from '../../regression/judge.ts';
import { otherProgram, whyUnlike } from '../../regression/unlike.ts';
import { caseId, CONTROL, PLANTED, type CaseToCompare } from './cases.ts';
import { breakdownText, type Host, type Machine } from './host.ts';
import { quarantineOf } from './quarantine.ts';
import {
  DESIGN,
  runSession,
  type SessionDesign,
  type SessionResult,
  type SessionSide,
  type SideFailure,
} from './session.ts';

/** What is known of this machine before a session has run on it. */
export interface Earlier {
  /** How far sessions of a case, or of the control (null), are expected to scatter. */
  scatterOf(comparison: Comparison, id: string | null): ExpectedScatter;
  /** How long a session of a case, or of the control (null), takes, in s; null where that is not known. */
  secondsOf(comparison: Comparison, id: string | null): number | null;
}

export interface CompareOptions {
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  readonly cases: readonly CaseToCompare[];
  /** Cases of the whole comparison, of which these may be a shard. */
  readonly family: number;
  readonly seed: number;
  /** At most so many sessions of each case. */
  readonly mostSessions: number;
  /** No session starts after so long; null for no limit. */
  readonly budgetSeconds: number | null;
  /** Whether what the machine can do at most is measured before the sessions. */
  readonly roofs: boolean;
  /** A comparison that broke off: its sessions count, what is missing is added. */
  readonly resume: Comparison | null;
  readonly earlier: Earlier;
  readonly log: (text: string) => void;
  readonly signal: AbortSignal;
  /** Called after every session with all that there is: what is left where this process is lost. */
  readonly onSession: (comparison: Comparison) => void;
}

/** A build that can be opened. */
export interface BuiltSide {
  /** Address of the built page, with a slash at its end. */
  readonly url: string;
  /** The kernel that this side stands for; null where both sides run the kernel of the case. */
  readonly kernel: string | null;
  /** Scripts and styles of the build, gzipped; null where it is not a build that was made for this comparison. */
  readonly bundleBytes: number | null;
}

/** What a comparison runs in, opened by the caller. */
export interface CompareStage {
  readonly host: Host;
  readonly base: BuiltSide;
  readonly head: BuiltSide;
  readonly machine: Machine;
  /** Load averages over 1, 5 and 15 minutes; none where nobody says. */
  readonly load: () => number[];
}

const CONTROL_DESIGN: SessionDesign = { ...DESIGN, pairs: 3 };
/** What tells which adapter there is, before anything is timed. */
const PROBE_DESIGN: SessionDesign = { draws: 1, pairs: 1, sampleMs: 1 };
/** A browser keeps what it compiled; a new one now and then is another draw of where things come to lie. */
const SESSIONS_PER_BROWSER = 4;
/** Where noise hides the planted loop, the control gets as many sessions as a case may have, and never fewer than this. */
const LEAST_CONTROL_LIMIT = 2 * FEWEST_SESSIONS;
/** After it stands, the control looks in on every so many rounds. */
const CONTROL_EVERY = 4;

/** Warnings of one sitting, which another does not take over. */
const LOST = 'The browser cannot be had any more';
const NO_ROOFS = 'The roofs could not be measured';
const isOfASitting = (warning: string): boolean => [LOST, NO_ROOFS].some((start) => warning.startsWith(start));

const today = (): string => new Date().toISOString().slice(0, 10);

const emptyCase = (compared: CaseToCompare, { base, head }: CompareStage): ComparedCase => ({
  id: caseId(compared),
  shape: compared.shape,
  dtype: compared.dtype,
  kernels: compared.kernels ?? { base: base.kernel ?? compared.kernel, head: head.kernel ?? compared.kernel },
  horizon: compared.horizon,
  expectedScatter: { sd: 1, from: '' },
  quarantine: quarantineOf(caseId(compared), today()).reason,
  counts: null,
  sessions: [],
  failures: [],
});

const emptyComparison = (options: CompareOptions, stage: CompareStage): Comparison => ({
  format: COMPARISON.format,
  version: COMPARISON.version,
  ...newRun(),
  createdAt: new Date().toISOString(),
  base: options.base,
  head: options.head,
  seed: options.seed,
  machine: { ...stage.machine, loadBefore: stage.load(), loadAfter: stage.load() },
  browser: stage.host.browser,
  adapter: { vendor: '', architecture: '', description: '', software: false },
  clock: { source: 'wall', crossOriginIsolated: null },
  roofs: null,
  bundleBytes: { base: stage.base.bundleBytes, head: stage.head.bundleBytes },
  warnings: options.cases.flatMap((compared) => quarantineOf(caseId(compared), today()).warning ?? []),
  family: options.family,
  cases: options.cases.map((compared) => emptyCase(compared, stage)),
  control: {
    kernel: CONTROL.kernel,
    horizon: CONTROL.horizon,
    planted: PLANTED,
    expectedScatter: { sd: 1, from: '' },
    equal: [],
    slowed: [],
    failures: [],
  },
});

const newRun = (): Pick<Comparison, 'id' | 'runs'> => {
  const id = crypto.randomUUID();
  return { id, runs: [id] };
};

const busy = ({ machine: { cores, loadBefore } }: Comparison): string[] =>
  (loadBefore[0] ?? 0) > cores
    ? [
        `The machine was busy before the first session (load ${(loadBefore[0] ?? 0).toFixed(1)} on ${String(cores)} cores): sessions scatter more and take longer.`,
      ]
    : [];

const wayOf = (comparison: Comparison, judged: Judgement): string => {
  const active = judged.cases.filter(({ quarantine }) => quarantine === null);
  const decided = active.filter(({ verdict }) => verdict !== 'undecided').length;
  return `${String(decided)} of ${String(active.length)} cases decided, ${String(comparison.control.equal.length)} controls`;
};

/** Refuses a session of another program than those before it: its times belong to no sample together with theirs. */
const ofSameProgram = ({ counts }: ComparedCase, timed: SessionResult): Result<SessionResult, SideFailure> => {
  const other = otherProgram(counts, timed.counts);
  return other === null
    ? ok(timed)
    : err({
        side: other.side,
        message: `The ${other.side} runs another program than in the sessions before (${other.counts}): what stands under its name was changed. Begin a new comparison.`,
      });
};

/** One comparison under way: what it has so far, and how the next session of anything is run. */
class Runner {
  comparison: Comparison;
  /** Whether the host cannot be had any more. */
  lost = false;
  readonly #options: CompareOptions;
  readonly #stage: CompareStage;
  readonly #nextSeed: () => number;
  #sinceRestart = 0;
  /** Sessions that could not be opened, since the last one that could. */
  #unopened = 0;

  constructor(options: CompareOptions, stage: CompareStage, comparison: Comparison) {
    this.#options = options;
    this.#stage = stage;
    this.comparison = comparison;
    // Seeds of sessions already run are passed over, so that a resumed comparison repeats none.
    const random = createRandom(options.seed);
    this.#nextSeed = () => random.integer(0, 2 ** 31 - 1);
    const { control, cases } = comparison;
    const drawn = [{ ...control, sessions: control.equal }, ...cases].reduce(
      (sum, { sessions, failures }) => sum + sessions.length + failures.length,
      0,
    );
    for (let i = 0; i < drawn; i++) this.#nextSeed();
  }

  /** The host after a failure, or after some sessions, is a new one. */
  async freshHost(): Promise<void> {
    if (this.#sinceRestart++ < SESSIONS_PER_BROWSER) return;
    await this.#restart();
    this.#sinceRestart = 1;
  }

  async #restart(): Promise<void> {
    this.#sinceRestart = 0;
    try {
      await this.#stage.host.restart();
    } catch (cause) {
      this.#giveUp(breakdownText(cause));
    }
  }

  #giveUp(reason: string): void {
    this.lost = true;
    this.#warn(`${LOST} (${reason}). All that was timed is kept; --resume adds the rest.`);
  }

  /** Which adapter there is, and what was learnt of such machines; why that is not what is resumed, or null. */
  async probe(): Promise<SideFailure | null> {
    const own = this.#controlSide();
    const probed = await runSession(this.#stage.host, { base: own, head: own }, PROBE_DESIGN, { seed: 0 });
    if (!probed.ok) return probed.error;
    const { vendor, architecture, description, software } = probed.value.opened.adapter;
    const { earlier, resume } = this.#options;
    const found: Comparison = {
      ...this.comparison,
      adapter: { vendor, architecture, description, software },
      clock: { source: 'wall', crossOriginIsolated: probed.value.crossOriginIsolated },
    };
    const kept = (id: string): ExpectedScatter | undefined =>
      resume?.cases.find((before) => before.id === id)?.expectedScatter;
    this.comparison = {
      ...found,
      cases: found.cases.map((compared) => ({
        ...compared,
        // What earlier sessions of this very comparison were judged by must not change under them.
        expectedScatter: kept(compared.id) ?? earlier.scatterOf(found, compared.id),
      })),
      control: {
        ...found.control,
        expectedScatter: resume?.control.expectedScatter ?? earlier.scatterOf(found, null),
      },
    };
    return null;
  }

  async measureRoofs(): Promise<void> {
    const { host, base } = this.#stage;
    const roofs = await host.measureRoofs(base.url).catch((cause: unknown) => err(problem('roofs', String(cause))));
    if (roofs.ok) this.comparison = { ...this.comparison, roofs: roofs.value };
    else this.#warn(`${NO_ROOFS}: ${roofs.error.message}`);
  }

  #warn(message: string): void {
    this.comparison = { ...this.comparison, warnings: [...this.comparison.warnings, message.slice(0, 1000)] };
  }

  #side({ url }: BuiltSide, { shape, dtype }: Pick<ComparedCase, 'shape' | 'dtype'>, kernel: string): SessionSide {
    return { url, request: { shape, dtype, kernel, seed: this.#options.seed, verified: true } };
  }

  #controlSide(): SessionSide {
    return this.#side(this.#stage.base, CONTROL, CONTROL.kernel);
  }

  /** What failed may have taken the host with it. */
  async #afterFailure(failure: SideFailure, what: string): Promise<void> {
    this.#options.log(`${what}: ${failure.side}: ${failure.message}\n`);
    await this.#restart();
    this.#unopened = failure.side === 'host' ? this.#unopened + 1 : 0;
    if (this.#unopened >= FAILURES_THAT_COUNT && !this.lost) this.#giveUp(failure.message);
  }

  async runControl(): Promise<void> {
    const own = this.#controlSide();
    const result = await runSession(this.#stage.host, { base: own, head: own }, CONTROL_DESIGN, {
      seed: this.#nextSeed(),
      planted: PLANTED,
    });
    const { control } = this.comparison;
    const session = control.equal.length + control.failures.length;
    this.comparison = {
      ...this.comparison,
      control: result.ok
        ? {
            ...control,
            equal: [...control.equal, result.value.session],
            slowed: [...control.slowed, result.value.slowed],
          }
        : { ...control, failures: [...control.failures, { session, ...result.error }] },
    };
    if (result.ok) this.#unopened = 0;
    else await this.#afterFailure(result.error, 'control');
    this.#options.onSession(this.comparison);
  }

  async runCase(index: number): Promise<void> {
    const { host, base, head } = this.#stage;
    const compared = entryAt(this.comparison.cases, index);
    const timed = await runSession(
      host,
      {
        base: this.#side(base, compared, compared.kernels.base),
        head: this.#side(head, compared, compared.kernels.head),
      },
      DESIGN,
      { seed: this.#nextSeed() },
    );
    const result = timed.ok ? ofSameProgram(compared, timed.value) : timed;
    const session = compared.sessions.length + compared.failures.length;
    const grown: ComparedCase = result.ok
      ? { ...compared, sessions: [...compared.sessions, result.value.session], counts: result.value.counts }
      : { ...compared, failures: [...compared.failures, { session, ...result.error }] };
    this.comparison = {
      ...this.comparison,
      machine: { ...this.comparison.machine, loadAfter: this.#stage.load() },
      cases: this.comparison.cases.map((other, i) => (i === index ? grown : other)),
    };
    if (result.ok) this.#unopened = 0;
    else await this.#afterFailure(result.error, compared.id);
    this.#options.onSession(this.comparison);
  }

  /** Cases that a further session may still decide. */
  openCases(judged: Judgement): number[] {
    return this.comparison.cases.flatMap((compared, index) => {
      const { sessions, quarantine } = compared;
      const decided =
        judged.cases[index]?.verdict !== 'undecided' && sessions.length >= fewestSessions(this.comparison.family);
      const spent = sessions.length >= this.#options.mostSessions || isGivenUp(compared);
      return decided || spent || quarantine !== null ? [] : [index];
    });
  }

  needsControl({ control: { slowed } }: Judgement): boolean {
    const { equal } = this.comparison.control;
    if (isGivenUp(this.comparison.control)) return false;
    if (equal.length < FEWEST_SESSIONS) return true;
    const open = !slowed.seen && !slowed.missed;
    return open && equal.length < Math.max(LEAST_CONTROL_LIMIT, this.#options.mostSessions);
  }
}

/** More sessions than this are foretold as that. */
const FORETOLD = 100;

/** What a decision takes, said before the first session: of every case that is open, and of what is left of all with their controls. */
const expectation = (
  comparison: Comparison,
  open: readonly number[],
  { mostSessions, earlier }: CompareOptions,
): string => {
  if (open.length === 0) return 'No case needs another session.\n';
  const { family } = comparison;
  const plans = open.map((index) => {
    const { id, horizon, expectedScatter, sessions: ran } = entryAt(comparison.cases, index);
    const needed = (effect: number): number | null =>
      sessionsNeeded({ horizon, expectedSd: expectedScatter.sd }, effect, { cases: family, limit: FORETOLD }).median;
    const text = (sessions: number | null): string =>
      sessions === null ? `over ${String(FORETOLD)}` : `about ${String(sessions)}`;
    const unchanged = needed(0);
    const expected = `to scatter by ${percentText(expectedScatter.sd)} (${expectedScatter.from}): “unchanged” takes ${text(unchanged)} sessions, a change of 10 % ${text(needed(0.1))}${ran.length === 0 ? '' : `; ${String(ran.length)} have run`}.`;
    const all = Math.min(mostSessions, Math.max(fewestSessions(family), unchanged ?? mostSessions));
    return { id, expected, sessions: Math.max(1, all - ran.length), seconds: earlier.secondsOf(comparison, id) };
  });
  const rounds = Math.max(...plans.map(({ sessions }) => sessions));
  const firstControls = Math.max(0, FEWEST_SESSIONS - comparison.control.equal.length);
  const controls = firstControls + Math.ceil(Math.max(0, rounds - firstControls) / CONTROL_EVERY);
  const seconds = plans.reduce(
    (sum, { sessions, seconds: each }) => sum + sessions * (each ?? NaN),
    controls * (earlier.secondsOf(comparison, null) ?? NaN),
  );
  const duration = Number.isNaN(seconds)
    ? 'How long a session takes here is not known yet.'
    : `Until all are unchanged, with their controls, that is ${formatWait(1000 * seconds)}, as long as sessions took here before.`;
  const alike = [...Map.groupBy(plans, ({ expected }) => expected)];
  const lines = alike.map(([expected, of]) => {
    const ids = alike.length < 2 ? '' : ` of ${of.map(({ id }) => id).join(', ')}`;
    return `Expecting sessions${ids} ${expected}`;
  });
  return [...lines, duration, ''].join('\n');
};

/** Runs a comparison until every case is decided, or sessions, time or patience are used up; and keeps all that it timed. */
export const compare = async (options: CompareOptions, stage: CompareStage): Promise<Result<Comparison, Problem>> => {
  const { log, signal, resume } = options;
  const fresh = emptyComparison(options, stage);
  const begun: Comparison =
    resume === null
      ? { ...fresh, warnings: [...fresh.warnings, ...busy(fresh)] }
      : {
          ...fresh,
          id: resume.id,
          runs: resume.runs,
          createdAt: resume.createdAt,
          roofs: resume.roofs,
          warnings: resume.warnings.filter((warning) => !isOfASitting(warning)),
          machine: { ...fresh.machine, loadBefore: resume.machine.loadBefore },
          family: Math.max(fresh.family, resume.family),
          cases: fresh.cases.map((empty) => resume.cases.find(({ id }) => id === empty.id) ?? empty),
          control: resume.control,
        };
  const runner = new Runner(options, stage, begun);
  const unusable = await runner.probe();
  if (unusable !== null) return err(problem('control', `Nothing can be timed here: ${unusable.message}`));
  const refusal = resume === null ? null : whyUnlike(resume, runner.comparison);
  if (refusal !== null) return err(problem('resume', `The comparison cannot be taken up again: ${refusal}.`));
  log(expectation(runner.comparison, runner.openCases(judgeComparison(runner.comparison)), options));
  for (const warning of runner.comparison.warnings) log(`warning: ${warning}\n`);
  if (options.roofs && runner.comparison.roofs === null) await runner.measureRoofs();

  const started = performance.now();
  const spentSeconds = (): number => (performance.now() - started) / 1000;
  let longestSeconds = 0;
  const hasTime = (): boolean =>
    !signal.aborted &&
    !runner.lost &&
    (options.budgetSeconds === null || spentSeconds() + longestSeconds <= options.budgetSeconds);
  const timed = async (session: () => Promise<void>): Promise<void> => {
    const before = spentSeconds();
    await session();
    longestSeconds = Math.max(longestSeconds, spentSeconds() - before);
  };
  const random = createRandom(options.seed + 1);
  for (let round = 0; hasTime(); round++) {
    const judged = judgeComparison(runner.comparison);
    const open = runner.openCases(judged);
    const controlled = !runner.needsControl(judged);
    if (open.length === 0 && controlled) break;
    await runner.freshHost();
    if (hasTime() && (!controlled || round % CONTROL_EVERY === 0)) await timed(() => runner.runControl());
    for (const index of inRandomOrder(open, random)) if (hasTime()) await timed(() => runner.runCase(index));
    log(
      `Round ${String(round + 1)}: ${wayOf(runner.comparison, judgeComparison(runner.comparison))}, ${spentSeconds().toFixed(0)} s\n`,
    );
  }
  return ok(runner.comparison);
};
