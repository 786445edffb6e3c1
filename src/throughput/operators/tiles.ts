/** How kernels of attention cut their work; one for all kinds of attention, since the libraries share their kernels. */
export const QUERY_TILE = 128;
export const KEY_TILE = 64;
/** Rows of a matrix instruction: a group of query heads is padded to them. */
export const GROUP_ROWS = 16;
/** Least tokens of a context that a split takes. */
const SPLIT_TOKENS = 128;
/** Bandwidth of one compute unit over its share of the whole. */
const UNIT_BANDWIDTH = 3;
/** Steps beyond these many tokens hide behind each other. */
const COUNTED_TOKENS = 2048;

/** What decoding takes longer by where it gives too few compute units something to do: below 1 where one keeps up. */
export const idleUnitsFactor = (units: number, splits: number, contextTokens: number, computeUnits: number): number => {
  const lanes = Math.min(computeUnits, units * Math.min(splits, Math.ceil(contextTokens / SPLIT_TOKENS)));
  return computeUnits / lanes / UNIT_BANDWIDTH;
};

/** Fixed part of the steps through a context, s. */
export const decodeStepsS = (contextTokens: number, stepNs: number): number =>
  (Math.min(contextTokens, COUNTED_TOKENS) / KEY_TILE) * stepNs * 1e-9;
