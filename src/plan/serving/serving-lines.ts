import { entryAt } from '../../base/checked.ts';
import { percentText } from '../../base/format.ts';
import { tierOfHardware, tierOfModel } from '../../catalog/own-hardware.ts';
import type { ServingStack } from '../../catalog/stacks.ts';
import { portBytesPerGpu } from '../../catalog/catalog.ts';
import type { Model, Server } from '../../catalog/schema.ts';
import type { LineWords, PlanLineId } from '../../records/ledger-lines.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { weakestTier } from '../../records/tier.ts';
import { hasExperts } from '../../catalog/model-geometry.ts';
import { kvBytesWhereKept } from '../../throughput/deployment.ts';
import { UNKNOWN_CPU } from '../../throughput/host.ts';
import { groupSize } from '../../throughput/spread.ts';
import type { Ledger } from '../ledger.ts';
import { numberText } from '../words.ts';
import type { KernelStanding } from '../standing/published-parameters.ts';
import { poolsDiffer, type ServingPlan } from './choose-replica.ts';
import type { ServingOptions } from './laid-out.ts';
import { longestPromptTokens } from './kv-slots.ts';
import { dealsOutExperts } from './layouts.ts';
import { weightShareRead } from './weight-share-read.ts';
import { hasIntervals, type Speculation } from './workload.ts';

const STEP = 'throughput model: kernel times of all matrices, attention and all-reduces, the stack’s own time';

/** What a step's time depends on, beside the batch. */
const KERNEL = [
  'kernel.computeEfficiency',
  'kernel.memoryEfficiency',
  'kernel.smoothness',
  'kernel.overheadUs',
  'accelerator.peakTflops',
  'accelerator.bandwidthGBps',
  'model.paramsTotal',
  'serving.tensorParallel',
  'stack.deviceScale',
  'stack.hostUsPerPass',
  'stack.hostUsPerSequence',
] as const satisfies readonly PlanLineId[];

const stackLines = (
  ledger: Ledger,
  { source, tier }: ServingStack,
  { stack, server }: Pick<ServingOptions, 'stack' | 'server'>,
): void => {
  const { deviceScale, hostUsPerPass, hostUsPerSequence } = stack;
  const isCpuKnown = server.cpuLaunchYear !== null;
  const hostSource = isCpuKnown ? source : `${source}; ${UNKNOWN_CPU}`;
  const hostTier = isCpuKnown ? tier : weakestTier([tier, 'assumed']);
  ledger.input('stack.deviceScale', deviceScale, source, tier);
  ledger.input('stack.hostUsPerPass', hostUsPerPass, hostSource, hostTier);
  ledger.input('stack.hostUsPerSequence', hostUsPerSequence, hostSource, hostTier);
};

const hardwareLines = (
  ledger: Ledger,
  chosen: KernelStanding,
  { accelerator, measured }: Pick<ServingOptions, 'accelerator' | 'measured'>,
): void => {
  const { parameters, source: fitted } = chosen;
  ledger.input('kernel.computeEfficiency', parameters.computeEfficiency, fitted, chosen.tier);
  ledger.input('kernel.memoryEfficiency', parameters.memoryEfficiency, fitted, chosen.tier);
  ledger.input('kernel.smoothness', parameters.smoothness, fitted, chosen.tier);
  ledger.input('kernel.overheadUs', parameters.overheadUs, fitted, chosen.tier);
  ledger.input('kernel.band', chosen.band, chosen.bandSource ?? fitted, chosen.tier);
  const source = entryAt(accelerator.sources, 0);
  const tier = tierOfHardware(accelerator.id);
  ledger.input('accelerator.bandwidthGBps', accelerator.memoryBandwidthGBps, source, measured ? 'measured' : tier);
  ledger.input('accelerator.memoryGB', accelerator.memoryGB, source, tier);
};

/** How the model lies on its accelerators, and how many requests fit beside it. */
const memoryLines = (ledger: Ledger, scenario: PhysicalScenario, model: Model, serving: ServingPlan): void => {
  const { replica, workload, layout } = serving;
  const why = { source: 'best per server, or as the scenario sets it' };
  const { split } = serving;
  const spread =
    split === null
      ? why
      : {
          source: `${why.source}; every matrix split over ${String(groupSize(split.layout.spread))} would hold ${numberText(Math.floor(split.kvSlots))} requests and serve ${percentText(split.ofThis)} as many per server`,
        };
  ledger.input('model.paramsTotal', replica.paramsTotal, entryAt(model.sources, 0), tierOfModel(model.id), {
    of: model.name,
  });
  ledger.choice('serving.tensorParallel', groupSize(layout.spread), why);
  ledger.choice('serving.pipelineParallel', layout.stages, why);
  if (hasExperts(model)) {
    ledger.choice('serving.expertParallel', dealsOutExperts(layout) ? 1 : 0, spread);
    ledger.choice('serving.attentionDataParallel', layout.spread.data, why);
  }
  ledger.line('serving.gpusPerReplica', 'serving.tensorParallel * serving.pipelineParallel');
  ledger.model('serving.weightGBPerGpu', replica.weightBytesPerGpu / 1e9, weightRule(scenario), [
    'model.paramsTotal',
    'serving.gpusPerReplica',
  ]);
  const room = replica.kvRoomBytesPerGpu / 1e9;
  ledger.model('serving.kvRoomGBPerGpu', room, ROOM_RULE, ['accelerator.memoryGB', 'serving.weightGBPerGpu']);
  const held = replica.kvBytesPerGpu(workload.inputTokens + workload.outputTokens) / 1e6;
  ledger.model('serving.kvMBPerRequest', held, KV_RULE, [
    'demand.inputTokens',
    'demand.outputTokens',
    'serving.gpusPerReplica',
  ]);
  const policy = `room over what a request holds (${scenario.serving.kvPolicy})`;
  ledger.model('serving.kvSlots', serving.kvSlots, policy, ['serving.kvRoomGBPerGpu', 'serving.kvMBPerRequest']);
  ledger.choice('serving.maxBatch', scenario.serving.maxBatch);
  const pooled = workload.prefill === 'disaggregated';
  const { chunkTokens, speculation } = workload;
  speculationLines(ledger, scenario, speculation);
  if (!pooled) {
    ledger.choice('serving.chunkTokens', chunkTokens);
    ledger.choice('serving.computedShare', 1 - scenario.serving.prefixHitRate);
    ledger.line(
      'serving.promptBatch',
      'max(1, demand.outputTokens / serving.tokensPerStep) * serving.chunkTokens / (demand.inputTokens * serving.computedShare)',
    );
  }
  const limits = ['serving.kvSlots', 'serving.maxBatch', ...(pooled ? [] : ['serving.promptBatch'])];
  ledger.line('serving.batchLimit', `min(${limits.join(', ')})`);
};

/** How the model lies where prompts are read, if other than where answers are decoded. */
const promptMemoryLines = (ledger: Ledger, scenario: PhysicalScenario, model: Model, serving: ServingPlan): void => {
  const { prefillPool, workload } = serving;
  if (prefillPool === null || !poolsDiffer(serving)) return;
  const { layout, replica } = prefillPool;
  const why = { source: 'best per server, as the scenario sets it, or as where answers are decoded' };
  ledger.choice('serving.promptTensorParallel', groupSize(layout.spread), why);
  ledger.choice('serving.promptPipelineParallel', layout.stages, why);
  if (hasExperts(model)) {
    ledger.choice('serving.promptExpertParallel', dealsOutExperts(layout) ? 1 : 0, why);
    ledger.choice('serving.promptAttentionDataParallel', layout.spread.data, why);
  }
  ledger.line('serving.promptGpusPerReplica', 'serving.promptTensorParallel * serving.promptPipelineParallel');
  ledger.model('serving.promptWeightGBPerGpu', replica.weightBytesPerGpu / 1e9, weightRule(scenario), [
    'model.paramsTotal',
    'serving.promptGpusPerReplica',
  ]);
  ledger.model('serving.promptKvRoomGBPerGpu', replica.kvRoomBytesPerGpu / 1e9, ROOM_RULE, [
    'accelerator.memoryGB',
    'serving.promptWeightGBPerGpu',
  ]);
  const longest = kvBytesWhereKept(replica, longestPromptTokens(workload)) / 1e6;
  ledger.model('serving.promptKvMBPerRequest', longest, `${KV_RULE}; of the longest in two hundred`, [
    'demand.inputTokens',
    'serving.promptGpusPerReplica',
  ]);
};

const weightRule = ({ precision }: PhysicalScenario): string =>
  `parameters × bytes of ${precision.weights}, over the accelerators of a replica`;
const ROOM_RULE = 'serving.memoryUtilisation × usable memory − weights − buffers − runtime';
const KV_RULE = 'keys and values of all layers and tokens, over min(tensor parallelism, KV heads)';

/** Tokens that a step gives: one, or with a draft model those accepted and one. */
const speculationLines = (ledger: Ledger, { serving }: PhysicalScenario, speculation: Speculation): void => {
  if (speculation.draftTokens === 0) {
    ledger.choice('serving.tokensPerStep', 1, { source: 'no speculative decoding' });
    return;
  }
  ledger.choice('serving.draftTokens', serving.draftTokens);
  ledger.choice('serving.draftAcceptance', serving.draftAcceptance);
  ledger.choice('serving.draftCost', serving.draftCost);
  ledger.line(
    'serving.acceptedPerStep',
    '(1 - serving.draftAcceptance ^ (serving.draftTokens + 1)) / (1 - serving.draftAcceptance)',
    { source: 'Leviathan et al., arXiv 2211.17192' },
  );
  const rule = 'acceptedPerStep less what the last step of an answer gives too much';
  ledger.model('serving.tokensPerStep', speculation.tokensPerStep, rule, [
    'serving.acceptedPerStep',
    'demand.outputTokens',
  ]);
};

/** Requests per second from a batch and its two times: λ = n / (OSL·step + n·P). */
const rateFormula = (batch: string, step: string, prefill: string): string =>
  `${batch} / (demand.outputTokens * ${step} + ${batch} * ${prefill})`;

/** What keys and values are handed over by. */
const portLine = (ledger: Ledger, server: Server, { portBytesPerS }: ServingPlan): void => {
  const known = portBytesPerGpu(server) !== null;
  const source = known
    ? entryAt(server.sources, 0)
    : 'one port of 200 Gbit/s for each accelerator: nobody published them';
  ledger.input('serving.portGBps', portBytesPerS / 1e9, source, known ? tierOfHardware(server.id) : 'assumed');
};

const LAW = { source: 'Little’s law: batch = rate × output tokens × time per token' };
/** Ends the formula of a time of those that read prompts: for as many accelerators as a replica that decodes has. */
export const promptSize = (serving: ServingPlan): string =>
  poolsDiffer(serving) ? ' * serving.promptGpusPerReplica / serving.gpusPerReplica' : '';

/** Words and formula of a rate of replicas of both kinds, each request needing both, in accelerators of either. */
const eitherLine = (
  ledger: Ledger,
  id: PlanLineId,
  serving: ServingPlan,
  decodeRate: string,
  promptS: string,
): void => {
  const detail = poolsDiffer(serving) ? 'for as many accelerators of either kind as decode together' : 'of either kind';
  ledger.line(id, `1 / (1 / ${decodeRate} + ${promptS}${promptSize(serving)})`, { detail });
};

const stepLines = (ledger: Ledger, scenario: PhysicalScenario, server: Server, serving: ServingPlan): void => {
  const { replica, workload, alone, full, planned, prefillPool } = serving;
  const time = (id: PlanLineId, seconds: number, batch: PlanLineId): void => {
    ledger.model(id, seconds, STEP, [...KERNEL, batch]);
  };
  ledger.choice('serving.one', 1, { source: 'definition' });
  time('serving.aloneStepS', alone.stepS, 'serving.one');
  const cached = workload.inputTokens - workload.computedInputTokens;
  const reader = prefillPool === null ? replica : prefillPool.replica;
  time('serving.alonePrefillS', reader.prefillS(workload.computedInputTokens, 1, cached), 'demand.inputTokens');
  time('serving.fullStepS', full.stepS, 'serving.batchLimit');
  time('serving.fullPrefillS', full.prefillS, 'serving.batchLimit');
  const most = rateFormula('serving.batchLimit', 'serving.fullStepS', 'serving.fullPrefillS');
  if (prefillPool === null) {
    ledger.line('serving.fullRate', most, LAW);
  } else {
    ledger.line('serving.fullDecodeRate', most, LAW);
    const read = 'prefill time of the throughput model, over the lengths of prompts';
    ledger.model('serving.promptS', prefillPool.promptS, read, ['demand.inputTokens', 'serving.alonePrefillS']);
    portLine(ledger, server, serving);
    eitherLine(ledger, 'serving.fullRate', serving, 'serving.fullDecodeRate', 'serving.promptS');
  }
  ledger.choice('serving.targetUtilisation', scenario.serving.targetUtilisation);
  ledger.line('serving.policyRate', 'serving.fullRate * serving.targetUtilisation');
  const rule = 'largest batch that keeps the target utilisation and the p99 SLO of every class';
  ledger.model('serving.batch', planned.batch, rule, ['serving.batchLimit', 'serving.policyRate']);
  time('serving.stepS', planned.stepS, 'serving.batch');
  time('serving.prefillS', planned.prefillS, 'serving.batch');
  const rate = rateFormula('serving.batch', 'serving.stepS', 'serving.prefillS');
  if (prefillPool === null) {
    ledger.line('serving.rate', rate, LAW);
    ledger.line('serving.prefillShare', 'serving.rate * serving.prefillS');
  } else {
    ledger.line('serving.decodeRate', rate, LAW);
    const largest =
      'the busiest hour over the fewest replicas that keep target utilisation and the SLO on first tokens, M/G/c';
    ledger.model('serving.promptRate', prefillPool.requestsPerS, largest, [
      'serving.promptS',
      'serving.targetUtilisation',
    ]);
    eitherLine(ledger, 'serving.rate', serving, 'serving.decodeRate', '1 / serving.promptRate');
    const detail = 'on a decoding replica';
    ledger.line('serving.prefillShare', 'serving.decodeRate * serving.prefillS', { detail });
  }
  if (workload.classes.some(hasIntervals)) {
    ledger.line('serving.tpotMs', '1000 * serving.stepS / (1 - serving.prefillShare)');
  } else ledger.input('serving.tpotMs', null, ONE_TOKEN, 'assumed');
  ledger.line('serving.tokensPerSecondPerGpu', 'serving.rate * demand.outputTokens / serving.gpusPerReplica');
  ledger.line('serving.tokensPerSecondPerUser', '1000 / serving.tpotMs');
};

const ONE_TOKEN = 'answers of one token have no time between tokens';

const CHAIN = 'queue of prompts as a Markov chain from step to step (docs/model.md)';
const SPREAD = 'spread by the drift of the batch and by prompts that interrupt (docs/model.md)';

/** Latency of each class; the headline is that of the class closest to breaking its SLO. */
const latencyLines = (ledger: Ledger, serving: ServingPlan): void => {
  const { classes } = serving.workload;
  const { byClass } = serving.firstTokens;
  const inputs = ['serving.stepS', 'serving.prefillS', 'serving.rate', 'serving.batchLimit'] as const;
  const latency = (id: PlanLineId, seconds: number, how: string, words: LineWords = {}): void => {
    ledger.model(id, seconds * 1000, how, inputs, words);
  };
  const latencies = classes.map(({ name, ttftP99S }, index) => {
    const firstToken = entryAt(byClass, index);
    return { name, firstToken, strain: firstToken.p99 / ttftP99S, tpotP99S: entryAt(serving.tpotP99S, index) };
  });
  const { p50, p90, p99, p999 } = latencies.reduce((tightest, other) =>
    other.strain > tightest.strain ? other : tightest,
  ).firstToken;
  latency('serving.ttftP50Ms', p50, CHAIN);
  latency('serving.ttftP90Ms', p90, CHAIN);
  latency('serving.ttftMs', p99, CHAIN);
  latency('serving.ttftP999Ms', p999, CHAIN);
  if (classes.some(hasIntervals)) {
    latency('serving.tpotP99Ms', Math.max(...serving.tpotP99S), SPREAD);
    ledger.line('serving.endToEndMs', 'serving.ttftP50Ms + (demand.outputTokens - 1) * serving.tpotMs', {
      source: 'definition of aiconfigurator: latency = TTFT + (OSL − 1) × TPOT',
    });
  } else {
    ledger.input('serving.tpotP99Ms', null, ONE_TOKEN, 'assumed');
    ledger.line('serving.endToEndMs', 'serving.ttftP50Ms * 1', { source: ONE_TOKEN });
  }
  ledger.line('serving.normalisedLatencyMs', 'serving.endToEndMs / demand.outputTokens', {
    source: 'definition of vLLM’s papers: end-to-end latency over output tokens',
  });
  if (classes.length === 1) return;
  for (const [index, { name: of, firstToken, tpotP99S }] of latencies.entries()) {
    latency(`serving.class${index + 1}.ttftMs`, firstToken.p99, CHAIN, { of });
    latency(`serving.class${index + 1}.tpotP99Ms`, tpotP99S, SPREAD, { of });
  }
};

/** Each generated token needs its share of a read of all weights that its step touches; a batch of the limit shares one. */
const weightReadFloorLine = (ledger: Ledger, model: Model, { workload, batchLimit, replica }: ServingPlan): void => {
  const perStep = workload.speculation.draftTokens > 0 ? ' / serving.tokensPerStep' : '';
  let read = 'serving.weightGBPerGpu';
  if (hasExperts(model)) {
    const share = weightShareRead(model, replica.paramsTotal, batchLimit);
    const rule = 'all but the experts that no token of a full batch is routed to, with even routing';
    ledger.model('serving.weightShareRead', share, rule, ['serving.batchLimit', 'model.paramsTotal']);
    read = 'serving.weightGBPerGpu * serving.weightShareRead';
  }
  ledger.line(
    'floors.gpusByWeightReads',
    `demand.queriesPerSecond * demand.outputTokens${perStep} / max(1, serving.batchLimit) * ${read} * serving.gpusPerReplica / accelerator.bandwidthGBps`,
    { source: 'each step reads its weights once' },
  );
};

/** The kernels, the model on them, and what a replica then serves. */
export const servingLines = (
  ledger: Ledger,
  scenario: PhysicalScenario,
  chosen: { readonly parameters: KernelStanding; readonly stack: ServingStack },
  options: ServingOptions,
  serving: ServingPlan,
): void => {
  const { model } = options;
  hardwareLines(ledger, chosen.parameters, options);
  stackLines(ledger, chosen.stack, options);
  memoryLines(ledger, scenario, model, serving);
  promptMemoryLines(ledger, scenario, model, serving);
  stepLines(ledger, scenario, options.server, serving);
  latencyLines(ledger, serving);
  weightReadFloorLine(ledger, model, serving);
};
