import type { GemmTiming } from '../records/calibration.ts';
import type { Warning } from '../records/measurement.ts';
import { unevennessOf } from '../records/pace.ts';

/** Paces nearer together than this are the probe's own noise. */
const EVEN = 1.05;

const unevenness = (rows: readonly GemmTiming[]): number => unevennessOf(rows.map(({ pace = 1 }) => pace));

export const isUneven = (rows: readonly GemmTiming[]): boolean => unevenness(rows) > EVEN;

/**
 * A time as it would have been at the median pace of the run, in the unit it came in: t · pace^e. The exponent is 1 for what
 * follows the probe, 0 for what waits for a memory that keeps its own pace; it is fitted beside the other parameters.
 */
export const atUsualPace = (time: number, { pace = 1 }: { readonly pace?: number }, exponent: number): number =>
  time * pace ** exponent;

export const paceWarning = (rows: readonly GemmTiming[], exponent: number): Warning => ({
  code: 'uneven-pace',
  message: `The machine itself was ${(100 * (unevenness(rows) - 1)).toFixed(0)} % faster at some products than at others, as a fixed probe between their samples tells. Times are put at its median pace to the power of ${exponent.toFixed(2)}, which was fitted beside the rest; a quiet machine that does not throttle makes a better fit.`,
});
