import { hash32 } from '../hash.ts';
import { createRandom, inRandomOrder } from '../random.ts';
import { choleskyFactor } from './cholesky.ts';
import { inverseCdf, type Distribution } from './distributions.ts';
import { normalQuantile } from './quantiles.ts';

/** A number that is drawn. */
export interface UncertainQuantity {
  /** Tells its draws apart from those of others: they depend on it, on `seed` and `draws`, and on nothing else. */
  readonly id: string;
  readonly distribution: Distribution;
}

/** Two quantities that go together; quantities that no pair names are independent. */
export interface Correlation {
  readonly between: readonly [string, string];
  /**
   * Correlation of their normal scores, −1 to 1: that of the quantities themselves where both are normal, of their logarithms
   * where both are log-normal; rank correlation is (6/π)·asin(ρ/2).
   */
  readonly rho: number;
}

export interface SampleDesign {
  readonly quantities: readonly UncertainQuantity[];
  readonly correlations?: readonly Correlation[];
  readonly draws: number;
  readonly seed: number;
}

/** One quantity's draws: the strata that they fall into, and the probability that stands for each stratum. */
interface Strata {
  /** By draw. */
  readonly order: Uint32Array;
  /** By stratum, ascending. */
  readonly probabilities: Float64Array;
}

/**
 * A draw in each of n equally likely strata, in random order; draw i and draw n − 1 − i lie mirrored about the median, in
 * mirrored strata.
 */
const mirroredStrata = (id: string, draws: number, seed: number): Strata => {
  const random = createRandom(hash32(`${String(seed)}:${id}`));
  const pairs = Math.floor(draws / 2);
  const order = new Uint32Array(draws);
  const probabilities = new Float64Array(draws);
  if (draws % 2 === 1) [order[pairs], probabilities[pairs]] = [pairs, 0.5];
  const lower = inRandomOrder(
    Array.from({ length: pairs }, (_, stratum) => stratum),
    random,
  );
  for (const [i, stratum] of lower.entries()) {
    const flipped = random.uniform() < 0.5;
    order[i] = flipped ? draws - 1 - stratum : stratum;
    order[draws - 1 - i] = flipped ? stratum : draws - 1 - stratum;
  }
  for (let stratum = 0; stratum < pairs; stratum++) {
    // Half a step of the generator away from the ends: a probability is never 0.
    const probability = (stratum + random.uniform() + 2 ** -33) / draws;
    probabilities[stratum] = probability;
    probabilities[draws - 1 - stratum] = 1 - probability;
  }
  return { order, probabilities };
};

/** Ids that pairs join, directly or through others; each group in alphabetical order, so that no order of input matters. */
const joinedGroups = (correlations: readonly Correlation[]): readonly (readonly string[])[] => {
  const groups: Set<string>[] = [];
  for (const { between } of correlations) {
    const met = groups.filter((group) => between.some((id) => group.has(id)));
    for (const group of met) groups.splice(groups.indexOf(group), 1);
    groups.push(new Set([...between, ...met.flatMap((group) => [...group])]));
  }
  return groups.map((group) => [...group].sort());
};

const correlationMatrix = (ids: readonly string[], correlations: readonly Correlation[]): number[][] => {
  const matrix: number[][] = ids.map((_, i) => ids.map((_, j) => (i === j ? 1 : 0)));
  for (const { between, rho } of correlations) {
    const [i, j] = [ids.indexOf(between[0]), ids.indexOf(between[1])];
    if (i === -1 || j === -1) continue;
    matrix[i]![j] = rho;
    matrix[j]![i] = rho;
  }
  return matrix;
};

/** Reordered strata of a group, so that their normal scores correlate as wanted (Iman & Conover 1982). */
const correlated = (group: readonly Strata[], wanted: readonly (readonly number[])[]): readonly Strata[] => {
  const draws = group[0]!.order.length;
  const scoreOf = new Float64Array(draws);
  for (let stratum = 0; stratum < Math.floor(draws / 2); stratum++) {
    const score = normalQuantile((stratum + 1) / (draws + 1));
    [scoreOf[stratum], scoreOf[draws - 1 - stratum]] = [score, -score];
  }
  const square = scoreOf.reduce((sum, score) => sum + score * score, 0);
  const scores = group.map(({ order }) => Float64Array.from(order, (stratum) => scoreOf[stratum]!));
  const found = scores.map((a) => scores.map((b) => a.reduce((sum, score, i) => sum + score * b[i]!, 0) / square));
  const target = choleskyFactor(wanted);
  // So few draws may happen to line up; then they are taken as if they were independent.
  const present = choleskyFactor(found) ?? group.map((_, i) => group.map((__, j) => (i === j ? 1 : 0)));
  if (target === null)
    throw new Error('These correlations contradict each other: their matrix is not positive definite.');
  const columns = scores.map(() => new Float64Array(draws));
  const independent = new Float64Array(group.length);
  for (let i = 0; i < draws; i++) {
    for (let j = 0; j < group.length; j++) {
      let score = scores[j]![i]!;
      for (let k = 0; k < j; k++) score -= present[j]![k]! * independent[k]!;
      independent[j] = score / present[j]![j]!;
      let sum = 0;
      for (let k = 0; k <= j; k++) sum += target[j]![k]! * independent[k]!;
      columns[j]![i] = sum;
    }
  }
  return group.map(({ probabilities }, j) => {
    const column = columns[j]!;
    const ascending = Uint32Array.from(column, (_, i) => i).sort((a, b) => column[a]! - column[b]!);
    const order = new Uint32Array(draws);
    for (let rank = 0; rank < draws; rank++) order[ascending[rank]!] = rank;
    return { order, probabilities };
  });
};

/**
 * A symmetric Latin hypercube: of each quantity one draw from each of `draws` equally likely parts of its distribution
 * (McKay, Beckman & Conover 1979), each draw mirrored by another about all medians (Ye, Li & Sudjianto 2000), so that the
 * median of what is linear in symmetric quantities is its value at their medians, exactly. Correlations reorder the
 * draws and leave every quantity's own distribution as it is (Iman & Conover 1982).
 *
 * Columns by quantity, in the order given; the value of a draw hangs on neither the order nor the number of quantities.
 * Throws where correlations contradict each other or name what is not there.
 */
export const latinHypercube = ({
  quantities,
  correlations = [],
  draws,
  seed,
}: SampleDesign): readonly Float64Array[] => {
  const strata = new Map(quantities.map(({ id }) => [id, mirroredStrata(id, draws, seed)]));
  for (const ids of joinedGroups(correlations)) {
    const group = ids.map((id) => {
      const found = strata.get(id);
      if (found === undefined) throw new Error(`A correlation names ${id}, which is not drawn.`);
      return found;
    });
    for (const [i, reordered] of correlated(group, correlationMatrix(ids, correlations)).entries()) {
      strata.set(ids[i]!, reordered);
    }
  }
  return quantities.map(({ id, distribution }) => {
    const { order, probabilities } = strata.get(id)!;
    const inverse = inverseCdf(distribution);
    const byStratum = probabilities.map(inverse);
    return Float64Array.from(order, (stratum) => byStratum[stratum]!);
  });
};
