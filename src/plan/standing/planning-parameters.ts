import type { Accelerator } from '../../catalog/schema.ts';
import type { Calibration } from '../../records/calibration.ts';
import { publishedParametersFor, type KernelStanding } from './published-parameters.ts';

/** What a calibration did for a plan. */
export type CalibrationUse = 'none' | 'whole' | 'bandwidth' | 'model-form';

export interface PlanningParameters extends KernelStanding {
  readonly use: CalibrationUse;
  /** In a sentence, for the person who made the calibration; null without one. */
  readonly explanation: string | null;
}

/** Ends of an interval further apart than this leave a memory efficiency open: published fits of one GPU differ by 10 %. */
const KNOWN_WITHIN = 1.5;

/** A native table is fitted against the datasheet's peaks; a browser's against the roofs it measured. */
const SAME_PEAK = 0.05;

const alike = (a: number | null, b: number): boolean => a !== null && Math.abs(Math.log(a / b)) < SAME_PEAK;

/**
 * How far composed times are off on the machine that was calibrated, half-width of a 90 % band in log: by layers that were
 * replayed as a whole, else by the products that the fit did not see.
 */
export const modelFormBand = ({ name, replay, holdoutError }: Calibration): { band: number; bandSource: string } =>
  replay === null
    ? { band: Math.log1p(holdoutError.p90), bandSource: `matrix products left out of the fit "${name}"` }
    : { band: replay.band, bandSource: `${replay.layers.length} layers replayed as a whole, "${name}"` };

/** What the fit left of what it did not see, measured over predicted: of the same rows as its band. */
const residualsOf = ({ replay, residuals }: Calibration): readonly number[] => {
  const rows = replay === null ? residuals.filter(({ heldOut }) => heldOut) : replay.layers;
  return rows
    .filter(({ measuredUs, predictedUs }) => measuredUs > 0 && predictedUs > 0)
    .map(({ measuredUs, predictedUs }) => measuredUs / predictedUs);
};

/** A fit itself, on the machine that it is of. What was timed is measured; a model fitted to timings is calibrated. */
export const ofFit = (calibration: Calibration): KernelStanding => ({
  parameters: calibration.parameters,
  ...modelFormBand(calibration),
  residuals: residualsOf(calibration),
  tier: calibration.tier === 'published' ? 'published' : 'calibrated',
  source: calibration.source,
  caveat: null,
});

/**
 * The parameters that a plan for an accelerator uses, and what a calibration made here is worth for it:
 *
 *   none, or of a software adapter      published parameters; nothing was measured
 *   of this accelerator, all of it      the fit itself: 16-bit products on the matrix units, against the datasheet's peaks
 *   of this accelerator, in part        published parameters, with the memory efficiency, where it was measured well
 *   of another                          published parameters; the fit's own error only widens the band
 *
 * Efficiencies of one accelerator are never carried to another: between published pairs that is off by 18 % (median) and
 * 60 % (p90), and a kernel that cannot reach the matrix units is further off. `calibration.accelerator` is what the user
 * confirmed to have measured.
 */
export const planningParameters = (
  accelerator: Accelerator,
  stack: string,
  calibration: Calibration | null,
): PlanningParameters => {
  const published = publishedParametersFor(accelerator, stack);
  if (calibration === null) return { ...published, use: 'none', explanation: null };
  const { name } = calibration;
  if (calibration.software) {
    const explanation = `"${name}" is of a software adapter and says nothing about a GPU: published parameters are used.`;
    return { ...published, use: 'none', explanation };
  }
  const form = modelFormBand(calibration);
  if (calibration.accelerator !== accelerator.id) {
    const of = calibration.accelerator ?? 'an accelerator that was not named';
    return {
      ...published,
      ...(form.band > published.band ? form : {}),
      use: 'model-form',
      explanation:
        `"${name}" is of ${of}, not of ${accelerator.id}: published parameters are used, and only the error of the formula ` +
        'counts. Plan a fleet of what was measured to use its numbers.',
    };
  }
  const peaks = [accelerator.peakDenseBf16Tflops, accelerator.peakDenseFp16Tflops];
  const bandwidth = accelerator.memoryBandwidthGBps;
  if (
    calibration.matrixUnits &&
    calibration.elementBytes === 2 &&
    peaks.some((peak) => alike(peak, calibration.peakTflops)) &&
    alike(bandwidth, calibration.bandwidthGBps)
  ) {
    return {
      ...ofFit(calibration),
      use: 'whole',
      explanation: `"${name}" was measured on this accelerator's matrix units and is used as it is.`,
    };
  }
  if (bandwidth === null) return { ...published, use: 'none', explanation: null };
  const [low, high] = calibration.intervals.memoryEfficiency;
  if (high > KNOWN_WITHIN * low) {
    const explanation =
      `"${name}" does not determine this accelerator's memory efficiency (95 % interval ${low.toPrecision(2)} to ` +
      `${high.toPrecision(2)}), and its compute numbers are not of 16-bit products on the matrix units: published parameters are used.`;
    return { ...published, use: 'none', explanation };
  }
  const measured = (calibration.parameters.memoryEfficiency * calibration.bandwidthGBps) / bandwidth;
  // A browser's buffers may partly stay in the cache: more than the datasheet's bandwidth is no memory efficiency.
  const memoryEfficiency = Math.min(1, measured);
  return {
    ...published,
    parameters: { ...published.parameters, memoryEfficiency },
    source: `${published.source}; memory efficiency from ${calibration.source}`,
    use: 'bandwidth',
    explanation:
      `"${name}" gives this accelerator a memory efficiency of ${memoryEfficiency.toPrecision(2)}. Its compute numbers are not ` +
      'of 16-bit products on the matrix units, so the published compute efficiency stands.',
  };
};
