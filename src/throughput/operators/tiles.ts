import type { OperatorMachine } from './law.ts';

/** How kernels of attention cut their work; one for all kinds of attention, since the libraries share their kernels. */
export const QUERY_TILE = 128;
export const KEY_TILE = 64;
/** Rows of a matrix instruction: a group of query heads is padded to them. */
export const GROUP_ROWS = 16;
/** Least tokens of a context that a split takes. */
const SPLIT_TOKENS = 128;

/** Parts that a context is split into when decoding, `most` at most. */
export const splitsOf = (most: number, contextTokens: number): number =>
  Math.max(1, Math.min(most, contextTokens / SPLIT_TOKENS));

/** Time in which `units`, each split, walk through a context of this many tokens, in waves over the compute units. */
export const stepsS = (
  contextTokens: number,
  units: number,
  splits: number,
  computeUnits: number,
  stepNs: number,
): number => (contextTokens / KEY_TILE / splits) * Math.max(1, (units * splits) / computeUnits) * stepNs * 1e-9;

/** Share of the chip's cache that a kernel's own data may fill, and how sharply more of it pushes itself out. */
const RESIDENT_SHARE = 0.8;
const RESIDENT_EDGE = 4;

/** Time of reading `bytes` over that from memory, where those that fit into the chip's cache come `speed` times as fast. */
export const residentFactor = (bytes: number, { residentBytes }: OperatorMachine, speed: number): number => {
  if (residentBytes === 0) return 1;
  const resident = 1 / (1 + (bytes / (RESIDENT_SHARE * residentBytes)) ** RESIDENT_EDGE);
  return 1 - resident * (1 - 1 / Math.max(1, speed));
};
