import { reachOverTimed } from '../../catalog/calibrations.ts';
import type { Accelerator } from '../../catalog/schema.ts';
import type { OperatorMachine } from './law.ts';

/** Where nobody published the number of compute units: that of Hopper, in the middle of those that were timed. */
const TYPICAL_UNITS = 132;

/**
 * An accelerator as the laws of operators see it: its peaks, or as much less of them as kernels reach here than where the laws'
 * constants were fitted. Null where its 16-bit rate or its bandwidth is not published.
 */
export const operatorMachine = (accelerator: Accelerator): OperatorMachine | null => {
  const wide = accelerator.peakDenseBf16Tflops ?? accelerator.peakDenseFp16Tflops;
  const { memoryBandwidthGBps, silicon, interconnectGBps } = accelerator;
  if (wide === null || memoryBandwidthGBps === null) return null;
  const eight = accelerator.peakDenseFp8Tflops ?? accelerator.peakDenseInt8Tops ?? wide;
  const reach = reachOverTimed(accelerator);
  const flops = (tera: number): number => tera * 1e12 * Math.min(1, reach.compute);
  return {
    peakFlops: { 16: flops(wide), 8: flops(eight), 4: flops(accelerator.peakDenseFp4Tflops ?? eight) },
    bandwidthBytesPerS: memoryBandwidthGBps * 1e9 * reach.memory,
    linkBytesPerS: ((interconnectGBps ?? NaN) / 2) * 1e9,
    computeUnits: silicon?.computeUnits ?? TYPICAL_UNITS,
    residentBytes: 0,
  };
};
