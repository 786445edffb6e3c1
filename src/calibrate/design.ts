import type { GemmTiming } from '../records/calibration.ts';
import { priorSpread } from './forms.ts';
import type { Machine } from './timings.ts';

type Shape = Omit<GemmTiming, 'latencyUs'>;

export interface DesignLimits {
  /** What one product may cost on the machine at hand. */
  readonly largestFlop: number;
  /** Bytes of its three matrices together. */
  readonly largestBytes: number;
  /** Takes one off n and k of every fourth shape, to see what repacking of odd sizes costs. */
  readonly oddSizes?: boolean;
}

export interface DesignMachine extends Machine {
  readonly computeUnits: number;
  /** Time of a short kernel, in µs. */
  readonly shortUs: number;
}

/** Where nothing is known of the machine, shapes that tell about an A100 tell about other GPUs too. */
const TYPICAL: DesignMachine = {
  peakTflops: 312,
  bandwidthGBps: 2039,
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
      const shared = spread[i].reduce((sum, value, parameter) => sum + value * spread[j][parameter], 0);
      const d = (Math.sqrt(3) / ALIKE_OCTAVES) * Math.hypot(...points[i].map((at, axis) => at - points[j][axis]));
      return shared + LEFT_SD ** 2 * (1 + d) * Math.exp(-d);
    }),
  );
};

/**
 * The shapes to time so that all others are predicted best: one after the other, the shape that lowers the mean variance
 * of the predictions over all candidates most (Cohn, "Neural network exploration using optimal experiment design", 1996).
 * Uncertain before the first are the parameters, by their priors, and what the formula leaves, which neighbours share. The
 * order is that of usefulness: a run that is stopped early has the best shapes done.
 */
export const designShapes = (
  count: number,
  limits: DesignLimits = UNLIMITED,
  machine: DesignMachine = TYPICAL,
): Shape[] => {
  const shapes = ROWS.flatMap((m) => WIDTHS.flatMap((n) => WIDTHS.map((k) => ({ m, n, k })))).filter(
    ({ m, n, k }) =>
      2 * m * n * k <= limits.largestFlop && machine.elementBytes * (m * n + n * k + m * k) <= limits.largestBytes,
  );
  const left = covariance(shapes, machine);
  const squares = left.map((row) => row.reduce((sum, value) => sum + value * value, 0));
  const chosen: Shape[] = [];
  const taken = new Set<number>();
  while (chosen.length < Math.min(count, shapes.length)) {
    let best = -1;
    let bestGain = -Infinity;
    for (let i = 0; i < shapes.length; i++) {
      const gain = squares[i] / (left[i][i] + NOISE_SD ** 2);
      if (!taken.has(i) && gain > bestGain) {
        bestGain = gain;
        best = i;
      }
    }
    taken.add(best);
    chosen.push(shapes[best]);
    const pivot = left[best].slice();
    const scale = 1 / (pivot[best] + NOISE_SD ** 2);
    for (let i = 0; i < shapes.length; i++) {
      const row = left[i];
      const factor = pivot[i] * scale;
      let sum = 0;
      for (let j = 0; j < row.length; j++) {
        const value = row[j] - factor * pivot[j];
        row[j] = value;
        sum += value * value;
      }
      squares[i] = sum;
    }
  }
  return limits.oddSizes === true
    ? chosen.map((shape, i) => (i % 4 === 3 ? { ...shape, n: shape.n - 1, k: shape.k - 1 } : shape))
    : chosen;
};
