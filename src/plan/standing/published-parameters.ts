import { percentText } from '../../base/format.ts';
import {
  bestProductShare,
  isSlowerServed,
  publishedCalibrationsOf,
  typicalKernelsOf,
} from '../../catalog/calibrations.ts';
import { findAccelerator } from '../../catalog/catalog.ts';
import type { Accelerator } from '../../catalog/schema.ts';
import type { KernelParameters } from '../../records/calibration.ts';
import type { Tier } from '../../records/tier.ts';

/** Kernel parameters that a plan stands on, and what they are worth for it. */
export interface KernelStanding {
  readonly parameters: KernelParameters;
  /** Half-width of a 90 % band of a product's time, in log. */
  readonly band: number;
  /** What showed the band, where it is not what the parameters come from. */
  readonly bandSource?: string;
  /** What a fit left, as factors of time, measured over predicted; missing where only the size of its errors is known. */
  readonly residuals?: readonly number[];
  readonly tier: Tier;
  readonly source: string;
  /** Why these are not the accelerator's and the stack's own; null where they are. */
  readonly caveat: string | null;
}

/**
 * Ninety of a hundred log errors when parameters are carried to another place, from all pairs of the six published tables
 * (docs/model-fit.md): to another stack on the same accelerator, and to another accelerator.
 */
const OTHER_STACK_BAND = 0.19;
const OTHER_ACCELERATOR_BAND = 0.47;

/** The published parameters closest to an accelerator and a serving stack, and how far off they are. */
export const publishedParametersFor = (accelerator: Accelerator, stack: string): KernelStanding => {
  const fits = publishedCalibrationsOf(accelerator);
  const fit = fits.find((candidate) => candidate.stack === stack) ?? fits.at(0);
  if (fit === undefined) {
    const best = bestProductShare(accelerator);
    const scaled = best === null ? '' : `, scaled to its best published product, ${percentText(best)} of the peak`;
    return {
      parameters: typicalKernelsOf(accelerator),
      band: OTHER_ACCELERATOR_BAND,
      tier: 'assumed',
      source: `medians of the shipped fits${scaled}${isSlowerServed(accelerator) ? ', and to published answers' : ''}`,
      caveat: `Nobody published a table of matrix timings of ${accelerator.name}: typical efficiencies stand in${scaled}. Carried from one accelerator to another they are off by 10 to 25 % (median) and up to 50 % (p90).`,
    };
  }
  const caveats = [
    fit.accelerator === accelerator.id ? [] : [`measured on ${fit.accelerator}, the same silicon`],
    fit.stack === stack ? [] : [`measured with ${fit.stack}, not ${stack}`],
  ].flat();
  const { tile } = fit.parameters;
  const { silicon, kernelsOf } = accelerator;
  const computeUnits = (silicon ?? (kernelsOf === null ? null : findAccelerator(kernelsOf)?.silicon))?.computeUnits;
  const own = Math.log1p(fit.unseenError.p90);
  const elsewhere = fit.accelerator !== accelerator.id || fit.stack !== stack;
  return {
    parameters:
      tile === null
        ? fit.parameters
        : { ...fit.parameters, tile: { ...tile, computeUnits: computeUnits ?? tile.computeUnits } },
    band: elsewhere ? Math.max(own, OTHER_STACK_BAND) : own,
    tier: 'published',
    source: fit.source,
    caveat:
      caveats.length === 0 ? null : `The kernel efficiencies of ${accelerator.name} were ${caveats.join(' and ')}.`,
  };
};
