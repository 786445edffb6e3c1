import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import {
  headCounts,
  layerEntries,
  modelGeometry,
  routedParams,
  wholeLayers,
  type Matrix,
} from '../catalog/model-geometry.ts';
import type { Accelerator, Model } from '../catalog/schema.ts';
import type { StackConstants } from '../catalog/stacks.ts';
import type { KernelParameters } from '../records/calibration.ts';
import { tabulateByTokens } from './by-tokens.ts';
import { elementwiseTimeS } from './elementwise.ts';
import { createExchanges } from './exchanges.ts';
import { createExperts, REBALANCED_ROUTING, rebalancedPerRank, SERVED_ROUTING } from './expert-layers.ts';
import { passingWidths } from './geometry.ts';
import { hostTimeS, overlapped } from './host.ts';
import { kernelTimeS } from './kernel-time.ts';
import { kvRoomBytes, memoryOverhead, usableMemoryBytes } from './memory.ts';
import { createMixers } from './mixers.ts';
import type { Network } from './network.ts';
import { operatorMachine } from './operators/machine.ts';
import {
  BETWEEN_PRODUCTS_BYTES,
  computeRate,
  ELEMENT_BYTES,
  partFormats,
  type ComputeRate,
  type PrecisionChoice,
} from './precision.ts';
import { sparsePeakFactor, weightElementBytes } from './sparsity.ts';
import { groupSize, type Spread } from './spread.ts';

export interface ReplicaOptions {
  readonly model: Model;
  readonly accelerator: Accelerator;
  /** Year in which the CPU of its server was launched; null where nobody published it. */
  readonly cpuLaunchYear: number | null;
  readonly parameters: KernelParameters;
  readonly stack: StackConstants;
  readonly spread: Spread;
  readonly precision: PrecisionChoice;
  /** Share of the accelerator's memory that the stack may take. */
  readonly memoryUtilisation: number;
  /** Left out where links join all of the group. */
  readonly network?: Network;
}

/** What one forward pass works on: sequences that decode a token each, and prompt tokens beside them. */
export interface StepLoad {
  readonly decodes: number;
  readonly meanContextTokens: number;
  readonly promptTokens: number;
  /** Tokens that a prompt token attends to, averaged; half the prompt where whole prompts are taken. */
  readonly meanPromptContextTokens: number;
  /** Prompts that end in this pass and so need logits. */
  readonly promptsFinished: number;
}

/** Where the time of a pass goes, in seconds. */
export interface StepTerms {
  readonly matricesS: number;
  readonly expertsS: number;
  readonly attentionS: number;
  /** Norms, residuals, rotary embedding, activation functions and other small kernels. */
  readonly elementwiseS: number;
  readonly collectivesS: number;
  readonly headS: number;
  /** Host time that is not hidden behind the device. */
  readonly hostS: number;
}

/** Times of kernels as their laws have them, before the stack's share in them, in seconds. */
export interface KernelTimes {
  /** Products of the tokens that decode. */
  readonly matricesS: number;
  /** What prompt tokens add to the products. */
  readonly promptMatricesS: number;
  readonly elementwiseS: number;
  readonly headS: number;
  readonly decodeAttentionS: number;
  readonly promptAttentionS: number;
  readonly expertsS: number;
  readonly expertLaunchS: number;
  readonly exchangesS: number;
}

/** What the stack adds to a pass is counted from this. */
export interface PassSize {
  readonly layers: number;
  /** Sequences that get a token. */
  readonly sequences: number;
  readonly prompts: boolean;
}

/** One copy of a model on a group of accelerators. */
export interface Replica {
  readonly spread: Spread;
  readonly rate: ComputeRate;
  readonly paramsTotal: number;
  readonly paramsActive: number;
  readonly weightBytesPerGpu: number;
  /** Room for keys and values on each accelerator; negative where the weights do not fit. */
  readonly kvRoomBytesPerGpu: number;
  /** Bytes that a sequence of so many tokens keeps on each accelerator, constant state among them; the mean where it is kept on one of them. */
  readonly kvBytesPerGpu: (contextTokens: number) => number;
  /** Times of the kernels alone, and what the pass is to the stack: `stackedTerms` makes the terms of both. */
  readonly kernelTimes: (load: StepLoad) => { readonly times: KernelTimes; readonly size: PassSize };
  readonly stepTerms: (load: StepLoad) => StepTerms;
  readonly stepS: (load: StepLoad) => number;
  /** A pass that gives each of `batch` sequences its next token. */
  readonly decodeStepS: (batch: number, meanContextTokens: number) => number;
  /**
   * A pass over `prompts` prompts and nothing else, of each of which `tokens` tokens are computed and `cachedTokens` before them
   * stand in the cache: they are attended to, and not computed.
   */
  readonly prefillS: (tokens: number, prompts?: number, cachedTokens?: number) => number;
  /** The same kernels under other constants of the stack, but for those of `kernelsOf`; what was computed of them is kept. */
  readonly withStack: (stack: StackConstants) => Replica;
}

/** What of a stack the kernels' own times hang on: which kernels it runs. All else scales them or stands beside them. */
export const kernelsOf = ({
  engine,
  groupRereads,
}: StackConstants): Pick<StackConstants, 'engine' | 'groupRereads'> => ({
  engine,
  groupRereads,
});

export const sumTerms = (terms: StepTerms): number =>
  terms.matricesS +
  terms.expertsS +
  terms.attentionS +
  terms.elementwiseS +
  terms.collectivesS +
  terms.headS +
  terms.hostS;

/** Kernels as a stack runs them, and its host beside them. */
export const stackedTerms = (
  times: KernelTimes,
  size: PassSize,
  stack: StackConstants,
  cpuLaunchYear: number | null,
): StepTerms => {
  const matricesS = stack.deviceScale * times.matricesS + stack.promptScale * times.promptMatricesS;
  const expertsS = stack.expertScale * times.expertsS + stack.expertLaunchScale * times.expertLaunchS;
  const attentionS =
    stack.decodeAttentionScale * times.decodeAttentionS + stack.promptAttentionScale * times.promptAttentionS;
  const elementwiseS = stack.deviceScale * times.elementwiseS + size.layers * stack.layerUs * 1e-6;
  const collectivesS = stack.exchangeScale * times.exchangesS;
  const headS = stack.deviceScale * times.headS;
  const deviceS = matricesS + expertsS + attentionS + elementwiseS + collectivesS + headS;
  const hostS = overlapped(deviceS, hostTimeS(stack, cpuLaunchYear, size), stack.hostOverlap) - deviceS;
  return { matricesS, expertsS, attentionS, elementwiseS, collectivesS, headS, hostS };
};

/** Passes over requests that are all alike, from the time of any pass. */
export const passesOf = (stepS: Replica['stepS']): Pick<Replica, 'decodeStepS' | 'prefillS'> => ({
  decodeStepS: (batch, meanContextTokens) =>
    stepS({ decodes: batch, meanContextTokens, promptTokens: 0, meanPromptContextTokens: 0, promptsFinished: 0 }),
  prefillS: (tokens, prompts = 1, cachedTokens = 0) =>
    stepS({
      decodes: 0,
      meanContextTokens: 0,
      promptTokens: tokens * prompts,
      meanPromptContextTokens: cachedTokens + (tokens + 1) / 2,
      promptsFinished: prompts,
    }),
});

/** Logits are f32, written once and read twice to draw a token. */
const LOGIT_BYTES = 3 * 4;

export const createReplica = (options: ReplicaOptions): Result<Replica, Problem> => {
  const { model, accelerator, stack, spread, precision } = options;
  const size = groupSize(spread);
  const parts = partFormats(precision, model);
  const rate = computeRate(accelerator, parts.rest);
  const expertRate = computeRate(accelerator, parts.experts);
  const machine = operatorMachine(accelerator);
  const { memoryBandwidthGBps: bandwidthGBps } = accelerator;
  if (rate === null || expertRate === null || machine === null || bandwidthGBps === null) {
    const missing = bandwidthGBps === null ? 'memory bandwidth' : '16-bit matrix rate';
    return err(
      problem(
        'hardware.accelerator',
        `hardware.accelerator ${accelerator.id}: its ${missing} is not published; choose another, or measure it.`,
      ),
    );
  }
  if (size > 1 && accelerator.interconnectGBps === null) {
    return err(
      problem(
        'hardware.tensorParallel',
        `hardware.tensorParallel ${String(size)}: nobody published how fast the link of ${accelerator.name} is (${accelerator.interconnectName}); choose 1, or enter the accelerator as own hardware with its link speed (interconnectGBps).`,
      ),
    );
  }
  const undivided = headCounts(model).find((heads) => heads % spread.tensor !== 0);
  if (undivided !== undefined) {
    return err(
      problem(
        'hardware.tensorParallel',
        `hardware.tensorParallel ${String(spread.tensor)} does not divide the ${String(undivided)} attention heads of ${model.name}; choose a divisor.`,
      ),
    );
  }

  const parameters = {
    ...options.parameters,
    computeEfficiency: options.parameters.computeEfficiency * rate.relativeEfficiency,
  };
  const geometry = modelGeometry(model);
  const layers = wholeLayers(model);
  const paramsTotal = model.paramsTotal ?? geometry.paramsTotal;
  const { sparsity } = precision;
  const weightBytes = weightElementBytes(parts.rest.weights, sparsity);
  const activationBytes = rate.bits === 16 ? BETWEEN_PRODUCTS_BYTES : ELEMENT_BYTES[parts.rest.activations];
  const cacheBytes = ELEMENT_BYTES[precision.kvCache];
  const peak = {
    peakFlops: rate.peakFlops * sparsePeakFactor(accelerator, sparsity),
    bandwidthBytesPerS: bandwidthGBps * 1e9,
  };

  /** Share of the rank that has most: sequences are dealt out evenly, but not in parts. */
  const inLane = (sequences: number): number => Math.max(sequences / spread.data, Math.min(1, sequences));

  const shards = spread.tensor;
  const split = (matrices: readonly Matrix[], byOutputs: boolean): Matrix[] =>
    matrices.map(({ n, k, count }) => (byOutputs ? { n: n / shards, k, count } : { n, k: k / shards, count }));
  const { head, experts: routed } = geometry;
  const matrices = [
    ...split(geometry.columnParallel, true),
    ...split(geometry.rowParallel, false),
    ...geometry.replicated,
  ];
  const matrixS = ({ n, k, count }: Matrix, m: number): number =>
    count *
    kernelTimeS(
      { m, n, k, weightBytes, activationBytes, resultBytes: BETWEEN_PRODUCTS_BYTES, coldWeights: true },
      peak,
      parameters,
    );
  const mixers = createMixers(model, shards, cacheBytes, machine, accelerator, stack);
  const rebalanced = options.network !== undefined && spread.expertParallel > 1 && spread.data > 1;
  const experts = createExperts(
    routed,
    spread,
    parts.experts,
    expertRate,
    machine,
    accelerator,
    stack.engine,
    rebalanced ? REBALANCED_ROUTING : SERVED_ROUTING,
  );
  const exchanges = createExchanges(
    {
      layers,
      hidden: model.hidden,
      routed,
      dispatchBytes: expertRate.bits === 16 ? BETWEEN_PRODUCTS_BYTES : 1,
    },
    spread,
    machine,
    accelerator,
    stack.engine,
    options.network,
  );
  const widths = passingWidths(model);
  const elementsPerToken = widths.whole + widths.split / shards;

  const matricesOf = tabulateByTokens((tokens) => matrices.reduce((sum, matrix) => sum + matrixS(matrix, tokens), 0));
  const expertWorkOf = tabulateByTokens((tokens) => experts.times(tokens).workS);
  const expertLaunchS = experts.times(1).launchS;
  const exchangesOf = tabulateByTokens(exchanges.timeS);
  const headOf = tabulateByTokens((logits) =>
    head === null ? 0 : matrixS({ ...head, n: Math.ceil(head.n / size) }, logits),
  );

  const decodingOf = (decodes: number, contextTokens: number) => ({
    decodes,
    contextTokens,
    matricesS: decodes === 0 ? 0 : matricesOf(inLane(decodes)),
    attentionS: mixers.decodeS(inLane(decodes), contextTokens),
  });
  // Passes with one number of requests and more or fewer prompt tokens are asked for one after the other.
  let decoding = decodingOf(0, 0);

  const kernelTimes: Replica['kernelTimes'] = (load) => {
    const tokens = load.decodes + load.promptTokens;
    const logits = load.decodes + load.promptsFinished;
    if (decoding.decodes !== load.decodes || decoding.contextTokens !== load.meanContextTokens) {
      decoding = decodingOf(load.decodes, load.meanContextTokens);
    }
    return {
      times: {
        matricesS: decoding.matricesS,
        promptMatricesS: load.promptTokens === 0 ? 0 : matricesOf(inLane(tokens)) - decoding.matricesS,
        elementwiseS: elementwiseTimeS(
          inLane(tokens) * elementsPerToken * BETWEEN_PRODUCTS_BYTES,
          peak.bandwidthBytesPerS,
        ),
        headS:
          head === null || logits === 0
            ? 0
            : headOf(inLane(logits)) + elementwiseTimeS(inLane(logits) * head.n * LOGIT_BYTES, peak.bandwidthBytesPerS),
        decodeAttentionS: decoding.attentionS,
        promptAttentionS: mixers.promptS(inLane(load.promptTokens), load.meanPromptContextTokens),
        expertsS: routed.length === 0 ? 0 : expertWorkOf(tokens),
        expertLaunchS: routed.length === 0 || tokens === 0 ? 0 : expertLaunchS,
        exchangesS: exchangesOf(inLane(tokens)),
      },
      // Ranks that attend to sequences of their own have hosts of their own.
      size: { layers, sequences: inLane(logits), prompts: load.promptTokens > 0 },
    };
  };

  // Heads are dealt out whole: with more members than KV heads each head is held more than once. A latent vector is
  // shared by all heads, so every member holds it.
  const entryBytes = (entry: { readonly elements: number; readonly fixedBytes: number }, kvHeads: number): number =>
    (entry.elements / Math.min(shards, kvHeads)) * cacheBytes + entry.fixedBytes;
  const { expertParams } = geometry;
  // Where experts do not divide evenly, some are held twice, so that every rank has as many.
  const heldExpertParams = routed.reduce(
    (sum, kind) =>
      sum +
      (routedParams(kind) *
        (rebalanced
          ? rebalancedPerRank(kind.experts, spread.expertParallel)
          : Math.ceil(kind.experts / spread.expertParallel))) /
        kind.experts,
    0,
  );
  const weightBytesPerGpu =
    ((paramsTotal - expertParams) / shards) * weightBytes +
    (heldExpertParams / spread.expertTensor) * weightElementBytes(parts.experts.weights, sparsity);
  const kept = {
    spread,
    rate: routed.length > 0 ? expertRate : rate,
    paramsTotal,
    paramsActive: model.paramsActive ?? geometry.paramsActive,
    weightBytesPerGpu,
    kvRoomBytesPerGpu: kvRoomBytes(
      usableMemoryBytes(accelerator),
      options.memoryUtilisation,
      weightBytesPerGpu,
      memoryOverhead(model, size),
    ),
    kvBytesPerGpu: (contextTokens: number) =>
      geometry.caches.reduce(
        (sum, cache) => sum + entryBytes(cache, cache.heads) * layerEntries(cache.entries, contextTokens),
        geometry.stateBytes / shards,
      ) / spread.data,
    kernelTimes,
  } satisfies Partial<Replica>;
  const withStack = (constants: StackConstants): Replica => {
    const stepTerms = (load: StepLoad): StepTerms => {
      const { times, size: pass } = kernelTimes(load);
      return stackedTerms(times, pass, constants, options.cpuLaunchYear);
    };
    const stepS = (load: StepLoad): number => sumTerms(stepTerms(load));
    const passes = passesOf(stepS);
    return {
      ...kept,
      stepTerms,
      stepS,
      decodeStepS: passes.decodeStepS,
      prefillS: (tokens, prompts = 1, cachedTokens = 0) =>
        constants.promptsOneByOne
          ? prompts * passes.prefillS(tokens, 1, cachedTokens)
          : passes.prefillS(tokens, prompts, cachedTokens),
      withStack,
    };
  };
  return ok(withStack(stack));
};
