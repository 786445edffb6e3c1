import { entryAt } from '../base/checked.ts';
import { shuffled } from '../base/random.ts';
import type { MachinePeak } from '../throughput/product.ts';
import { productBytes, productFlop } from '../records/product.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { median } from '../base/statistics/order.ts';
import type { GemmTiming, KernelFacts, KnownKernels } from '../records/calibration.ts';
import type { Warning } from '../records/measurement.ts';

/** Distinct shapes below which four parameters and a held-out part are not supported at all. */
const FEWEST_SHAPES = 6;
/** Distinct shapes from which the published A100 table is predicted about as well as by many (docs/model-fit.md). */
export const ENOUGH_SHAPES = 12;
/** Nothing beats the peak; clocks above the datasheet's and rounding of small times explain at most this much. */
const FASTER_THAN_PEAK = 1.3;
/** Last caches are at most eight times as fast as their memory (L4: 2.4 TB/s beside 0.3), rounded up. */
const FASTER_THAN_MEMORY = 10;
/** A best row this far below the roofline is no GPU at its datasheet rates: the unit or the peak is wrong. */
const SLOWEST_BEST_SHARE = 0.01;

/** What was timed, as far as the fit has to know it. */
export interface TimedMachine extends MachinePeak {
  readonly elementBytes: number;
  /** The kernels of ours that were timed, and which a product takes; absent for other people's. */
  readonly kernels?: {
    readonly list: readonly Omit<KernelFacts, 'computeEfficiency'>[];
    readonly choice: KnownKernels['choice'];
  };
}

const computeUs = (row: GemmTiming, machine: TimedMachine): number => (1e6 * productFlop(row)) / machine.peakFlops;

const memoryUs = (row: GemmTiming, machine: TimedMachine): number =>
  (1e6 * productBytes(row, machine.elementBytes)) / machine.bandwidthBytesPerS;

/** As people write them. */
export const inTflops = ({ peakFlops }: MachinePeak): string => String(Number((peakFlops / 1e12).toPrecision(12)));
export const inGBps = ({ bandwidthBytesPerS }: MachinePeak): string =>
  String(Number((bandwidthBytesPerS / 1e9).toPrecision(12)));

/** Time at the datasheet's peak: the longer of compute and memory time, in µs. */
const rooflineUs = (row: GemmTiming, machine: TimedMachine): number =>
  Math.max(computeUs(row, machine), memoryUs(row, machine));

const shapeName = ({ m, n, k }: GemmTiming): string => `${m}×${n}×${k}`;

const badRows = (timings: readonly GemmTiming[]): Problem[] =>
  timings.flatMap((row, index) => {
    const path = `rows[${index}]`;
    const sizes = (['m', 'n', 'k'] as const).flatMap((name) =>
      Number.isInteger(row[name]) && row[name] >= 1 && row[name] <= 2 ** 31
        ? []
        : [
            problem(
              `${path}.${name}`,
              `${path}.${name} is ${row[name]}; a whole number from 1 to 2147483648 is needed.`,
            ),
          ],
    );
    if (Number.isFinite(row.measuredUs) && row.measuredUs > 0) return sizes;
    const message = `${path}.latency_us is ${row.measuredUs}; a finite time above 0 µs is needed: remove or repeat the row.`;
    return [...sizes, problem(`${path}.latency_us`, message)];
  });

/**
 * One row per shape. Rows that repeat a shape become one with their median time. Its pace, the machine's speed while it was
 * timed over the usual one, is chosen so that time · pace, which is the time at the usual speed, is the median of the rows' too.
 */
const mergeRepeats = (timings: readonly GemmTiming[]): GemmTiming[] => {
  const byShape = new Map<string, GemmTiming[]>();
  for (const row of timings) {
    const same = byShape.get(shapeName(row));
    if (same) same.push(row);
    else byShape.set(shapeName(row), [row]);
  }
  return [...byShape.values()].map((same) => {
    const first = entryAt(same, 0);
    const measuredUs = median(same.map((row) => row.measuredUs));
    const pace = median(same.map((row) => row.measuredUs * (row.pace ?? 1))) / measuredUs;
    return { ...first, measuredUs, ...(same.some((row) => row.pace !== undefined) ? { pace } : {}) };
  });
};

const wrongUnit = (rows: readonly GemmTiming[], machine: TimedMachine): Problem[] => {
  const aboveBound = FASTER_THAN_PEAK;
  const tooFast = rows.filter((row) => computeUs(row, machine) / row.measuredUs > aboveBound);
  // One mistyped row is an outlier that the robust loss deals with; a tenth of the rows is a wrong unit or peak.
  if (tooFast.length > 0.1 * rows.length) {
    const worst = tooFast.reduce((a, b) =>
      computeUs(b, machine) / b.measuredUs > computeUs(a, machine) / a.measuredUs ? b : a,
    );
    const tflops = productFlop(worst) / worst.measuredUs / 1e6;
    const message =
      `latency_us: ${tooFast.length} of ${rows.length} rows are faster than the peak of ${inTflops(machine)} TFLOP/s ` +
      `allows (${shapeName(worst)} in ${worst.measuredUs} µs would be ${tflops.toPrecision(3)} TFLOP/s): give times in ` +
      `microseconds and the dense peak of this number format.`;
    return [problem('latency_us', message)];
  }
  // Kernels of ours run on whatever a browser finds, a processor's caches included.
  const tooNear =
    machine.kernels === undefined
      ? rows.filter((row) => memoryUs(row, machine) > FASTER_THAN_MEMORY * row.measuredUs)
      : [];
  const [nearest] = tooNear;
  if (nearest !== undefined && tooNear.length > 0.1 * rows.length) {
    const message =
      `latency_us: ${tooNear.length} of ${rows.length} rows move their operands over ${FASTER_THAN_MEMORY} times faster than the ` +
      `bandwidth of ${inGBps(machine)} GB/s (the first is ${shapeName(nearest)} in ${nearest.measuredUs} µs), more than ` +
      'a cache explains: give times in microseconds and the bandwidth in GB/s.';
    return [problem('latency_us', message)];
  }
  const bestShare = Math.max(...rows.map((row) => rooflineUs(row, machine) / row.measuredUs));
  if (bestShare < SLOWEST_BEST_SHARE) {
    const message =
      `latency_us: the best row reaches ${(100 * bestShare).toPrecision(2)} % of the roofline, below ` +
      `${100 * SLOWEST_BEST_SHARE} %: give times in microseconds, and the peak and bandwidth of the GPU that was timed.`;
    return [problem('latency_us', message)];
  }
  return [];
};

export interface CleanTimings {
  readonly rows: readonly GemmTiming[];
  readonly warnings: readonly Warning[];
}

/** Rows fit to be fitted: finite, one a shape, in a believable unit and enough of them; else every problem. */
export const cleanTimings = (
  timings: readonly GemmTiming[],
  machine: TimedMachine,
): Result<CleanTimings, Problem[]> => {
  const bad = badRows(timings);
  if (bad.length > 0) return err(bad);
  const rows = mergeRepeats(timings);
  if (rows.length < FEWEST_SHAPES) {
    const message =
      `rows: ${rows.length} distinct shapes in ${timings.length} rows; at least ${FEWEST_SHAPES} are needed, ` +
      `${ENOUGH_SHAPES} or more large, small and skinny ones make a useful fit.`;
    return err([problem('rows', message)]);
  }
  const unit = wrongUnit(rows, machine);
  if (unit.length > 0) return err(unit);
  const warnings: Warning[] = [];
  if (rows.length < timings.length) {
    const repeats = timings.length - rows.length;
    const message = `${repeats} of ${timings.length} rows repeat a shape; each shape counts once, with its median time.`;
    warnings.push({ code: 'repeated-shapes', message });
  }
  if (rows.length < ENOUGH_SHAPES) {
    const message = `Only ${rows.length} distinct shapes; with fewer than ${ENOUGH_SHAPES} the fit is a rough guide.`;
    warnings.push({ code: 'few-rows', message });
  }
  return ok({ rows, warnings });
};

/** Shapes beyond which more of them cost time and change nothing that shows (docs/model-fit.md). */
const MOST_SHAPES = 600;

/** A seeded part of a very large table. */
export const limitRows = ({ rows, warnings }: CleanTimings, seed: number): CleanTimings => {
  if (rows.length <= MOST_SHAPES) return { rows, warnings };
  const drawn = shuffled(rows.length, seed).slice(0, MOST_SHAPES);
  const message = `${rows.length} distinct shapes; a seeded draw of ${MOST_SHAPES} is fitted, more would not tell more.`;
  return { rows: drawn.map((i) => entryAt(rows, i)), warnings: [...warnings, { code: 'drawn-rows', message }] };
};
