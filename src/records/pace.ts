import { median, quantile } from '../base/statistics/order.ts';
import type { Pace } from './measurement.ts';

/** How fast the machine itself was while cases were measured, by one fixed kernel run between their samples. */

export interface Paced {
  readonly paces: readonly Pace[];
}

const rates = ({ paces }: Paced): number[] => paces.map(({ gflops }) => gflops);

/** Median rate of the probe during a case, in GFLOP/s; null where it did not run (older measurements). */
export const paceOf = (paced: Paced): number | null => (paced.paces.length > 0 ? median(rates(paced)) : null);

const pacesOf = (cases: readonly Paced[]): number[] => cases.map(paceOf).filter((pace) => pace !== null);

/** Median pace of the cases, in GFLOP/s. */
export const usualPace = (cases: readonly Paced[]): number | null => {
  const paces = pacesOf(cases);
  return paces.length > 0 ? median(paces) : null;
};

/** How many times faster the machine was at the fastest tenth of these paces than at the slowest; 1 where nobody looked. */
export const unevennessOf = (paces: readonly number[]): number =>
  paces.length > 0 ? quantile(paces, 0.9) / quantile(paces, 0.1) : 1;

export const unevenness = (cases: readonly Paced[]): number => unevennessOf(pacesOf(cases));

/** Rate while a sample was taken: between the probes right before and right after it. */
const paceAt = (paces: readonly Pace[], sample: number): number => {
  const before = paces.filter(({ samplesBefore }) => samplesBefore <= sample);
  const after = paces.filter(({ samplesBefore }) => samplesBefore > sample);
  const last = before.at(-1)?.samplesBefore;
  const next = after.at(0)?.samplesBefore;
  const near = [
    ...before.filter(({ samplesBefore }) => samplesBefore === last),
    ...after.filter(({ samplesBefore }) => samplesBefore === next),
  ];
  return Math.exp(near.reduce((sum, { gflops }) => sum + Math.log(gflops), 0) / near.length);
};

/**
 * Median of the samples as they would have been at a given pace, in ms: each is multiplied by the pace that the probes
 * beside it show, over that pace. Null without samples or probes.
 */
export const medianAtPaceMs = (
  { samplesMs, paces }: Paced & { readonly samplesMs: readonly number[] },
  gflops: number,
): number | null =>
  samplesMs.length === 0 || paces.length === 0
    ? null
    : median(samplesMs.map((ms, sample) => (ms * paceAt(paces, sample)) / gflops));
