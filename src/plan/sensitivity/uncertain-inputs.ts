import { inverseCdf, type Distribution } from '../../base/statistics/distributions.ts';
import type { Correlation } from '../../base/statistics/latin-hypercube.ts';
import { normalQuantile } from '../../base/statistics/quantiles.ts';
import { withFields, type ArticleScenario, type PhysicalScenario, type Scenario } from '../../records/scenario.ts';
import type { Tier } from '../../records/tier.ts';
import { chooseStack } from '../standing/choose-stack.ts';
import { answersBand } from '../standing/checked.ts';
import { standingParameters } from '../standing/standing-parameters.ts';
import type { FactFactors } from '../facts.ts';
import { partsOf } from '../parts.ts';
import { modelDoubt } from '../model-formats.ts';
import type { PlanOptions } from '../plan.ts';

/** A plan asked again with some of its inputs multiplied. */
export interface Variation {
  readonly scenario: Scenario;
  readonly factors: FactFactors;
}

/** Half-widths of 90 % bands are 1.645 standard deviations of a normal law, and 0.684 half-widths of a symmetric triangle. */
const NORMAL_P95 = normalQuantile(0.95);
const TRIANGLE_P95 = 1 - Math.sqrt(0.1);

/** Log-normal about 1: what is multiplied from many causes. `band` is the half-width of its 90 % band in natural log. */
const logNormal = (band: number): Distribution => ({ kind: 'lognormal', median: 1, sigma: band / NORMAL_P95 });

/** Triangular about 1, between ends that are not passed. `band` is the half-width of its 90 % band. */
const triangular = (band: number): Distribution => ({
  kind: 'triangular',
  low: 1 - band / TRIANGLE_P95,
  mode: 1,
  high: 1 + band / TRIANGLE_P95,
});

/** Ends of the 90 % band of a factor. */
export const bandEnds = (distribution: Distribution): { readonly low: number; readonly high: number } => {
  const inverse = inverseCdf(distribution);
  return { low: inverse(0.05), high: inverse(0.95) };
};

/** Something a plan stands on that may well be another, and by how much. */
export interface UncertainInput {
  /** Ledger line of the input. */
  readonly id: string;
  readonly label: string;
  readonly tier: Tier;
  /** Of the factor by which the true input differs from the one that is planned with. */
  readonly distribution: Distribution;
  /** Why it is that wide. */
  readonly basis: string;
  /** What narrows it, as an instruction. */
  readonly remedy: string;
  /**
   * What its line comes to when multiplied, where that is all that it changes: what follows is then found from the line. Left
   * out where it moves the fleet.
   */
  readonly lineTimes?: (value: number, factor: number) => number;
  /** The same question with this input multiplied. */
  readonly vary: (from: Variation, factor: number) => Variation;
}

/** What comes in as it is where somebody measured it: residuals of a fit, as factors of time. */
const LEAST_RESIDUALS = 10;

const times = (value: number, factor: number): number => value * factor;
/** A PUE is never below 1. */
const timesPue = (value: number, factor: number): number => Math.max(1, value * factor);

type Known = Pick<UncertainInput, 'distribution' | 'basis' | 'tier'>;

/**
 * The accelerator's time for a step: the stack's error on whole answers, or that of the kernels where it is larger. What a fit
 * of the reader's left comes in as it is; where there are only figures of its size, as a log-normal of that width.
 */
const deviceTime = (scenario: PhysicalScenario, options: PlanOptions): Known | null => {
  const parts = partsOf(scenario, options.calibration ?? null);
  if (!parts.ok) return null;
  const { accelerator, model } = parts.value;
  const chosen = standingParameters(parts.value, scenario.hardware.stack, options.calibration ?? null);
  const stack = chooseStack(scenario, options.stackFit ?? null);
  const own = stack.accelerators.includes(accelerator.id);
  const band = answersBand({ model, accelerator, stack, prefill: scenario.serving.prefill });
  const ofKernels = chosen.band > band;
  const residuals = (ofKernels ? chosen.residuals : stack.residuals) ?? [];
  return {
    distribution:
      residuals.length >= LEAST_RESIDUALS
        ? { kind: 'empirical', values: residuals }
        : logNormal(Math.max(chosen.band, band)),
    basis: ofKernels
      ? (chosen.bandSource ?? `matrix products that the fit did not see (${chosen.source})`)
      : `whole answers of ${stack.name} ${own ? 'on this accelerator' : 'on other accelerators'} that the fit did not see`,
    tier: chosen.tier,
  };
};

type Vary = UncertainInput['vary'];

const fact =
  (key: keyof FactFactors): Vary =>
  ({ scenario, factors }, factor) => ({ scenario, factors: { ...factors, [key]: (factors[key] ?? 1) * factor } });

const setting =
  (change: (scenario: Scenario, factor: number) => Scenario): Vary =>
  ({ scenario, factors }, factor) => ({ scenario: change(scenario, factor), factors });

/** An input of one mode: a scenario of the other has none. */
const physical = (change: (scenario: PhysicalScenario, factor: number) => PhysicalScenario): Vary =>
  setting((scenario, factor) => (scenario.mode === 'physical' ? change(scenario, factor) : scenario));
const ofArticle = (change: (article: ArticleScenario['article'], factor: number) => ArticleScenario['article']): Vary =>
  setting((scenario, factor) =>
    scenario.mode === 'article' ? { ...scenario, article: change(scenario.article, factor) } : scenario,
  );

const tokens = (field: 'inputTokens' | 'outputTokens'): Vary =>
  physical((scenario, factor) => {
    const { demand } = scenario;
    const classes = demand.classes?.map((each) => ({ ...each, [field]: each[field] * factor })) ?? null;
    return withFields(scenario, 'demand', { [field]: demand[field] * factor, classes });
  });

/** The rack's limit goes along, because racks are filled by the datasheet's figure whatever is drawn. */
const serverPower: Vary = (from, factor) =>
  fact('serverPower')(
    setting((scenario, by) => {
      const { rackKw } = scenario.facility;
      return rackKw === null ? scenario : withFields(scenario, 'facility', { rackKw: rackKw * by });
    })(from, factor),
    factor,
  );

const COMMON: readonly UncertainInput[] = [
  {
    id: 'server.maxKw',
    label: 'Power of a server under load',
    tier: 'datasheet',
    distribution: logNormal(0.16),
    basis: 'datasheet maximum; under HPL Selene drew 73 % of it, fabric included',
    remedy: 'Measure one server at the wall under your load.',
    vary: serverPower,
  },
  {
    id: 'facility.pue',
    label: 'PUE',
    tier: 'assumed',
    distribution: triangular(0.1),
    basis: 'assumed: a facility whose meters nobody has read',
    remedy: 'Take the energy of the site and of its IT from a year of meter readings.',
    lineTimes: timesPue,
    vary: setting((scenario, factor) =>
      withFields(scenario, 'facility', { pue: timesPue(scenario.facility.pue, factor) }),
    ),
  },
  {
    id: 'facility.puePeak',
    label: 'Peak PUE',
    tier: 'assumed',
    distribution: triangular(0.1),
    basis: 'assumed: the worst hour of a facility whose meters nobody has read',
    remedy: 'Take both powers in the hottest hour on record.',
    lineTimes: timesPue,
    vary: setting((scenario, factor) =>
      withFields(scenario, 'facility', { puePeak: timesPue(scenario.facility.puePeak, factor) }),
    ),
  },
  {
    id: 'economics.electricityUsdPerKwh',
    label: 'Price of electricity',
    tier: 'assumed',
    distribution: triangular(0.3),
    basis: 'assumed: industrial tariffs of neighbouring regions and years',
    remedy: 'Put in the contract price.',
    lineTimes: times,
    vary: setting((scenario, factor) =>
      withFields(scenario, 'economics', { electricityUsdPerKwh: scenario.economics.electricityUsdPerKwh * factor }),
    ),
  },
  {
    id: 'carbon.kgPerKwh',
    label: 'Grid carbon',
    tier: 'assumed',
    distribution: logNormal(0.3),
    basis: 'assumed: yearly means of neighbouring grids, and hours within a year',
    remedy: 'Put in the figure of the grid operator for the site and the year.',
    lineTimes: times,
    vary: setting((scenario, factor) =>
      withFields(scenario, 'carbon', { kgPerKwh: scenario.carbon.kgPerKwh * factor }),
    ),
  },
  {
    id: 'server.priceUsd',
    label: 'Price of a server',
    tier: 'published',
    distribution: logNormal(0.25),
    basis: 'assumed: list prices against quotes',
    remedy: 'Ask for a quote.',
    lineTimes: times,
    vary: fact('serverPrice'),
  },
];

const ARTICLE: readonly UncertainInput[] = [
  {
    id: 'article.secondsPerWord',
    label: 'Time per word',
    tier: 'published',
    distribution: logNormal(Math.LN2),
    basis: 'assumed: 6 ms of a model of 3 billion parameters, scaled to 175 billion',
    remedy: 'Measure it, or let the physical model compute it.',
    vary: ofArticle((article, factor) => ({ ...article, secondsPerWord: article.secondsPerWord * factor })),
  },
  {
    id: 'article.wordsPerQuery',
    label: 'Words per answer',
    tier: 'published',
    distribution: logNormal(0.25),
    basis: 'assumed: lengths of answers that nobody counted',
    remedy: 'Count the words of a sample of answers.',
    vary: ofArticle((article, factor) => ({ ...article, wordsPerQuery: article.wordsPerQuery * factor })),
  },
];

const DEVICE_TIME = {
  id: 'stack.deviceScale',
  label: 'Accelerator time',
  remedy: 'Calibrate with a benchmark run of your service on this accelerator.',
  vary: fact('deviceTime'),
};

const MODEL_FILE = {
  id: 'model.paramsActive',
  label: 'Reading of the model’s file',
  tier: 'assumed' as const,
  basis: 'not all of its file was understood',
  remedy: 'Look at what the reading left out, with roofrack catalog model.',
  vary: fact('deviceTime'),
};

const HOST_TIME: UncertainInput = {
  id: 'stack.hostUsPerPass',
  label: 'Host time',
  tier: 'published',
  distribution: logNormal(0.4),
  basis: 'assumed: server processors of one year differ by a factor of 1.5 on one thread',
  remedy: 'Calibrate with a benchmark run of your service on this host.',
  vary: fact('hostTime'),
};

const BUSIEST_HOUR: UncertainInput = {
  id: 'demand.peakToAverage',
  label: 'Busiest hour over the mean',
  tier: 'assumed',
  distribution: logNormal(0.25),
  basis: 'assumed: a forecast of a service without a record',
  remedy: 'Put in the hourly record of a week.',
  vary: physical((scenario, factor) =>
    withFields(scenario, 'demand', { peakToAverage: Math.max(1, scenario.demand.peakToAverage * factor) }),
  ),
};

const PHYSICAL: readonly UncertainInput[] = [
  {
    id: 'demand.inputTokens',
    label: 'Length of prompts',
    tier: 'assumed',
    distribution: logNormal(0.25),
    basis: 'assumed: a forecast of what will be asked',
    remedy: 'Count the tokens of a day of requests.',
    vary: tokens('inputTokens'),
  },
  {
    id: 'demand.outputTokens',
    label: 'Length of answers',
    tier: 'assumed',
    distribution: logNormal(0.25),
    basis: 'assumed: a forecast of what will be answered',
    remedy: 'Count the tokens of a day of answers.',
    vary: tokens('outputTokens'),
  },
  {
    id: 'server.idleKw',
    label: 'Idle power of a server',
    tier: 'published',
    distribution: logNormal(0.2),
    basis: 'assumed: between servers of a kind',
    remedy: 'Measure one idle server at the wall.',
    vary: fact('idlePower'),
  },
  {
    id: 'reliability.serverMtbfHours',
    label: 'Server MTBF',
    tier: 'published',
    distribution: logNormal(0.7),
    basis: 'assumed: published fleets differ by a factor of two',
    remedy: 'Count the repairs of your fleet.',
    vary: physical((scenario, factor) => ({
      ...scenario,
      reliability: { ...scenario.reliability, serverMtbfHours: scenario.reliability.serverMtbfHours * factor },
    })),
  },
];

/**
 * What the inputs of a scenario are worth where nobody measured them. Widths of facts come from their sources; those of a
 * forecast are assumptions, said to be such in `basis`.
 */
export const uncertainInputs = (scenario: Scenario, options: PlanOptions): readonly UncertainInput[] => {
  if (scenario.mode === 'article') return [...ARTICLE, ...COMMON];
  const device = deviceTime(scenario, options);
  const doubt = modelDoubt(scenario);
  // A benchmark of the service ran on its host: the error of its whole answers holds the host's part.
  const hostKnown = chooseStack(scenario, options.stackFit ?? null).tier === 'calibrated';
  return [
    ...(device === null ? [] : [{ ...DEVICE_TIME, ...device }]),
    ...(doubt === 0 ? [] : [{ ...MODEL_FILE, distribution: logNormal(doubt) }]),
    ...(hostKnown ? [] : [HOST_TIME]),
    ...(scenario.demand.hourlyProfile === null ? [BUSIEST_HOUR] : []),
    ...PHYSICAL,
    ...COMMON,
  ];
};

/** Inputs that go together, with why; all others are independent. */
const TOGETHER: readonly (Correlation & { readonly basis: string })[] = [
  {
    between: ['facility.pue', 'facility.puePeak'],
    rho: 0.8,
    basis: 'assumed: one cooling plant decides both',
  },
  {
    between: ['demand.inputTokens', 'demand.outputTokens'],
    rho: 0.3,
    basis: 'assumed: a service whose users write more is mostly asked for more',
  },
];

/** How the inputs of a scenario go together. */
export const inputCorrelations = (inputs: readonly UncertainInput[]): typeof TOGETHER =>
  TOGETHER.filter(({ between }) => between.every((id) => inputs.some((input) => input.id === id)));
