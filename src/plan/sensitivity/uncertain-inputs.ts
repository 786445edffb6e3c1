import { modelKind } from '../../catalog/model-geometry.ts';
import { stackBand } from '../../catalog/stacks.ts';
import { withFields, type PhysicalScenario, type Scenario } from '../../records/scenario.ts';
import type { Tier } from '../../records/tier.ts';
import { chooseStack } from '../standing/choose-stack.ts';
import { standingParameters } from '../standing/standing-parameters.ts';
import type { FactFactors } from '../facts.ts';
import { partsOf } from '../parts.ts';
import { modelDoubt } from '../model-formats.ts';
import type { PlanOptions } from '../plan.ts';

/** A plan asked again with one input multiplied. */
export interface Variation {
  readonly scenario: Scenario;
  readonly factors: FactFactors;
}

/** Something a plan stands on that may well be another, and by how much. */
export interface UncertainInput {
  /** Ledger line of the input. */
  readonly id: string;
  readonly label: string;
  readonly tier: Tier;
  /** Half-width of the 90 % band in natural log: 0.1 is about ±10 %. */
  readonly band: number;
  /** Why the band is that wide. */
  readonly basis: string;
  /** What narrows it, as an instruction. */
  readonly remedy: string;
  readonly vary: (factor: number) => Variation;
}

/** The accelerator's time for a step: the stack's error on whole answers, or that of the kernels where it is larger. */
const deviceBand = (
  scenario: PhysicalScenario,
  options: PlanOptions,
): Pick<UncertainInput, 'band' | 'basis' | 'tier'> | null => {
  const parts = partsOf(scenario, options.calibration ?? null);
  if (!parts.ok) return null;
  const { accelerator, model } = parts.value;
  const chosen = standingParameters(parts.value, scenario.hardware.stack, options.calibration ?? null);
  const stack = chooseStack(scenario, options.stackFit ?? null);
  const own = stack.accelerators.includes(accelerator.id);
  const band = stackBand(stack, accelerator.id, modelKind(model));
  const basis =
    chosen.band > band
      ? (chosen.bandSource ?? `matrix products that the fit did not see (${chosen.source})`)
      : `whole answers of ${stack.name} ${own ? 'on this accelerator' : 'on other accelerators'} that the fit did not see`;
  const doubt = modelDoubt(scenario);
  return {
    band: Math.hypot(Math.max(chosen.band, band), doubt),
    basis: doubt > 0 ? `${basis}; wider, because not all of the model's file was understood` : basis,
    tier: chosen.tier,
  };
};

/**
 * What the inputs of a scenario are worth where nobody measured them. Bands of facts come from their sources; those of a
 * forecast are assumptions, said to be such in `basis`.
 */
export const uncertainInputs = (scenario: Scenario, options: PlanOptions): readonly UncertainInput[] => {
  const { facility, economics, carbon } = scenario;
  const fact = (change: (factor: number) => FactFactors) => (factor: number) => ({ scenario, factors: change(factor) });
  const asked = (change: (factor: number) => Scenario) => (factor: number) => ({
    scenario: change(factor),
    factors: {},
  });

  const common: UncertainInput[] = [
    {
      id: 'server.maxKw',
      label: 'Power of a server under load',
      tier: 'datasheet',
      band: 0.16,
      basis: 'datasheet maximum; under HPL Selene drew 73 % of it, fabric included',
      remedy: 'Measure one server at the wall under your load.',
      // The rack's limit goes along, because racks are filled by the datasheet's figure whatever is drawn.
      vary: (factor) => ({
        scenario:
          scenario.mode === 'physical'
            ? withFields(scenario, 'facility', { rackKw: scenario.facility.rackKw * factor })
            : scenario,
        factors: { serverPower: factor },
      }),
    },
    {
      id: 'facility.pue',
      label: 'PUE',
      tier: 'assumed',
      band: 0.1,
      basis: 'assumed: a facility whose meters nobody has read',
      remedy: 'Take the energy of the site and of its IT from a year of meter readings.',
      vary: asked((factor) => withFields(scenario, 'facility', { pue: Math.max(1, facility.pue * factor) })),
    },
    {
      id: 'facility.puePeak',
      label: 'Peak PUE',
      tier: 'assumed',
      band: 0.1,
      basis: 'assumed: the worst hour of a facility whose meters nobody has read',
      remedy: 'Take both powers in the hottest hour on record.',
      vary: asked((factor) => withFields(scenario, 'facility', { puePeak: Math.max(1, facility.puePeak * factor) })),
    },
    {
      id: 'economics.electricityUsdPerKwh',
      label: 'Price of electricity',
      tier: 'assumed',
      band: 0.3,
      basis: 'assumed: industrial tariffs of neighbouring regions and years',
      remedy: 'Put in the contract price.',
      vary: asked((factor) =>
        withFields(scenario, 'economics', { electricityUsdPerKwh: economics.electricityUsdPerKwh * factor }),
      ),
    },
    {
      id: 'carbon.kgPerKwh',
      label: 'Grid carbon',
      tier: 'assumed',
      band: 0.3,
      basis: 'assumed: yearly means of neighbouring grids, and hours within a year',
      remedy: 'Put in the figure of the grid operator for the site and the year.',
      vary: asked((factor) => withFields(scenario, 'carbon', { kgPerKwh: carbon.kgPerKwh * factor })),
    },
    {
      id: 'server.priceUsd',
      label: 'Price of a server',
      tier: 'published',
      band: 0.25,
      basis: 'assumed: list prices against quotes',
      remedy: 'Ask for a quote.',
      vary: fact((serverPrice) => ({ serverPrice })),
    },
  ];

  if (scenario.mode === 'article') {
    const { article } = scenario;
    return [
      {
        id: 'article.secondsPerWord',
        label: 'Time per word',
        tier: 'published',
        band: Math.LN2,
        basis: 'assumed: 6 ms of a model of 3 billion parameters, scaled to 175 billion',
        remedy: 'Measure it, or let the physical model compute it.',
        vary: asked((factor) => ({
          ...scenario,
          article: { ...article, secondsPerWord: article.secondsPerWord * factor },
        })),
      },
      {
        id: 'article.wordsPerQuery',
        label: 'Words per answer',
        tier: 'published',
        band: 0.25,
        basis: 'assumed: lengths of answers that nobody counted',
        remedy: 'Count the words of a sample of answers.',
        vary: asked((factor) => ({
          ...scenario,
          article: { ...article, wordsPerQuery: article.wordsPerQuery * factor },
        })),
      },
      ...common,
    ];
  }

  const { demand, reliability } = scenario;
  const tokens = (field: 'inputTokens' | 'outputTokens') =>
    asked((factor) =>
      withFields(scenario, 'demand', {
        [field]: demand[field] * factor,
        classes: demand.classes?.map((each) => ({ ...each, [field]: each[field] * factor })) ?? null,
      }),
    );
  const device = deviceBand(scenario, options);

  return [
    ...(device === null
      ? []
      : [
          {
            id: 'stack.deviceScale',
            label: 'Accelerator time',
            ...device,
            remedy: 'Calibrate with a benchmark run of your service on this accelerator.',
            vary: fact((deviceTime) => ({ deviceTime })),
          },
        ]),
    // A benchmark of the service ran on its host: the error of its whole answers holds the host's part.
    ...(chooseStack(scenario, options.stackFit ?? null).tier === 'calibrated'
      ? []
      : [
          {
            id: 'stack.hostUsPerPass',
            label: 'Host time',
            tier: 'published' as const,
            band: 0.4,
            basis: 'assumed: server processors of one year differ by a factor of 1.5 on one thread',
            remedy: 'Calibrate with a benchmark run of your service on this host.',
            vary: fact((hostTime) => ({ hostTime })),
          },
        ]),
    ...(demand.hourlyProfile === null
      ? [
          {
            id: 'demand.peakToAverage',
            label: 'Busiest hour over the mean',
            tier: 'assumed' as const,
            band: 0.25,
            basis: 'assumed: a forecast of a service without a record',
            remedy: 'Put in the hourly record of a week.',
            vary: asked((factor) =>
              withFields(scenario, 'demand', { peakToAverage: Math.max(1, demand.peakToAverage * factor) }),
            ),
          },
        ]
      : []),
    {
      id: 'demand.inputTokens',
      label: 'Length of prompts',
      tier: 'assumed',
      band: 0.25,
      basis: 'assumed: a forecast of what will be asked',
      remedy: 'Count the tokens of a day of requests.',
      vary: tokens('inputTokens'),
    },
    {
      id: 'demand.outputTokens',
      label: 'Length of answers',
      tier: 'assumed',
      band: 0.25,
      basis: 'assumed: a forecast of what will be answered',
      remedy: 'Count the tokens of a day of answers.',
      vary: tokens('outputTokens'),
    },
    {
      id: 'server.idleKw',
      label: 'Idle power of a server',
      tier: 'published',
      band: 0.2,
      basis: 'assumed: between servers of a kind',
      remedy: 'Measure one idle server at the wall.',
      vary: fact((idlePower) => ({ idlePower })),
    },
    {
      id: 'reliability.serverMtbfHours',
      label: 'Server MTBF',
      tier: 'published',
      band: 0.7,
      basis: 'assumed: published fleets differ by a factor of two',
      remedy: 'Count the repairs of your fleet.',
      vary: asked((factor) => ({
        ...scenario,
        reliability: { ...reliability, serverMtbfHours: reliability.serverMtbfHours * factor },
      })),
    },
    ...common,
  ];
};
