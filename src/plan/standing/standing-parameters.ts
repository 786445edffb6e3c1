import type { Calibration } from '../../records/calibration.ts';
import type { Warning } from '../../records/measurement.ts';
import type { Parts } from '../parts.ts';
import { ofFit, planningParameters } from './planning-parameters.ts';
import type { KernelStanding } from './published-parameters.ts';

export interface StandingParameters extends KernelStanding {
  /** Whether they are those of a fit of the reader's. */
  readonly own: boolean;
  readonly warnings: readonly Warning[];
}

/** The kernel parameters that a plan stands on, and what must be known about them. */
export const standingParameters = (
  { accelerator, measured }: Pick<Parts, 'accelerator' | 'measured'>,
  stack: string,
  calibration: Calibration | null,
): StandingParameters => {
  if (measured && calibration !== null) return { ...ofFit(calibration), own: true, warnings: [] };
  const { explanation, use, ...chosen } = planningParameters(accelerator, stack, calibration);
  const code = use === 'bandwidth' ? 'calibration-bandwidth' : 'calibration-not-used';
  const unused = explanation === null || use === 'whole' ? [] : [{ code, message: explanation }];
  const caveat = chosen.caveat === null ? [] : [{ code: 'parameters', message: chosen.caveat }];
  return { ...chosen, own: use === 'whole' || use === 'bandwidth', warnings: [...unused, ...caveat] };
};
