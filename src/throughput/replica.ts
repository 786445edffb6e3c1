import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { Accelerator, Model } from '../catalog/schema.ts';
import type { KernelParameters } from '../records/calibration.ts';
import { allReduceS, FALLBACK_LINK_GBPS } from './collectives.ts';
import {
  expertsTouched,
  kvElementsPerTokenAndLayer,
  layerContextTokens,
  modelGeometry,
  type Matrix,
} from './geometry.ts';
import { kernelTimeS, rooflineTimeS } from './kernel-time.ts';
import { kvRoomBytes, memoryOverhead, usableMemoryBytes } from './memory.ts';
import { computeRate, ELEMENT_BYTES, type ComputeRate, type PrecisionChoice } from './precision.ts';

export interface ReplicaOptions {
  readonly model: Model;
  readonly accelerator: Accelerator;
  readonly parameters: KernelParameters;
  readonly tensorParallel: number;
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
  readonly collectivesS: number;
  readonly headS: number;
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
  /** Bytes that a sequence of so many tokens keeps on each accelerator. */
  readonly kvBytesPerGpu: (contextTokens: number) => number;
  readonly stepTerms: (load: StepLoad) => StepTerms;
  readonly stepS: (load: StepLoad) => number;
  /** A pass that gives each of `batch` sequences its next token. */
  readonly decodeStepS: (batch: number, meanContextTokens: number) => number;
  /** A pass over `prompts` whole prompts of `tokens` tokens each and nothing else. */
  readonly prefillS: (tokens: number, prompts?: number) => number;
}

export const sumTerms = (terms: StepTerms): number =>
  terms.matricesS + terms.expertsS + terms.attentionS + terms.collectivesS + terms.headS;

export const createReplica = (options: ReplicaOptions): Result<Replica, Problem> => {
  const { model, accelerator, parameters, tensorParallel, precision } = options;
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
  if (model.heads % tensorParallel !== 0) {
    return err(
      problem(
        'hardware.tensorParallel',
        `hardware.tensorParallel ${String(tensorParallel)} does not divide the ${String(model.heads)} attention heads of ${model.name}; choose a divisor.`,
      ),
    );
  }

  const geometry = modelGeometry(model);
  const paramsTotal = model.paramsTotal ?? geometry.paramsTotal;
  const weightBytes = ELEMENT_BYTES[precision.weights];
  const activationBytes = ELEMENT_BYTES[precision.activations];
  const kvBytes = ELEMENT_BYTES[precision.kvCache];
  const peak = { peakFlops: rate.peakFlops, bandwidthBytesPerS: accelerator.memoryBandwidthGBps * 1e9 };
  const oneWayBytesPerS = ((accelerator.interconnectGBps ?? FALLBACK_LINK_GBPS) / 2) * 1e9;

  const split = (matrices: readonly Matrix[], byOutputs: boolean): Matrix[] =>
    matrices.map(({ n, k, count }) =>
      byOutputs ? { n: n / tensorParallel, k, count } : { n, k: k / tensorParallel, count },
    );
  const { head, experts } = geometry;
  const matrices = [
    ...split(geometry.columnParallel, true),
    ...split(geometry.rowParallel, false),
    ...geometry.replicated,
  ];
  // The group adds up its parts after attention and after the MLP of each layer.
  const reducesPerPass = 2 * model.layers;

  // Heads are dealt out whole: with more members than KV heads each head is held more than once. A latent vector is
  // shared by all heads, so every member holds it.
  const kvShards = model.mla === null ? Math.min(tensorParallel, model.kvHeads) : 1;
  const kvBytesPerLayerToken = (kvElementsPerTokenAndLayer(model) * kvBytes) / kvShards;
  const flopPerLayerPair = attentionFlopPerPair(model) / tensorParallel;

  const matrixS = ({ n, k, count }: Matrix, m: number): number =>
    count * kernelTimeS({ m, n, k, weightBytes, activationBytes }, peak, parameters);

  const expertsS = (tokens: number): number => {
    if (experts === null) return 0;
    const touched = expertsTouched(experts, tokens);
    const elements = (model.hidden * experts.width) / tensorParallel;
    // Two grouped products a layer: gate and up together, and down.
    const partS = (part: number): number => {
      const flop = 2 * tokens * experts.perToken * part * elements;
      const moved =
        touched * part * elements * weightBytes +
        tokens * experts.perToken * activationBytes * (model.hidden + (part * experts.width) / tensorParallel);
      return rooflineTimeS(flop, moved, peak, parameters);
    };
    return experts.layers * (partS(experts.matricesPerExpert - 1) + partS(1));
  };

  const attentionS = (load: StepLoad): number => {
    const decodeContext = layerContextTokens(model, load.meanContextTokens);
    const promptContext = layerContextTokens(model, load.meanPromptContextTokens);
    const flop = flopPerLayerPair * (load.decodes * decodeContext + load.promptTokens * promptContext);
    const moved = kvBytesPerLayerToken * (load.decodes * decodeContext + load.promptTokens * model.layers);
    // The formula is for one kernel; the layers' sums are spread evenly over them.
    return model.layers * rooflineTimeS(flop / model.layers, moved / model.layers, peak, parameters);
  };

  const stepTerms = (load: StepLoad): StepTerms => {
    const tokens = load.decodes + load.promptTokens;
    const logits = load.decodes + load.promptsFinished;
    let matricesS = 0;
    for (const matrix of matrices) matricesS += matrixS(matrix, tokens);
    return {
      matricesS,
      expertsS: expertsS(tokens),
      attentionS: attentionS(load),
      collectivesS:
        reducesPerPass * allReduceS(tokens * model.hidden * activationBytes, tensorParallel, oneWayBytesPerS),
      headS: head === null || logits === 0 ? 0 : matrixS({ ...head, n: head.n / tensorParallel }, logits),
    };
  };
  const stepS = (load: StepLoad): number => sumTerms(stepTerms(load));

  const weightBytesPerGpu = (paramsTotal * weightBytes) / tensorParallel;
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
    kvBytesPerGpu: (contextTokens) => kvBytesPerLayerToken * layerContextTokens(model, contextTokens),
    stepTerms,
    stepS,
    decodeStepS: (batch, meanContextTokens) =>
      stepS({ decodes: batch, meanContextTokens, promptTokens: 0, meanPromptContextTokens: 0, promptsFinished: 0 }),
    prefillS: (tokens, prompts = 1) =>
      stepS({
        decodes: 0,
        meanContextTokens: 0,
        promptTokens: tokens * prompts,
        meanPromptContextTokens: (tokens + 1) / 2,
        promptsFinished: prompts,
      }),
  });
};

/**
 * FLOP that one query token and one key cost in one layer: the score and the weighted sum, 2 FLOP a multiply-add. With
 * latent attention both run on the compressed vectors (the "absorbed" form that decoding uses).
 */
const attentionFlopPerPair = ({ heads, headDim, mla }: Model): number =>
  mla === null ? 4 * heads * headDim : 2 * heads * (2 * mla.kvLoraRank + mla.qkRopeHeadDim);
