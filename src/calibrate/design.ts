import { entryAt } from '../base/checked.ts';
import type { GemmTiming } from '../records/calibration.ts';
import { priorSpread } from './forms.ts';
import type { TimedMachine } from './timings.ts';

type Shape = Omit<GemmTiming, 'measuredUs'>;

export interface DesignLimits {
  /** What one product may cost on the machine at hand. */
  readonly largestFlop: number;
  /** Bytes of its three matrices together. */
  readonly largestBytes: number;
}

export interface DesignMachine extends TimedMachine {
  readonly computeUnits: number;
  /** Time of a short kernel, in µs. */
  readonly shortUs: number;
}

/** Where nothing is known of the machine, shapes that tell about an A100 tell about other GPUs too. */
const TYPICAL: DesignMachine = {
  peakFlops: 312e12,
  bandwidthBytesPerS: 2039e9,
  elementBytes: 2,
  computeUnits: 108,
  shortUs: 4,
};
const UNLIMITED: DesignLimits = { largestFlop: Infinity, largestBytes: Infinity };

/** Rows from one token to a long prompt; outputs and inputs from a narrow head to a wide MLP. */
const ROWS = [1, 4, 16, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192];
const WIDTHS = [128, 256, 512, 1024, 1536, 2560, 4096, 6144, 10240, 16384];

/** What the formula leaves of a log time, how far in log2 of a size it is alike, and what repeats badly of it. */
const LEFT_SD = 0.1;
const ALIKE_OCTAVES = 3;
const NOISE_SD = 0.05;

const covariance = (shapes: readonly Shape[], machine: DesignMachine): Float64Array[] => {
  const spread = priorSpread(shapes, machine, machine.computeUnits, machine.shortUs);
  const points = shapes.map(({ m, n, k }) => [Math.log2(m), Math.log2(n), Math.log2(k)]);
  return shapes.map((_, i) =>
    Float64Array.from(shapes, (_shape, j) => {
      const shared = spread[i]!.reduce((sum, value, parameter) => sum + value * spread[j]![parameter]!, 0);
      const d = (Math.sqrt(3) / ALIKE_OCTAVES) * Math.hypot(...points[i]!.map((at, axis) => at - points[j]![axis]!));
      return shared + LEFT_SD ** 2 * (1 + d) * Math.exp(-d);
    }),
  );
};

/**
 * The shapes to time so that all others are predicted best: one after the other, the shape that lowers the mean variance
 * of the predictions over all candidates most (Cohn, "Neural network exploration using optimal experiment design", 1996).
 * Uncertain before the first are the parameters, by their priors, and what the formula leaves, which neighbours share. The
 * order is that of usefulness: a run that is stopped early has the best shapes done. Shapes that are `given` are timed
 * anyway; the others are chosen to go beside them.
 */
export const designAmong = <S extends Shape>(
  candidates: readonly S[],
  count: number,
  machine: DesignMachine = TYPICAL,
  given: readonly Shape[] = [],
): S[] => {
  const shapes = [...given, ...candidates];
  const left = covariance(shapes, machine);
  const squares = left.map((row) => row.reduce((sum, value) => sum + value * value, 0));
  const most = given.length + Math.min(count, candidates.length);
  const chosen = new Set<number>();
  while (chosen.size < most) {
    // What is given is measured first, whatever it gains.
    let best = chosen.size < given.length ? chosen.size : -1;
    let bestGain = -Infinity;
    for (let i = best === -1 ? given.length : shapes.length; i < shapes.length; i++) {
      const gain = squares[i]! / (left[i]![i]! + NOISE_SD ** 2);
      if (!chosen.has(i) && gain > bestGain) {
        bestGain = gain;
        best = i;
      }
    }
    chosen.add(best);
    const pivot = left[best]!.slice();
    const scale = 1 / (pivot[best]! + NOISE_SD ** 2);
    for (let i = 0; i < shapes.length; i++) {
      const row = left[i]!;
      const factor = pivot[i]! * scale;
      let sum = 0;
      for (let j = 0; j < row.length; j++) {
        const value = row[j]! - factor * pivot[j]!;
        row[j] = value;
        sum += value * value;
      }
      squares[i] = sum;
    }
  }
  return [...chosen].slice(given.length).map((i) => entryAt(candidates, i - given.length));
};

/** The shapes to time among those of transformers, within what one product may cost. */
export const designShapes = (
  count: number,
  limits: DesignLimits = UNLIMITED,
  machine: DesignMachine = TYPICAL,
  given: readonly Shape[] = [],
): Shape[] => {
  const grid = ROWS.flatMap((m) => WIDTHS.flatMap((n) => WIDTHS.map((k) => ({ m, n, k }))));
  const bearable = grid.filter(
    ({ m, n, k }) =>
      2 * m * n * k <= limits.largestFlop && machine.elementBytes * (m * n + n * k + m * k) <= limits.largestBytes,
  );
  return designAmong(bearable, count, machine, given);
};

/** What every benchmark of matrix products shows, and readers look for. */
const SQUARES: readonly Shape[] = [128, 256, 512, 1024, 2048, 4096].map((size) => ({ m: size, n: size, k: size }));

/** A processor that plays a GPU: two cores, some ten GFLOP/s; a shape may take a fifth of a second. */
const SLOW = {
  count: 32,
  limits: { largestFlop: 2e9, largestBytes: 32e6 },
  machine: { peakFlops: 0.04e12, bandwidthBytesPerS: 3e9, elementBytes: 4, computeUnits: 2, shortUs: 150 },
};
/** A GPU of the middle class in f32; each operand has to fit the 128 MiB that every adapter binds. */
const GPU = {
  count: 10,
  limits: { largestFlop: 2 * 4096 ** 3, largestBytes: 128e6 },
  machine: { peakFlops: 10e12, bandwidthBytesPerS: 400e9, elementBytes: 4, computeUnits: 40, shortUs: 10 },
};

/** Every third shape gets odd sizes, in turn of n and k, of n, and of k: copying such operands takes time of its own. */
const ODD: readonly Shape[] = [
  { m: 0, n: 1, k: 1 },
  { m: 0, n: 1, k: 0 },
  { m: 0, n: 0, k: 2 },
];

const withOddSizes = (shapes: readonly Shape[]): Shape[] =>
  shapes.map(({ m, n, k }, i) => {
    const less = i % 3 === 2 ? entryAt(ODD, ((i - 2) / 3) % ODD.length) : { n: 0, k: 0 };
    return { m, n: n - less.n, k: k - less.k };
  });

/**
 * The shapes of the quick suite: squares, those that tell most about the slowest adapter beside them, and those that tell most
 * about a GPU beside all of these; a slow adapter leaves out what takes it too long. As data in measure/suites/shapes.ts,
 * because choosing them takes seconds.
 */
export const designSuite = (): Shape[] => {
  const small = [...SQUARES, ...designShapes(SLOW.count, SLOW.limits, SLOW.machine, SQUARES)];
  const large = designShapes(GPU.count, GPU.limits, GPU.machine, small);
  return [...SQUARES, ...withOddSizes([...small.slice(SQUARES.length), ...large])];
};
