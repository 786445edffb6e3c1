import { median } from '../../src/base/statistics/order.ts';
import { pairedRatio, type RatioInterval } from '../../src/base/statistics/paired-ratio.ts';
import type { Timed } from './race.ts';

export type Ratio = Pick<RatioInterval, 'ratio' | 'low' | 'high'>;

/** a / b of one session, over the rounds that both have: the median and its distribution-free 95 % interval. */
export const ratioOfRounds = (a: readonly number[], b: readonly number[]): Ratio => {
  const rounds = Math.min(a.length, b.length);
  const { ratio, low, high } = pairedRatio([a.slice(0, rounds)], [b.slice(0, rounds)]);
  return { ratio, low, high };
};

/**
 * How much slower `winner` is than the best of all. The best is chosen in the first half of the rounds and compared in
 * the second: chosen and compared in the same rounds, the luckiest of many equals would look better than it is.
 */
export const againstBest = (
  timed: readonly Timed[],
  winner: string,
): { readonly best: string; readonly slowdown: Ratio } | null => {
  const ran = timed.filter(({ samplesMs }) => samplesMs.length > 1);
  const own = ran.find(({ kernel }) => kernel === winner);
  if (own === undefined) return null;
  const half = Math.floor(own.samplesMs.length / 2);
  const early = ({ samplesMs }: Timed): number => median(samplesMs.slice(0, half));
  const best = ran.reduce((leading, timedKernel) => (early(timedKernel) < early(leading) ? timedKernel : leading));
  return { best: best.kernel, slowdown: ratioOfRounds(own.samplesMs.slice(half), best.samplesMs.slice(half)) };
};
