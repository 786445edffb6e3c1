import type { KernelParameters } from '../../records/calibration.ts';
import { publishedCalibrationsOf, TYPICAL_KERNELS } from '../calibrations.ts';
import { findAccelerator } from '../catalog.ts';

/** Published parameters for an accelerator's silicon, with the stack where there are several; typical ones where none are. */
export const publishedKernels = (accelerator: string, stack: string): KernelParameters => {
  const record = findAccelerator(accelerator);
  const fits = record === null ? [] : publishedCalibrationsOf(record);
  return (fits.find((fit) => fit.stack === stack) ?? fits.at(0))?.parameters ?? TYPICAL_KERNELS;
};
