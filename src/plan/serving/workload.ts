import { formatCount } from '../../base/format.ts';
import type { Model } from '../../catalog/schema.ts';
import type { Warning } from '../../records/measurement.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { lengthSlices } from './prompt-sizes.ts';

/** One kind of requests. Lengths are log-normal with the given mean and coefficient of variation. */
export interface TrafficClass {
  readonly name: string;
  /** Share of all requests. */
  readonly share: number;
  readonly inputTokens: number;
  readonly inputCv: number;
  readonly outputTokens: number;
  readonly outputCv: number;
  readonly ttftP99S: number;
  readonly tpotP99S: number;
}

/** An answer of one token has no time between tokens: it keeps every SLO about it. */
export const SHORTEST_WITH_INTERVAL = 1.5;

/** Whether any answers of a class have a time between their tokens. Embedding, scoring and reranking have none. */
export const hasIntervals = ({ outputTokens, outputCv }: Pick<TrafficClass, 'outputTokens' | 'outputCv'>): boolean =>
  lengthSlices(outputTokens, outputCv).some(({ length }) => length >= SHORTEST_WITH_INTERVAL);

/** What is asked of a replica, with the averages that its balance rests on. */
export interface Workload {
  readonly classes: readonly TrafficClass[];
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Share of each prompt that a cached prefix holds. */
  readonly prefixHitRate: number;
  /** Prompt tokens of a request that must be computed: those that no cached prefix holds. */
  readonly computedInputTokens: number;
  /** E[ISL²] / E[ISL]²: the prompts' own spread. */
  readonly inputSquare: number;
  /** Context of a decoding request, averaged over its steps: E[OSL·(ISL + OSL/2)] / E[OSL]. */
  readonly meanContextTokens: number;
  /**
   * Tokens that a computed prompt token attends to. Of a prompt of ISL tokens the share h is cached, and each of the others attends
   * to all of it and to half of the others: E[(1 − h)·ISL·(h·ISL + ((1 − h)·ISL + 1)/2)] / E[(1 − h)·ISL].
   */
  readonly meanPromptContextTokens: number;
  /** Prompt tokens that a step may take, of one or several prompts. */
  readonly chunkTokens: number;
  readonly prefill: PhysicalScenario['serving']['prefill'];
  readonly speculation: Speculation;
}

/** A small model proposes tokens, the model checks them all in one step. */
export interface Speculation {
  readonly draftTokens: number;
  /** Time of a proposed token over that of a step of the model. */
  readonly draftCost: number;
  /**
   * Tokens a step gives on average: the accepted ones up to the first that is not, and the model's own:
   * (1 − α^(γ+1)) / (1 − α) for independent acceptance α of γ proposals (Leviathan et al., arXiv 2211.17192).
   */
  readonly acceptedPerStep: number;
  /**
   * Tokens of the answer a step gives: the last step of an answer may give more than is left, on average
   * o = (E[K²]/E[K] − 1)/2 (renewal theory), so that an answer takes (OSL + o)/E[K] steps.
   */
  readonly tokensPerStep: number;
  /** Variance of the tokens of a step over the square of their mean. */
  readonly stepCv2: number;
}

export const scenarioClasses = ({ demand, slo }: PhysicalScenario): readonly TrafficClass[] => {
  if (demand.classes !== null) {
    const shares = demand.classes.reduce((sum, { share }) => sum + share, 0);
    return demand.classes.map((trafficClass) => ({
      name: trafficClass.name,
      share: trafficClass.share / shares,
      inputTokens: trafficClass.inputTokens,
      inputCv: trafficClass.inputCv,
      outputTokens: trafficClass.outputTokens,
      outputCv: trafficClass.outputCv,
      ttftP99S: trafficClass.ttftP99Ms / 1000,
      tpotP99S: trafficClass.tpotP99Ms / 1000,
    }));
  }
  return [
    {
      name: 'all',
      share: 1,
      inputTokens: demand.inputTokens,
      inputCv: demand.inputCv,
      outputTokens: demand.outputTokens,
      outputCv: demand.outputCv,
      ttftP99S: slo.ttftP99Ms / 1000,
      tpotP99S: slo.tpotP99Ms / 1000,
    },
  ];
};

export type WorkloadSettings = Pick<
  PhysicalScenario['serving'],
  'chunkTokens' | 'prefixHitRate' | 'prefill' | 'draftTokens' | 'draftAcceptance' | 'draftCost'
>;

const speculationOf = (
  { draftTokens, draftAcceptance: accepted, draftCost }: WorkloadSettings,
  outputTokens: number,
): Speculation => {
  let mean = 0;
  let square = 0;
  for (let tokens = 1; tokens <= draftTokens + 1; tokens++) {
    const probability = accepted ** (tokens - 1) * (tokens <= draftTokens ? 1 - accepted : 1);
    mean += probability * tokens;
    square += probability * tokens ** 2;
  }
  const beyond = (square / mean - 1) / 2;
  return {
    draftTokens,
    draftCost,
    acceptedPerStep: mean,
    tokensPerStep: Math.max(1, (mean * outputTokens) / (outputTokens + beyond)),
    stepCv2: square / mean ** 2 - 1,
  };
};

export const workloadOf = (classes: readonly TrafficClass[], settings: WorkloadSettings): Workload => {
  const mean = (value: (trafficClass: TrafficClass) => number): number =>
    classes.reduce((sum, trafficClass) => sum + trafficClass.share * value(trafficClass), 0);
  const inputTokens = mean((trafficClass) => trafficClass.inputTokens);
  const outputTokens = mean((trafficClass) => trafficClass.outputTokens);
  // E[X²] = mean²·(1 + cv²); prompts and answers of a class are independent.
  const outputSquared = mean((trafficClass) => trafficClass.outputTokens ** 2 * (1 + trafficClass.outputCv ** 2));
  const inputSquared = mean((trafficClass) => trafficClass.inputTokens ** 2 * (1 + trafficClass.inputCv ** 2));
  const uncachedContextTokens = (inputSquared / inputTokens + 1) / 2;
  const cross = mean((trafficClass) => trafficClass.inputTokens * trafficClass.outputTokens);
  return {
    classes,
    inputTokens,
    outputTokens,
    prefixHitRate: settings.prefixHitRate,
    computedInputTokens: inputTokens * (1 - settings.prefixHitRate),
    inputSquare: Math.max(1, (2 * uncachedContextTokens - 1) / inputTokens),
    meanContextTokens: (cross + outputSquared / 2) / outputTokens,
    meanPromptContextTokens: ((inputSquared / inputTokens) * (1 + settings.prefixHitRate) + 1) / 2,
    // Whole prompts are not cut: the longest must fit a pass.
    chunkTokens:
      settings.prefill === 'whole'
        ? Math.max(
            settings.chunkTokens,
            ...classes.map((trafficClass) => trafficClass.inputTokens * (1 + trafficClass.inputCv)),
          )
        : settings.chunkTokens,
    prefill: settings.prefill,
    speculation: speculationOf(settings, outputTokens),
  };
};

/** Requests that a model's context window cannot hold, by their mean lengths; null where all fit, or nobody says how long it is. */
export const contextWarning = (
  { name, context }: Pick<Model, 'name' | 'context'>,
  classes: readonly TrafficClass[],
): Warning | null => {
  if (context === null) return null;
  const long = classes.find(({ inputTokens, outputTokens }) => inputTokens + outputTokens > context);
  if (long === undefined) return null;
  const of = classes.length > 1 ? ` of ${long.name}` : '';
  return {
    code: 'context-window',
    message:
      `Prompts of ${formatCount(long.inputTokens)} and answers of ${formatCount(long.outputTokens)} tokens${of} are more than the context window of ` +
      `${name}, ${formatCount(context)} tokens: it was not trained for them. Choose a model with a longer window, or shorter requests.`,
  };
};
