import { formatNumber } from '../../../base/format.ts';
import { publishedCalibrations, publishedParametersFor } from '../../../catalog/calibrations.ts';
import type { Accelerator } from '../../../catalog/schema.ts';
import type { Calibration } from '../../../records/calibration.ts';
import type { Tier } from '../../../records/tier.ts';

/** What a plan for an accelerator stands on once a local fit exists, in words. */
export interface Transfer {
  readonly tier: Tier;
  readonly sentence: string;
  readonly computeEfficiency: number;
  readonly memoryEfficiency: number;
  /** Error of a kernel time that nine in ten stay below, as a fraction; null where nobody measured it. */
  readonly band: number | null;
  readonly caveat: string | null;
}

/**
 * Never a bare ratio of peaks: what holds on one accelerator is not carried to another. A fit counts where it was made
 * on that very accelerator, as the reader confirmed; anywhere else the published constants stand.
 */
export const transferTo = (accelerator: Accelerator, stack: string, fit: Calibration | null): Transfer => {
  if (fit !== null && !fit.software && fit.accelerator === accelerator.id) {
    const { computeEfficiency, memoryEfficiency } = fit.parameters;
    return {
      tier: fit.tier,
      sentence: `This fit was made on ${accelerator.name} itself, as you said: a plan for it stands on what was measured here.`,
      computeEfficiency,
      memoryEfficiency,
      band: fit.holdoutError.p90,
      caveat:
        fit.dtype === 'f32'
          ? 'It was measured in f32, which does not reach the matrix units that serve models in 16 bits.'
          : null,
    };
  }
  const chosen = publishedParametersFor(accelerator, stack);
  const exact = publishedCalibrations.find(
    (one) => one.source === chosen.source && one.parameters.smoothness === chosen.parameters.smoothness,
  );
  const { computeEfficiency, memoryEfficiency } = chosen.parameters;
  return {
    tier: chosen.tier,
    sentence:
      fit === null
        ? `A plan for ${accelerator.name} stands on ${chosen.source}.`
        : `A plan for ${accelerator.name} stands on ${chosen.source}; what was measured here does not move it.`,
    computeEfficiency,
    memoryEfficiency,
    band: exact?.unseenError.p90 ?? null,
    caveat: chosen.caveat,
  };
};

export const bandText = (band: number | null): string =>
  band === null ? 'not known' : `÷${formatNumber(1 + band, 3)} to ×${formatNumber(1 + band, 3)}`;
