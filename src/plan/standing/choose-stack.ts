import { percentText } from '../../base/format.ts';
import { quantile } from '../../base/statistics/order.ts';
import { stackOrDefault, type ServingStack, type StackBand } from '../../catalog/stacks.ts';
import type { Warning } from '../../records/measurement.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { StackFit } from '../../records/stack-fit.ts';
import { checkStackFit } from './check-stack-fit.ts';

const sourceOf = ({ model, gpus, accelerator, precision, residuals, error }: StackFit): string => {
  const concurrencies = [...new Set(residuals.map(({ concurrency }) => concurrency))].sort((a, b) => a - b);
  return (
    `benchmark of a service: ${model} in ${precision} on ${String(gpus)} × ${accelerator}, concurrency ${concurrencies.join(', ')}; ` +
    `n = ${String(residuals.length)}, median error ${percentText(error.fitted)}, of concurrencies left out ${percentText(error.leftOut)}`
  );
};

/**
 * The stack of a scenario: as published, or as a benchmark of a service of it showed, where that is of the scenario's stack,
 * accelerator and precision. The band of a fit holds nine of ten concurrencies left out of it; for another model than was
 * served it is no narrower than the published one, which is of models left out.
 */
export const chooseStack = (scenario: PhysicalScenario, fit: StackFit | null): ServingStack => {
  const { hardware, model } = scenario;
  const published = stackOrDefault(hardware.stack);
  if (fit === null || checkStackFit(scenario, fit).length > 0) return published;
  const residuals = fit.residuals.map(({ measured, leftOut: computed }) => measured / computed);
  const leftOut = quantile(
    residuals.map((factor) => Math.abs(Math.log(factor))),
    0.9,
  );
  const { band } = published;
  const widened = ({ same, other }: StackBand): StackBand => ({
    same: model === fit.model ? leftOut : Math.max(leftOut, same),
    other,
  });
  return {
    ...published,
    name: `${published.name} as benchmarked`,
    constants: fit.constants,
    tier: 'calibrated',
    n: fit.residuals.length,
    error: { fitted: fit.error.fitted, leftOut: fit.error.leftOut },
    band: {
      dense: widened(band.dense),
      experts: widened(band.experts),
      latent: widened(band.latent),
      recurrent: widened(band.recurrent),
    },
    accelerators: [fit.accelerator],
    ...(model === fit.model ? { residuals } : {}),
    source: sourceOf(fit),
  };
};

const OWN_KERNELS: Warning = {
  code: 'stack-fit-kernels',
  message:
    'The device scale of the stack was fitted beside published kernel times, and this plan has kernel times of a fit of its ' +
    'own: where the two differ, the difference is counted in both.',
};

/** What the reader of a plan must know about the fit of its stack. */
export const stackFitWarnings = (scenario: PhysicalScenario, fit: StackFit | null, ownKernels: boolean): Warning[] => {
  if (fit === null) return [];
  const { model } = scenario;
  const mismatches = checkStackFit(scenario, fit);
  if (mismatches.length > 0) {
    const reasons = mismatches.map(({ message }) => message).join(' ');
    return [
      { code: 'stack-fit-not-used', message: `The fit of the stack is not used, published constants are. ${reasons}` },
    ];
  }
  const kernels = ownKernels ? [OWN_KERNELS] : [];
  if (fit.model === model) return kernels;
  return [
    ...kernels,
    {
      code: 'stack-fit-model',
      message:
        `The stack was fitted to a service of ${fit.model}, not of ${model}: its host time and device efficiency are ` +
        'carried over, with the band of models that no fit saw. A benchmark of this model narrows it.',
    },
  ];
};
