import { entryAt } from '../../base/checked.ts';
import { normalCdf } from '../../base/statistics/normal.ts';
import { normalQuantile } from '../../base/statistics/quantiles.ts';

/** A prompt of so many units of prompt tokens, with its probability. */
export interface Size {
  readonly units: number;
  readonly probability: number;
}

/**
 * Where a distribution of lengths is cut into slices: finer towards the long prompts, which make the tail of the wait; never at a quantile
 * that is asked for, which would then fall into one slice or the next by the last digit.
 */
const EDGES = [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.85, 0.94, 0.98, 0.995, 1] as const;
const CUTS = EDGES.map((edge) => ({ edge, z: edge === 0 ? -Infinity : edge === 1 ? Infinity : normalQuantile(edge) }));
const SLICES = CUTS.slice(1).map((to, index) => ({ from: entryAt(CUTS, index), to }));

interface Slice {
  readonly probability: number;
  /** Of all tokens. */
  readonly share: number;
}

const slicesOf = (cv: number): readonly Slice[] => {
  if (cv === 0) return [{ probability: 1, share: 1 }];
  const sigma = Math.sqrt(Math.log1p(cv ** 2));
  return SLICES.map(({ from, to }) => ({
    probability: to.edge - from.edge,
    share: normalCdf(to.z - sigma) - normalCdf(from.z - sigma),
  }));
};

/** Slices by the coefficient of variation: a plan asks for the same few again and again. */
const known = new Map<number, readonly Slice[]>();
const MOST_KNOWN = 64;

const slicesFor = (cv: number): readonly Slice[] => {
  const before = known.get(cv);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const slices = slicesOf(cv);
  known.set(cv, slices);
  return slices;
};

/** Lengths of a log-normal distribution in slices, each at the mean of its slice: E[X | slice] is exact. */
export const lengthSlices = (mean: number, cv: number): { length: number; probability: number }[] =>
  slicesFor(cv).map(({ probability, share }) => ({ length: (mean * share) / probability, probability }));

export const mergeSizes = (sizes: readonly Size[]): readonly Size[] => {
  const byUnits = new Map<number, number>();
  for (const { units, probability } of sizes) byUnits.set(units, (byUnits.get(units) ?? 0) + probability);
  return [...byUnits].map(([units, probability]) => ({ units, probability }));
};

/** Lengths in whole units; one between two numbers of units is split over both, so that the mean is kept. */
export const promptSizes = (meanTokens: number, cv: number, unitTokens: number): readonly Size[] =>
  mergeSizes(
    lengthSlices(meanTokens, cv).flatMap(({ length, probability }) => {
      const units = length / unitTokens;
      const low = Math.floor(units + 1e-9);
      const above = Math.max(0, units - low);
      return above < 1e-6
        ? [{ units: low, probability }]
        : [
            { units: low, probability: probability * (1 - above) },
            { units: low + 1, probability: probability * above },
          ];
    }),
  );
