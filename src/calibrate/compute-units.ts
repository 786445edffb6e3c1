import { accelerators } from '../catalog/catalog.ts';
import type { Accelerator } from '../catalog/schema.ts';

/** Datasheets of one product differ by a few percent between sources; other products differ by more. */
const SAME_FIGURE = 0.05;

/**
 * Counts of compute units of all accelerators of the catalogue with these peaks, each once; two makers' products may share
 * their peaks. `peakOf` tells the peak in the number format that is meant.
 */
export const computeUnitsByPeaks = (
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
    .flatMap(({ silicon }) => silicon?.computeUnits ?? []);
  return [...new Set(counts)];
};
