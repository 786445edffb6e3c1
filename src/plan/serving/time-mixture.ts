/** A mixture of uniform distributions of a time, for its quantiles. */
export interface TimeMixture {
  readonly add: (weight: number, fromS: number, toS: number) => void;
  /** Quantiles for probabilities in ascending order. */
  readonly quantiles: <const Probabilities extends readonly number[]>(
    probabilities: Probabilities,
  ) => { readonly [Index in keyof Probabilities]: number };
}

/** Intervals of the grid: 0.1 % of the largest time each. */
const INTERVALS = 1024;

/**
 * The distribution function is kept at the edges of a grid as a sum of ramps: each uniform part starts one and stops it,
 * so that adding takes the same time whatever its width, and all quantiles come from one pass.
 */
export const createTimeMixture = (largestS: number): TimeMixture => {
  const intervalS = largestS / INTERVALS;
  /** At an edge: what ramps that began within the interval before it have reached, and by how much they rise from there. */
  const reached = new Float64Array(INTERVALS + 2);
  const rise = new Float64Array(INTERVALS + 2);
  let total = 0;

  const ramp = (atS: number, slope: number): void => {
    const position = Math.min(INTERVALS, atS / intervalS);
    const interval = Math.floor(position);
    reached[interval + 1]! += slope * (interval + 1 - position);
    rise[interval + 1]! += slope;
  };
  return {
    add: (weight, fromS, toS) => {
      const width = Math.max(1e-3, (toS - fromS) / intervalS);
      ramp(fromS, weight / width);
      ramp(fromS + width * intervalS, -weight / width);
      total += weight;
    },
    quantiles: <const Probabilities extends readonly number[]>(probabilities: Probabilities) => {
      const found: number[] = [];
      let below = 0;
      let slope = 0;
      let wanted = probabilities[0];
      for (let edge = 0; edge <= INTERVALS && wanted !== undefined; edge++) {
        const next = below + slope + reached[edge + 1]!;
        while (wanted !== undefined && next >= wanted * total) {
          const inside = next > below ? (wanted * total - below) / (next - below) : 0;
          found.push((edge + Math.max(0, inside)) * intervalS);
          wanted = probabilities[found.length];
        }
        below = next;
        slope += rise[edge + 1]!;
      }
      while (found.length < probabilities.length) found.push(largestS);
      return found as { [Index in keyof Probabilities]: number };
    },
  };
};
