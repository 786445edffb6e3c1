import { quantile } from '../base/statistics/order.ts';
import type { GemmTiming } from '../records/calibration.ts';
import type { Warning } from '../records/measurement.ts';

/** Paces nearer together than this are the probe's own noise. */
const EVEN = 1.05;

/** From the slowest to the fastest tenth of the timings: how many times faster the machine itself was. */
const unevenness = (rows: readonly GemmTiming[]): number => {
  const paces = rows.map(({ pace = 1 }) => pace);
  return quantile(paces, 0.9) / quantile(paces, 0.1);
};

export const isUneven = (rows: readonly GemmTiming[]): boolean => unevenness(rows) > EVEN;

/**
 * A time as it would have been at the median pace of the run: t · pace. Right for what the arithmetic units, or whatever
 * else makes a CPU slow that plays a GPU, bound; wrong for what waits for a memory that keeps its pace. Whether it helps
 * is therefore asked of the timings themselves, by cross-validation.
 */
export const atUsualPace = <T extends { readonly pace?: number }, K extends keyof T>(timed: T, time: K): T => ({
  ...timed,
  [time]: Number(timed[time]) * (timed.pace ?? 1),
});

export const paceWarning = (rows: readonly GemmTiming[], corrected: boolean): Warning => {
  const percent = (100 * (unevenness(rows) - 1)).toFixed(0);
  const verdict = corrected
    ? 'Times are put at its median speed, which predicts products left out better than the times as they were'
    : 'Times stand as they were, because put at its median speed they predict products left out no better';
  return {
    code: 'uneven-pace',
    message: `The machine itself was up to ${percent} % faster at some products than at others, a probe that never changes says. ${verdict}; a quiet machine, or one that does not throttle, makes a better fit.`,
  };
};
