import { formatNumber } from '../../../base/format.ts';
import type { Accelerator } from '../../../catalog/schema.ts';
import type { Calibration } from '../../../records/calibration.ts';
import type { Tier } from '../../../records/tier.ts';
import { planningParameters } from '../../../plan/standing/planning-parameters.ts';

/** What a plan for an accelerator stands on once a local fit exists, in words. */
export interface Transfer {
  readonly tier: Tier;
  readonly sentence: string;
  readonly computeEfficiency: number;
  readonly memoryEfficiency: number;
  /** Half-width of the 90 % band of a kernel's time, in log. */
  readonly band: number;
  readonly caveat: string | null;
}

/** The very parameters that a plan takes, and the sentence that the plan says of them. */
export const transferTo = (accelerator: Accelerator, stack: string, fit: Calibration | null): Transfer => {
  const { parameters, tier, source, explanation, band, caveat } = planningParameters(accelerator, stack, fit);
  const { computeEfficiency, memoryEfficiency } = parameters;
  const sentence = explanation ?? `A plan for ${accelerator.name} stands on ${source}.`;
  return { tier, sentence, computeEfficiency, memoryEfficiency, band, caveat };
};

export const bandText = (band: number): string => {
  const factor = formatNumber(Math.exp(band), 3);
  return `÷${factor} to ×${factor}`;
};
