import type {
  AdapterRecord,
  ClockRecord,
  MeasuredCase,
  Measurement,
  MeasureSettings,
  Tuning,
  Warning,
} from './measurement.ts';

/**
 * A run that broke off can be taken up again: what it has stays, what it lacks is measured, and both are one
 * measurement whose sittings say which case was taken under which conditions.
 */

/** Outcomes that a second attempt would only repeat. */
const SETTLED: ReadonlySet<MeasuredCase['outcome']> = new Set([
  'measured',
  'wrong-result',
  'unsupported',
  'out-of-memory',
]);

export const settledCases = ({ cases }: Pick<Measurement, 'cases'>): MeasuredCase[] =>
  cases.filter(({ outcome }) => SETTLED.has(outcome));

/** Searches that found a kernel; what found none is searched for again. */
export const keptTuning = ({ tuning }: Pick<Measurement, 'tuning'>): Tuning[] =>
  tuning.filter(({ winner }) => winner !== null);

const SUITES = ['quick', 'full', 'custom'] as const;
type Suite = (typeof SUITES)[number];
const isSuite = (name: string): name is Suite => SUITES.some((suite) => suite === name);

/** Why nothing of a run can be measured later; null where something can. */
export const whyNotResumable = (run: Measurement): string | null => {
  if (run.settings === null) return 'it was measured before runs kept what was asked for; measure again';
  if (!isSuite(run.suite)) return `the suite "${run.suite}" is not known here`;
  if (run.outcome === 'complete' && settledCases(run).length === run.cases.length) return 'nothing of it is missing';
  return null;
};

/** What has to be asked for to take a run up again; only for one that `whyNotResumable` has nothing against. */
export const requestToResume = (
  run: Measurement,
): MeasureSettings & { readonly suite: Suite; readonly seed: number; readonly resume: Measurement } => {
  const { suite, settings, seed } = run;
  if (!isSuite(suite) || settings === null) throw new Error('This run cannot be resumed.');
  return { suite, ...settings, seed, resume: run };
};

/** Where and with what a sitting is held. */
export interface Surroundings {
  readonly adapter: AdapterRecord;
  readonly browser: Measurement['browser'];
  readonly host: Measurement['host'];
  readonly clock: ClockRecord;
}

const adapterText = ({ vendor, architecture, device, description, software }: AdapterRecord): string =>
  [vendor, architecture, device, description, software ? 'software' : ''].filter((part) => part !== '').join(' ');

const programText = ({ browser, host }: Pick<Surroundings, 'browser' | 'host'>): string => {
  const program = browser ?? host;
  return program === null ? 'an unnamed program' : `${program.name} ${program.version}`;
};

/** Numbers of another adapter or another browser do not belong into one run: null where they are the same. */
export const whyNotTogether = (earlier: Surroundings, now: Surroundings): string | null => {
  for (const [what, text] of [
    ['adapter', ({ adapter }: Surroundings) => adapterText(adapter)],
    ['browser', programText],
  ] as const) {
    if (text(earlier) === text(now)) continue;
    return `This run was begun with another ${what} (${text(earlier)}; now it is ${text(now)}). Start a new run, or go back to what it was begun with.`;
  }
  return null;
};

/** What differs between two sittings without keeping them apart. */
export const changedConditions = (earlier: Surroundings, now: Surroundings): Warning[] => {
  const warnings: Warning[] = [];
  const [before, after] = [earlier.clock, now.clock];
  if (before.source !== after.source || before.timestampQuantumNs !== after.timestampQuantumNs) {
    const text = ({ source, timestampQuantumNs }: ClockRecord): string =>
      source === 'wall' ? 'the wall clock' : `GPU timestamps in steps of ${String(timestampQuantumNs)} ns`;
    warnings.push({
      code: 'clock-changed',
      message: `The sittings of this run were timed by different clocks: ${text(before)}, then ${text(after)}.`,
    });
  }
  const abilities = ({ adapter: { features, limits } }: Surroundings): string => JSON.stringify([features, limits]);
  if (abilities(earlier) !== abilities(now)) {
    warnings.push({
      code: 'adapter-changed',
      message:
        'The adapter offered other features or limits in the second sitting: a flag, a setting or the driver has changed.',
    });
  }
  return warnings;
};
