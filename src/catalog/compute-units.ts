import type { Accelerator } from './schema.ts';
import { siliconOf } from './silicon.ts';

export const computeUnitsOf = (accelerator: string): number | null => siliconOf(accelerator)?.computeUnits ?? null;

/** Datasheets of one product differ by a few percent between sources; other products differ by more. */
const SAME_FIGURE = 0.05;

/**
 * Counts of compute units of all accelerators with these peaks, each once; two makers' products may share their peaks.
 * `peakOf` tells the peak in the number format that is meant.
 */
export const computeUnitsByPeaks = (
  accelerators: readonly Accelerator[],
  peakOf: (accelerator: Accelerator) => number | null,
  peakTflops: number,
  bandwidthGBps: number,
): number[] => {
  const alike = (figure: number | null, given: number): boolean =>
    figure !== null && Math.abs(Math.log(figure / given)) < SAME_FIGURE;
  const counts = accelerators
    .filter(
      (accelerator) => alike(peakOf(accelerator), peakTflops) && alike(accelerator.memoryBandwidthGBps, bandwidthGBps),
    )
    .flatMap(({ id }) => computeUnitsOf(id) ?? []);
  return [...new Set(counts)];
};
