import type { Accelerator } from './schema.ts';

/**
 * Units that run the tiles of a product side by side: SMs of NVIDIA, CUs of AMD, cores of Apple, Xe cores of Intel.
 * Sources: the makers' architecture white papers and product pages; A100, H100, H200, B200 and L40S also in
 * aiconfigurator's system files.
 */
const COMPUTE_UNITS: Readonly<Record<string, number>> = {
  'v100-sxm2-16gb': 80,
  'v100-sxm2-32gb': 80,
  t4: 40,
  a10: 72,
  a30: 56,
  a40: 84,
  'a100-pcie-40gb': 108,
  'a100-sxm-40gb': 108,
  'a100-pcie-80gb': 108,
  'a100-sxm-80gb': 108,
  'a800-sxm-80gb': 108,
  l4: 58,
  l40s: 142,
  'h100-pcie': 114,
  'h100-sxm': 132,
  'h100-nvl': 132,
  'h800-sxm': 132,
  h20: 78,
  'h200-sxm': 132,
  'b200-sxm': 148,
  gb200: 148,
  'rtx-3090': 82,
  'rtx-4090': 128,
  'rtx-5090': 170,
  'rtx-6000-ada': 142,
  'rtx-pro-6000-server': 188,
  mi210: 104,
  mi300x: 304,
  mi325x: 304,
  mi355x: 256,
  'apple-m1-max': 32,
  'apple-m2-max': 38,
  'apple-m3-max': 40,
  'apple-m4-max': 40,
};

export const computeUnitsOf = (accelerator: string): number | null => COMPUTE_UNITS[accelerator] ?? null;

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
