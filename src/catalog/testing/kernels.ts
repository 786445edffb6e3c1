import type { KernelParameters } from '../../records/calibration.ts';
import { publishedCalibrations, SAME_DIE, TYPICAL_KERNELS } from '../calibrations.ts';

/** Published parameters for an accelerator's silicon, with the stack where there are several; typical ones where none are. */
export const publishedKernels = (accelerator: string, stack: string): KernelParameters => {
  const fits = publishedCalibrations.filter((fit) => fit.accelerator === (SAME_DIE[accelerator] ?? accelerator));
  return (fits.find((fit) => fit.stack === stack) ?? fits.at(0))?.parameters ?? TYPICAL_KERNELS;
};
