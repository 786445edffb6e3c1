import { percentText } from '../base/format.ts';
import type { ProfileInterval } from '../base/statistics/least-squares.ts';
import type { GemmTiming } from '../records/calibration.ts';
import type { Warning } from '../records/measurement.ts';
import { logResidual, type Errors } from './cross-validation.ts';
import type { FormFit, ParameterIntervals, ParameterName } from './forms.ts';
import { paceWarning } from './pace.ts';
import { inGBps, inTflops, type TimedMachine } from './timings.ts';

/** A factor between the ends of its interval from which on a parameter counts as undetermined. */
const UNDETERMINED_RATIO = 3;
/** A row this many times slower or faster than the fit is named as an outlier. */
const OUTLIER_RATIO = 3;
/** Published tables are left with a median error below 15 % and a p90 below 60 % by a dozen rows already (docs/model-fit.md). */
const POOR_MEDIAN = 0.25;
const POOR_P90 = 1;
/** An efficiency this narrowly known right at an end of its box would be beyond it. */
const AT_LIMIT_RATIO = 1.1;

const PEAKS: Partial<Record<ParameterName, (machine: TimedMachine) => string>> = {
  computeEfficiency: (machine) => `the peak of ${inTflops(machine)} TFLOP/s is the dense one of this number format`,
  memoryEfficiency: (machine) => `the bandwidth of ${inGBps(machine)} GB/s is that of the GPU that was timed`,
};

/** Where rows demand an efficiency beyond what is believable, the peak it is a share of is in doubt, not the rows. */
const atLimit = (
  name: ParameterName,
  label: string,
  { low, high, closedLow, closedHigh }: ProfileInterval,
  machine: TimedMachine,
): Warning | null => {
  const peak = PEAKS[name];
  if (peak === undefined || closedLow === closedHigh || high / low > AT_LIMIT_RATIO) return null;
  const share = percentText(closedLow ? high : low);
  return { code: `limit-${name}`, message: `${label} is at its limit of ${share}: see that ${peak(machine)}.` };
};

/** The parameters that a plan leans on, and what to time to pin them down. Those of the tiles only shade the times. */
const WATCHED: readonly { name: ParameterName; label: string; remedy: string }[] = [
  { name: 'computeEfficiency', label: 'Compute efficiency', remedy: 'time large square products as well' },
  {
    name: 'memoryEfficiency',
    label: 'Memory efficiency',
    remedy: 'time products with few rows (m from 1 to 16) and large n, k as well',
  },
  {
    name: 'smoothness',
    label: 'Smoothness of the knee',
    remedy: 'time products near the ridge as well, where compute and memory time are alike',
  },
  { name: 'overheadUs', label: 'Launch overhead', remedy: 'time very small products as well' },
];

/**
 * A parameter is open where a bound of the box ends its interval, and loose where the interval is wide. Two ends are
 * no loss: no overhead at all, and a knee sharper than can be told from the ideal roofline.
 */
const undetermined = (name: ParameterName, { low, high, closedLow, closedHigh }: ProfileInterval): boolean => {
  if (name === 'overheadUs') return !closedHigh;
  if (name === 'smoothness') return !closedLow && !closedHigh;
  return !closedLow || !closedHigh || high / low > UNDETERMINED_RATIO;
};

export const warningsOfFit = (
  rows: readonly GemmTiming[],
  machine: TimedMachine,
  fit: FormFit,
  intervals: ParameterIntervals,
): Warning[] => {
  const warnings: Warning[] = [];
  for (const { name, label, remedy } of WATCHED) {
    const interval = intervals.get(name);
    if (interval === undefined || !undetermined(name, interval)) continue;
    const limit = atLimit(name, label, interval, machine);
    if (limit !== null) {
      warnings.push(limit);
      continue;
    }
    const range = `${interval.low.toPrecision(3)} to ${interval.high.toPrecision(3)}`;
    const message = `${label} is not determined by these rows (95 % interval ${range}): ${remedy}.`;
    warnings.push({ code: `undetermined-${name}`, message });
  }
  const outliers = rows.filter((row) => {
    const ratio = Math.exp(logResidual(row, machine, fit));
    return ratio > OUTLIER_RATIO || ratio < 1 / OUTLIER_RATIO;
  });
  const [first] = outliers;
  if (first !== undefined) {
    const { m, n, k, measuredUs } = first;
    const message =
      `${outliers.length} of ${rows.length} rows are more than ${OUTLIER_RATIO} times off the fit and hardly count in ` +
      `it; the first is ${m}×${n}×${k} with ${measuredUs} µs. Measure them again.`;
    warnings.push({ code: 'outliers', message });
  }
  if (fit.paceExponent !== null) warnings.push(paceWarning(rows, fit.paceExponent));
  return warnings;
};

/** `held` are the errors on rows that the fit did not see. */
export const warningsOfErrors = (held: Errors): Warning[] => {
  if (held.median <= POOR_MEDIAN && held.p90 <= POOR_P90) return [];
  const message =
    `Rows that the fit did not see are missed by ${percentText(held.median)} (median) and ${percentText(held.p90)} (p90): these times do ` +
    'not follow from the sizes. See that each is of one product, on an idle GPU, by a clock that is fine enough.';
  return [{ code: 'poor-fit', message }];
};

export const guessedUnits = (units: number): Warning => ({
  code: 'guessed-units',
  message: `How many compute units the GPU has is not known; about ${units} fit best. Name the accelerator if the catalogue has it.`,
});
