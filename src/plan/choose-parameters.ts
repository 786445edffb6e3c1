import type { ChosenParameters } from '../catalog/calibrations.ts';
import type { Accelerator } from '../catalog/schema.ts';
import type { Calibration } from '../records/calibration.ts';
import type { Warning } from '../records/measurement.ts';
import { modelFormBand, planningParameters } from '../throughput/planning-parameters.ts';
import { LOCAL_ACCELERATOR } from './check-ids.ts';

/** The kernel parameters that a plan stands on, whether they are of a fit of the reader's, and what must be known about them. */
export const chooseParameters = (
  accelerator: Accelerator,
  stack: string,
  calibration: Calibration | null,
): ChosenParameters & { readonly own: boolean; readonly warnings: readonly Warning[] } => {
  if (accelerator.id === LOCAL_ACCELERATOR && calibration !== null) {
    const { parameters, tier, source } = calibration;
    return { parameters, tier, source, caveat: null, ...modelFormBand(calibration), own: true, warnings: [] };
  }
  const { explanation, use, ...chosen } = planningParameters(accelerator, stack, calibration);
  const code = use === 'bandwidth' ? 'calibration-bandwidth' : 'calibration-not-used';
  const unused = explanation === null || use === 'whole' ? [] : [{ code, message: explanation }];
  const caveat = chosen.caveat === null ? [] : [{ code: 'parameters', message: chosen.caveat }];
  return { ...chosen, own: use === 'whole' || use === 'bandwidth', warnings: [...unused, ...caveat] };
};
