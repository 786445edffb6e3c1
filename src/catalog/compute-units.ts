import type { Accelerator } from './schema.ts';
import { siliconOf } from './silicon.ts';

export const computeUnitsOf = (accelerator: string): number | null => siliconOf(accelerator)?.computeUnits ?? null;

/** Datasheets of one product differ by a few percent between sources; other products differ by more. */
const SAME_FIGURE = 0.05;

/** Compute units of the accelerator with these peaks; null where none of the catalogue has them. */
export const computeUnitsByPeaks = (
  accelerators: readonly Accelerator[],
  peakTflops: number,
  bandwidthGBps: number,
): number | null => {
  const alike = (figure: number | null, given: number): boolean =>
    figure !== null && Math.abs(Math.log(figure / given)) < SAME_FIGURE;
  const match = accelerators.find(
    ({ id, peakDenseBf16Tflops, peakDenseFp16Tflops, memoryBandwidthGBps }) =>
      computeUnitsOf(id) !== null &&
      alike(peakDenseBf16Tflops ?? peakDenseFp16Tflops, peakTflops) &&
      alike(memoryBandwidthGBps, bandwidthGBps),
  );
  return match === undefined ? null : computeUnitsOf(match.id);
};
