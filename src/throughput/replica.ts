import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { Accelerator, Model } from '../catalog/schema.ts';
import type { StackConstants } from '../catalog/stacks.ts';
import type { KernelParameters } from '../records/calibration.ts';
import { allReduceS, allToAllS } from './collectives.ts';
import {
  hasExperts,
  headCounts,
  layerEntries,
  modelGeometry,
  wholeLayers,
  type Matrix,
  type RoutedExperts,
} from '../catalog/model-geometry.ts';
import { attentionReads, expertsTouched, passingWidths } from './geometry.ts';
import { attentionTimeS, stateTimeS } from './attention.ts';
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
  /** Bytes that a sequence of so many tokens keeps on each accelerator, constant state among them; the mean where it is kept on one of them. */
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
  const expertParallel = options.expertParallel === true && hasExperts(model);
  const undivided = headCounts(model).find((heads) => heads % tensorParallel !== 0);
  if (!expertParallel && undivided !== undefined) {
    return err(
      problem(
        'hardware.tensorParallel',
        `hardware.tensorParallel ${String(tensorParallel)} does not divide the ${String(undivided)} attention heads of ${model.name}; choose a divisor.`,
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
    if (!expertParallel) return 2 * layers * allReduceS(bytes, tensorParallel, oneWayBytesPerS);
    return experts.reduce(
      (sum, { layers: routed, perToken }) =>
        sum + 2 * routed * allToAllS((bytes / lanes) * perToken, tensorParallel, oneWayBytesPerS),
      0,
    );
  };

  // Heads are dealt out whole: with more members than KV heads each head is held more than once. A latent vector is
  // shared by all heads, so every member holds it.
  const entryBytes = (entry: { readonly elements: number; readonly fixedBytes: number }, kvHeads: number): number =>
    (entry.elements / Math.min(shards, kvHeads)) * kvBytes + entry.fixedBytes;
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
  const routedS = (routed: RoutedExperts, tokens: number): number => {
    const touched = expertsTouched(routed, tokens);
    const rows = (tokens * routed.perToken) / touched;
    const width = routed.width / tensorParallel;
    const inputs = routed.matricesPerExpert - 1;
    return (
      matrixS({ n: touched * inputs * width, k: routed.inputWidth, count: routed.layers }, rows) +
      matrixS({ n: touched * routed.inputWidth, k: width, count: routed.layers }, rows)
    );
  };
  const expertsS = (tokens: number): number =>
    tokens === 0 ? 0 : experts.reduce((sum, routed) => sum + routedS(routed, tokens), 0);

  const attentions = attentionReads(model).map((reads) => {
    const kvShards = Math.min(shards, reads.kvHeads);
    const group = reads.rereads ? Math.max(1, reads.heads / shards / (reads.kvHeads / kvShards)) : 1;
    return {
      reads,
      shape: {
        layers: reads.layers,
        flopPerPair: reads.flopPerPair / shards,
        kvBytesPerToken: entryBytes(reads, reads.kvHeads),
        // A head that reads the group's keys again takes them from the cache of the chip, widened to 16 bits.
        rereadBytesPerToken:
          stack.groupRereads *
          (group - 1) *
          (reads.elements / kvShards) *
          Math.max(kvBytes, BETWEEN_PRODUCTS_BYTES),
        promptEfficiency: stack.promptAttentionEfficiency,
      },
    };
  });
  const widths = passingWidths(model);
  const elementsPerLayerToken = (widths.whole + widths.split / shards) / layers;

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
      expertsS: experts.length === 0 ? 0 : stack.deviceScale * expertsOf(tokens),
      attentionS:
        stack.deviceScale *
        (attentions.reduce(
          (sum, { reads, shape }) =>
            sum +
            attentionTimeS(
              shape,
              {
                decodes: inLane(load.decodes),
                promptTokens: inLane(load.promptTokens),
                decodeContextTokens: layerEntries(reads.entries, load.meanContextTokens) / reads.layers,
                promptContextTokens: layerEntries(reads.entries, load.meanPromptContextTokens) / reads.layers,
              },
              attentionPeak,
            ),
          0,
        ) +
          stateTimeS(
            { stateBytes: geometry.stateBytes / shards, promptEfficiency: stack.promptAttentionEfficiency },
            { decodes: inLane(load.decodes), promptTokens: inLane(load.promptTokens) },
            attentionPeak,
          )),
      elementwiseS:
        stack.deviceScale *
        layers *
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
      layers,
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
    kvBytesPerGpu: (contextTokens) =>
      geometry.caches.reduce(
        (sum, cache) => sum + entryBytes(cache, cache.heads) * layerEntries(cache.entries, contextTokens),
        geometry.stateBytes / shards,
      ) / lanes,
    stepTerms,
    stepS,
    decodeStepS: (batch, meanContextTokens) =>
      stepS({ decodes: batch, meanContextTokens, promptTokens: 0, meanPromptContextTokens: 0, promptsFinished: 0 }),
    prefillS: (tokens, prompts = 1) =>
      stack.promptsOneByOne ? prompts * promptPassS(tokens, 1) : promptPassS(tokens, prompts),
  });
};
