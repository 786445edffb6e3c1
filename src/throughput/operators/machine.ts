import type { Accelerator } from '../../catalog/schema.ts';
import type { OperatorMachine } from './law.ts';

/** Where nobody published the number of compute units: that of Hopper, in the middle of those that were timed. */
const TYPICAL_UNITS = 132;

/** An accelerator as the laws of operators see it; null where its 16-bit rate or its bandwidth is not published. */
export const operatorMachine = (accelerator: Accelerator): OperatorMachine | null => {
  const wide = accelerator.peakDenseBf16Tflops ?? accelerator.peakDenseFp16Tflops;
  const { memoryBandwidthGBps, silicon, interconnectGBps } = accelerator;
  if (wide === null || memoryBandwidthGBps === null) return null;
  const eight = accelerator.peakDenseFp8Tflops ?? accelerator.peakDenseInt8Tops ?? wide;
  return {
    peakFlops: { 16: wide * 1e12, 8: eight * 1e12, 4: (accelerator.peakDenseFp4Tflops ?? eight) * 1e12 },
    bandwidthBytesPerS: memoryBandwidthGBps * 1e9,
    linkBytesPerS: ((interconnectGBps ?? NaN) / 2) * 1e9,
    computeUnits: silicon?.computeUnits ?? TYPICAL_UNITS,
  };
};
