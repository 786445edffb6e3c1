/** Latin hypercubes of their own, whose scatter tells how far a quantile is from that of infinitely many draws. */
export const REPLICATES = 10;

/**
 * Draws that share a fleet. To find one is nearly all of a plan: what moves it is drawn for each few, prices and what else only
 * follows from it for each draw. The draws are of the same distribution; that some of them share inputs makes quantiles
 * scatter more, which the replicates show.
 */
export const DRAWS_PER_FLEET = 4;

export const LEAST_DRAWS = 200;
export const MOST_DRAWS = 1_000_000;
export const DEFAULT_DRAWS = 1000;
export const DEFAULT_SEED = 1;

/** As many draws as asked for, or the next number that fills replicates and fleets. */
export const wholeDraws = (atLeast: number): number => {
  const least = REPLICATES * DRAWS_PER_FLEET;
  return least * Math.ceil(atLeast / least);
};

export interface DrawRequest {
  /** All replicates together; a number that `wholeDraws` gives. */
  readonly draws: number;
  /** A whole number: the same one gives the same draws. */
  readonly seed: number;
}

export interface ReplicateRequest extends DrawRequest {
  /** 0 … REPLICATES − 1. */
  readonly replicate: number;
}
