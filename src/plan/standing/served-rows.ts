import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { cpuLaunchYearBeside, linkedBeside, portBytesPerGpuBeside } from '../../catalog/catalog.ts';
import { headCounts, modelKind } from '../../catalog/model-geometry.ts';
import type { Accelerator, Model } from '../../catalog/schema.ts';
import { stackBand, type ServingStack } from '../../catalog/stacks.ts';
import { runClosedLoop, type ClosedLoop } from '../../throughput/closed-loop.ts';
import {
  acceleratorsOf,
  createLaidOut,
  handOverS,
  layoutOf,
  type Deployment,
  type Layout,
  type Workers,
} from '../../throughput/deployment.ts';
import { expertSpread } from '../../throughput/spread.ts';
import { ASSUMED_PORT_BYTES_PER_S, type Network } from '../../throughput/network.ts';
import type { PrecisionChoice } from '../../throughput/precision.ts';
import type { Replica } from '../../throughput/replica.ts';
import { replicaFor } from '../serving/replica-cache.ts';
import { DISAGGREGATED_WIDER } from './checked.ts';
import { publishedParametersFor } from './published-parameters.ts';

/** One deployment under a closed loop. */
export interface ServedRow {
  readonly model: Model;
  readonly accelerator: Accelerator;
  readonly stack: ServingStack;
  readonly precision: PrecisionChoice;
  readonly loop: ClosedLoop;
  readonly deployment: Deployment;
}

export interface ServedTimes {
  readonly ttftS: number;
  readonly tpotS: number;
}

export interface Served extends ServedTimes {
  /** TTFT + (output − 1) · TPOT, of the longest answer. */
  readonly cycleS: number;
  readonly cycleBandS: readonly [low: number, high: number];
  /** The same with multi-token prediction, where its steps are shorter for each token. */
  readonly predicted: ServedTimes;
}

/** The band is wider still where nobody says how many replicas read prompts or decode. */
const UNCOUNTED_WIDER = 1.8;

/** Benchmarks give weights, keys and values nearly all of the memory, whatever the engine's default. */
const BENCHMARK_MEMORY_SHARE = 0.95;

/**
 * What decodes where nobody says how many replicas do: in 165 published rows that say it, as many as have some 24 accelerators together (three to nine of
 * 8, four to fifteen of 4, one or two of 16 and 32), and of a model with experts each accelerator attends to sequences of its own where it has
 * eight of them, or one and the replica is larger than a server. Tables that do not count replicas give the accelerators of each as
 * its tensor parallelism.
 */
const USUAL_POOL = { accelerators: 24, serverAccelerators: 8, sequencesPerAccelerator: 8 } as const;

/** Replicas that decode, at least, and how each is laid out. */
const decodersOf = ({ loop, model }: ServedRow, { count, layout }: Workers): { least: number; layout: Layout } => {
  if (count !== null) return { least: count, layout };
  const size = acceleratorsOf(layout);
  const least = Math.min(loop.concurrency, Math.max(1, Math.round(USUAL_POOL.accelerators / size)));
  const sequences = loop.concurrency / (least * size);
  const dealt =
    modelKind(model) !== 'dense' &&
    sequences >= (size > USUAL_POOL.serverAccelerators ? 1 : USUAL_POOL.sequencesPerAccelerator);
  return { least, layout: dealt ? layoutOf(expertSpread(size)) : layout };
};

/** Where no server of an accelerator is in the catalogue, eight are linked, as in most. */
const networkOf = ({ id }: Accelerator): Network => ({
  linked: linkedBeside(id) ?? 8,
  portBytesPerS: portBytesPerGpuBeside(id) ?? ASSUMED_PORT_BYTES_PER_S,
});

/**
 * Multi-token prediction as DeepSeek-V3's technical report states it: the second token is right in 85 to 90 % of cases; with
 * three proposals of one layer 0.7 of them on average. A step checks all of them.
 */
const PROPOSALS = 3;
const ACCEPTED = 0.7;
const TOKENS_PER_STEP = (1 - ACCEPTED ** (PROPOSALS + 1)) / (1 - ACCEPTED);

/** Rounds in which the share of requests that wait for their prompt settles. */
const ROUNDS = 12;

/** A replica as benchmarks set it up, or why there is none. */
export const replicaOf = (
  row: Pick<ServedRow, 'model' | 'accelerator' | 'stack' | 'precision'>,
  layout: Layout,
): Result<Replica, Problem> => {
  const { model, accelerator, stack, precision } = row;
  const { tensor } = layout.spread;
  const undivided = headCounts(model).find((heads) => heads % tensor !== 0);
  if (undivided !== undefined) {
    const message = `tp ${String(tensor)} does not divide the ${String(undivided)} attention heads of ${model.name}.`;
    return err(problem('tp', message));
  }
  const created = createLaidOut(
    {
      model,
      accelerator,
      cpuLaunchYear: cpuLaunchYearBeside(accelerator.id),
      parameters: publishedParametersFor(accelerator, stack.id).parameters,
      stack: stack.constants,
      precision,
      memoryUtilisation: BENCHMARK_MEMORY_SHARE,
    },
    layout,
    networkOf(accelerator),
    replicaFor,
  );
  if (!created.ok) return err(problem('tp', created.error.message.replace(/^hardware\.tensorParallel/, 'tp')));
  if (created.value.kvRoomBytesPerGpu <= 0) {
    const gpus = acceleratorsOf(layout);
    return err(
      problem('tp', `${model.name} does not fit ${String(gpus)} × ${accelerator.name} in ${precision.weights}.`),
    );
  }
  return created;
};

/** Time between tokens where each step also checks the proposals of multi-token prediction. */
const predictedTpotS = (replica: Replica, decodes: number, contextTokens: number, interruptionS: number): number => {
  const proposed = decodes * PROPOSALS;
  const stepS = replica.stepS({
    decodes,
    meanContextTokens: contextTokens,
    promptTokens: proposed,
    // Proposals attend to the context that is read for the sequence anyway.
    meanPromptContextTokens: 1,
    promptsFinished: proposed,
  });
  return stepS / TOKENS_PER_STEP + interruptionS;
};

const aggregated = (row: ServedRow, layout: Layout): Result<ServedTimes & { predicted: ServedTimes }, Problem> => {
  const created = replicaOf(row, layout);
  if (!created.ok) return created;
  const replica = created.value;
  const { running, ttftS, tpotS } = runClosedLoop(replica, row.loop, row.stack.constants);
  const contextTokens = row.loop.inputTokens + row.loop.outputTokens / 2;
  const interruptionS = tpotS - replica.decodeStepS(running, contextTokens);
  return ok({
    ttftS,
    tpotS,
    predicted: { ttftS, tpotS: predictedTpotS(replica, running, contextTokens, interruptionS) },
  });
};

/**
 * Prompts on replicas of their own, one after the other on each rank; decoding undisturbed. Requests that the prompts cannot
 * keep up with wait there: of n in the loop those decode that Little's law leaves,
 *
 *   decoding = n · decode time / (decode time + TTFT),   TTFT = own + hand-over + what n prompts take beyond a decode time.
 */
const disaggregated = (
  row: ServedRow,
  prefill: Workers,
  decode: Workers,
): Result<ServedTimes & { predicted: ServedTimes }, Problem> => {
  const { concurrency, inputTokens, outputTokens } = row.loop;
  const decoders = decodersOf(row, decode);
  const reader = replicaOf(row, prefill.layout);
  if (!reader.ok) return reader;
  const writer = replicaOf(row, decoders.layout);
  if (!writer.ok) return writer;
  const { firstTokenSteps, requestUs, waveShare } = row.stack.constants;
  const contextTokens = inputTokens + outputTokens / 2;
  const ownS = reader.value.prefillS(inputTokens);
  // Ranks that attend to sequences of their own read as many prompts at a time, in a pass of all.
  const ranks = reader.value.spread.data;
  const passS = ranks === 1 ? ownS : reader.value.prefillS(inputTokens, ranks);
  const handedOverS = handOverS(reader.value, writer.value, inputTokens, networkOf(row.accelerator).portBytesPerS);
  const fitting = writer.value.kvRoomBytesPerGpu / writer.value.kvBytesPerGpu(contextTokens);
  const writers = decode.count ?? Math.max(decoders.least, Math.ceil(concurrency / fitting));
  const settle = (tpotOf: (decodes: number) => number): ServedTimes => {
    const most = fitting * writers;
    let decoding = Math.min(concurrency, most);
    let [tpotS, ttftS] = [0, 0];
    for (let round = 0; round < ROUNDS; round++) {
      tpotS = tpotOf(Math.max(1, decoding / writers));
      const decodeS = (outputTokens - 1) * tpotS;
      // As many as keep up with the decoding, where nobody says how many.
      const readers = prefill.count ?? Math.max(1, Math.ceil((concurrency * passS) / (ranks * decodeS)));
      const lanes = readers * ranks;
      const everyS = passS / lanes;
      ttftS =
        passS +
        handedOverS +
        (1 + firstTokenSteps) * tpotS +
        concurrency * (waveShare * everyS + (requestUs * 1e-6) / lanes) +
        Math.max(0, concurrency * everyS - decodeS);
      decoding = (decoding + Math.min(most, (concurrency * decodeS) / (decodeS + ttftS))) / 2;
    }
    return { ttftS, tpotS };
  };
  return ok({
    ...settle((decodes) => writer.value.decodeStepS(decodes, contextTokens)),
    predicted: settle((decodes) => predictedTpotS(writer.value, decodes, contextTokens, 0)),
  });
};

/** What a deployment does under its loop. */
export const serveRow = (row: ServedRow): Result<Served, Problem> => {
  const { deployment, stack, accelerator, model, loop } = row;
  const served =
    deployment.kind === 'aggregated'
      ? aggregated(row, deployment.layout)
      : disaggregated(row, deployment.prefill, deployment.decode);
  if (!served.ok) return served;
  const { ttftS, tpotS, predicted } = served.value;
  const cycleS = ttftS + (loop.mostOutputTokens - 1) * tpotS;
  const uncounted =
    deployment.kind === 'disaggregated' && (deployment.prefill.count === null || deployment.decode.count === null);
  const wider = deployment.kind === 'aggregated' ? 1 : uncounted ? UNCOUNTED_WIDER : DISAGGREGATED_WIDER;
  const factor = Math.exp(wider * stackBand(stack, accelerator.id, modelKind(model)));
  return ok({ ttftS, tpotS, cycleS, cycleBandS: [cycleS / factor, cycleS * factor], predicted });
};
