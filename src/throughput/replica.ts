import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { Accelerator, Model } from '../catalog/schema.ts';
import type { StackConstants } from '../catalog/stacks.ts';
import type { KernelParameters } from '../records/calibration.ts';
import { allReduceS, allToAllS } from './collectives.ts';
import {
  expertsTouched,
  kvElementsPerTokenAndLayer,
  layerContextTokens,
  modelGeometry,
  type Matrix,
} from './geometry.ts';
import { attentionTimeS } from './attention.ts';
import { elementwiseTimeS } from './elementwise.ts';
import { hostTimeS, overlapped } from './host.ts';
import { kernelTimeS } from './kernel-time.ts';
import { tabulateByTokens } from './by-tokens.ts';
import { kvRoomBytes, memoryOverhead, usableMemoryBytes } from './memory.ts';
import {
  BETWEEN_PRODUCTS_BYTES,
  computeRate,
  ELEMENT_BYTES,
  wideRate,
  type ComputeRate,
  type PrecisionChoice,
} from './precision.ts';
import { sparsePeakFactor, weightElementBytes } from './sparsity.ts';

export interface ReplicaOptions {
  readonly model: Model;
  readonly accelerator: Accelerator;
  /** Year in which the CPU of its server was launched; null where nobody published it. */
  readonly cpuLaunchYear: number | null;
  readonly parameters: KernelParameters;
  readonly stack: StackConstants;
  readonly tensorParallel: number;
  /**
   * True: the group deals out whole experts and lets each member compute the attention of its own sequences with all heads,
   * in place of splitting every matrix. Only for a mixture of experts.
   */
  readonly expertParallel?: boolean;
  readonly precision: PrecisionChoice;
  /** Share of the accelerator's memory that the stack may take. */
  readonly memoryUtilisation: number;
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
  /** Norms, residuals, rotary embedding and activation functions. */
  readonly elementwiseS: number;
  readonly collectivesS: number;
  readonly headS: number;
  /** Host time that is not hidden behind the device. */
  readonly hostS: number;
}

/** One copy of a model on a tensor-parallel group of accelerators. */
export interface Replica {
  readonly tensorParallel: number;
  readonly rate: ComputeRate;
  readonly paramsTotal: number;
  readonly paramsActive: number;
  readonly weightBytesPerGpu: number;
  /** Room for keys and values on each accelerator; negative where the weights do not fit. */
  readonly kvRoomBytesPerGpu: number;
  /** Bytes that a sequence of so many tokens keeps on each accelerator; the mean where it is kept on one of them. */
  readonly kvBytesPerGpu: (contextTokens: number) => number;
  readonly stepTerms: (load: StepLoad) => StepTerms;
  readonly stepS: (load: StepLoad) => number;
  /** A pass that gives each of `batch` sequences its next token. */
  readonly decodeStepS: (batch: number, meanContextTokens: number) => number;
  /** A pass over `prompts` whole prompts of `tokens` tokens each and nothing else. */
  readonly prefillS: (tokens: number, prompts?: number) => number;
}

export const sumTerms = (terms: StepTerms): number =>
  terms.matricesS +
  terms.expertsS +
  terms.attentionS +
  terms.elementwiseS +
  terms.collectivesS +
  terms.headS +
  terms.hostS;

/** Logits are f32, written once and read twice to draw a token. */
const LOGIT_BYTES = 3 * 4;

export const createReplica = (options: ReplicaOptions): Result<Replica, Problem> => {
  const { model, accelerator, stack, tensorParallel, precision } = options;
  const rate = computeRate(accelerator, precision);
  if (rate === null || accelerator.memoryBandwidthGBps === null) {
    const missing = rate === null ? '16-bit matrix rate' : 'memory bandwidth';
    return err(
      problem(
        'hardware.accelerator',
        `hardware.accelerator ${accelerator.id}: its ${missing} is not published; choose another, or measure it.`,
      ),
    );
  }
  if (tensorParallel > 1 && accelerator.interconnectGBps === null) {
    return err(
      problem(
        'hardware.tensorParallel',
        `hardware.tensorParallel ${String(tensorParallel)}: nobody published how fast the link of ${accelerator.name} is (${accelerator.interconnectName}); choose 1, or enter the accelerator as own hardware with its link speed (interconnectGBps).`,
      ),
    );
  }
  const expertParallel = options.expertParallel === true && model.moe !== null;
  if (!expertParallel && model.heads % tensorParallel !== 0) {
    return err(
      problem(
        'hardware.tensorParallel',
        `hardware.tensorParallel ${String(tensorParallel)} does not divide the ${String(model.heads)} attention heads of ${model.name}; choose a divisor.`,
      ),
    );
  }

  const parameters = {
    ...options.parameters,
    computeEfficiency: options.parameters.computeEfficiency * rate.relativeEfficiency,
  };
  const geometry = modelGeometry(model);
  const paramsTotal = model.paramsTotal ?? geometry.paramsTotal;
  const weightBytes = weightElementBytes(precision);
  const activationBytes = ELEMENT_BYTES[precision.activations];
  const kvBytes = ELEMENT_BYTES[precision.kvCache];
  const peak = {
    peakFlops: rate.peakFlops * sparsePeakFactor(accelerator, precision),
    bandwidthBytesPerS: accelerator.memoryBandwidthGBps * 1e9,
  };
  // Attention has no weights to prune and is computed in 16 bits.
  const attentionPeak = { ...peak, peakFlops: wideRate(accelerator)?.peakFlops ?? rate.peakFlops };
  // NaN where it is not known: an accelerator alone has nobody to send to.
  const oneWayBytesPerS = ((accelerator.interconnectGBps ?? NaN) / 2) * 1e9;

  /** Members that split a matrix outside the experts, and members that split the sequences. */
  const shards = expertParallel ? 1 : tensorParallel;
  const lanes = tensorParallel / shards;
  /** Share of the member that has most: sequences are dealt out evenly, but not in parts. */
  const inLane = (sequences: number): number => Math.max(sequences / lanes, Math.min(1, sequences));

  const split = (matrices: readonly Matrix[], byOutputs: boolean): Matrix[] =>
    matrices.map(({ n, k, count }) => (byOutputs ? { n: n / shards, k, count } : { n, k: k / shards, count }));
  const { head, experts } = geometry;
  const matrices = [
    ...split(geometry.columnParallel, true),
    ...split(geometry.rowParallel, false),
    ...geometry.replicated,
  ];
  /**
   * The group adds up its parts after attention and after the MLP of each layer; or sends each token to its experts and
   * back.
   */
  const collectivesS = (tokens: number): number => {
    const bytes = tokens * model.hidden * BETWEEN_PRODUCTS_BYTES;
    if (!expertParallel || experts === null) {
      return 2 * model.layers * allReduceS(bytes, tensorParallel, oneWayBytesPerS);
    }
    return 2 * experts.layers * allToAllS((bytes / lanes) * experts.perToken, tensorParallel, oneWayBytesPerS);
  };

  // Heads are dealt out whole: with more members than KV heads each head is held more than once. A latent vector is
  // shared by all heads, so every member holds it.
  const kvShards = model.mla === null ? Math.min(shards, model.kvHeads) : 1;
  const kvElements = kvElementsPerTokenAndLayer(model) / kvShards;
  const kvBytesPerLayerToken = kvElements * kvBytes;
  const matrixS = ({ n, k, count }: Matrix, m: number): number =>
    count *
    kernelTimeS(
      { m, n, k, weightBytes, activationBytes, resultBytes: BETWEEN_PRODUCTS_BYTES, coldWeights: true },
      peak,
      parameters,
    );

  /**
   * The experts that a pass touches stand side by side as the columns of one product, each with its share of the tokens
   * as rows: one grouped kernel for gate and up, one for down.
   */
  const expertsS = (tokens: number): number => {
    if (experts === null || tokens === 0) return 0;
    const touched = expertsTouched(experts, tokens);
    const rows = (tokens * experts.perToken) / touched;
    const width = experts.width / tensorParallel;
    const inputs = experts.matricesPerExpert - 1;
    return (
      matrixS({ n: touched * inputs * width, k: model.hidden, count: experts.layers }, rows) +
      matrixS({ n: touched * model.hidden, k: width, count: experts.layers }, rows)
    );
  };

  const group = model.mla === null ? Math.max(1, model.heads / shards / (model.kvHeads / kvShards)) : 1;
  const attention = {
    layers: model.layers,
    flopPerPair: attentionFlopPerPair(model) / shards,
    kvBytesPerToken: kvBytesPerLayerToken,
    // A head that reads the group's keys again takes them from the cache of the chip, widened to 16 bits.
    rereadBytesPerToken: stack.groupRereads * (group - 1) * kvElements * Math.max(kvBytes, BETWEEN_PRODUCTS_BYTES),
    promptEfficiency: stack.promptAttentionEfficiency,
  };
  const elementsPerLayerToken =
    8 * model.hidden +
    (2 * (model.heads + 2 * model.kvHeads) * model.headDim +
      (model.gatedMlp ? 3 : 2) * model.ffn * (model.moe?.expertsPerToken ?? 1)) /
      shards;

  const matricesOf = tabulateByTokens((tokens) => matrices.reduce((sum, matrix) => sum + matrixS(matrix, tokens), 0));
  const expertsOf = tabulateByTokens(expertsS);
  const headOf = tabulateByTokens((logits) =>
    head === null ? 0 : matrixS({ ...head, n: Math.ceil(head.n / shards) }, logits),
  );

  const stepTerms = (load: StepLoad): StepTerms => {
    const tokens = load.decodes + load.promptTokens;
    const logits = load.decodes + load.promptsFinished;
    const device = {
      matricesS: stack.deviceScale * matricesOf(inLane(tokens)),
      expertsS: experts === null ? 0 : stack.deviceScale * expertsOf(tokens),
      attentionS:
        stack.deviceScale *
        attentionTimeS(
          attention,
          {
            decodes: inLane(load.decodes),
            promptTokens: inLane(load.promptTokens),
            decodeContextTokens: layerContextTokens(model, load.meanContextTokens) / model.layers,
            promptContextTokens: layerContextTokens(model, load.meanPromptContextTokens) / model.layers,
          },
          attentionPeak,
        ),
      elementwiseS:
        stack.deviceScale *
        model.layers *
        elementwiseTimeS(inLane(tokens) * elementsPerLayerToken * BETWEEN_PRODUCTS_BYTES, peak.bandwidthBytesPerS),
      collectivesS: stack.deviceScale * collectivesS(tokens),
      headS:
        head === null || logits === 0
          ? 0
          : stack.deviceScale *
            (headOf(inLane(logits)) + elementwiseTimeS(inLane(logits) * head.n * LOGIT_BYTES, peak.bandwidthBytesPerS)),
      hostS: 0,
    };
    const deviceS = sumTerms(device);
    const hostS = hostTimeS(stack, options.cpuLaunchYear, {
      layers: model.layers,
      sequences: logits,
      prompts: load.promptTokens > 0,
    });
    return { ...device, hostS: overlapped(deviceS, hostS, stack.hostOverlap) - deviceS };
  };
  const stepS = (load: StepLoad): number => sumTerms(stepTerms(load));
  const promptPassS = (tokens: number, prompts: number): number =>
    stepS({
      decodes: 0,
      meanContextTokens: 0,
      promptTokens: tokens * prompts,
      meanPromptContextTokens: (tokens + 1) / 2,
      promptsFinished: prompts,
    });

  const expertParams = geometry.expertParams;
  const weightBytesPerGpu = ((paramsTotal - expertParams) / shards + expertParams / tensorParallel) * weightBytes;
  const usable = usableMemoryBytes(accelerator);
  return ok({
    tensorParallel,
    rate,
    paramsTotal,
    paramsActive: model.paramsActive ?? geometry.paramsActive,
    weightBytesPerGpu,
    kvRoomBytesPerGpu: kvRoomBytes(
      usable,
      options.memoryUtilisation,
      weightBytesPerGpu,
      memoryOverhead(model, tensorParallel),
    ),
    kvBytesPerGpu: (contextTokens) => (kvBytesPerLayerToken * layerContextTokens(model, contextTokens)) / lanes,
    stepTerms,
    stepS,
    decodeStepS: (batch, meanContextTokens) =>
      stepS({ decodes: batch, meanContextTokens, promptTokens: 0, meanPromptContextTokens: 0, promptsFinished: 0 }),
    prefillS: (tokens, prompts = 1) =>
      stack.promptsOneByOne ? prompts * promptPassS(tokens, 1) : promptPassS(tokens, prompts),
  });
};

/**
 * FLOP that one query token and one key cost in one layer: the score and the weighted sum, 2 FLOP a multiply-add. With
 * latent attention both run on the compressed vectors (the "absorbed" form that decoding uses).
 */
const attentionFlopPerPair = ({ heads, headDim, mla }: Model): number =>
  mla === null ? 4 * heads * headDim : 2 * heads * (2 * mla.kvLoraRank + mla.qkRopeHeadDim);
