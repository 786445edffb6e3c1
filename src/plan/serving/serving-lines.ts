import { tierOfHardware } from '../../catalog/own-hardware.ts';
import type { ChosenParameters } from '../../catalog/calibrations.ts';
import type { ServingStack, StackConstants } from '../../catalog/stacks.ts';
import type { Accelerator, Model } from '../../catalog/schema.ts';
import type { Scenario } from '../../records/scenario.ts';
import { expertsTouched, modelGeometry } from '../../throughput/geometry.ts';
import type { Ledger } from '../ledger.ts';
import type { ServingOptions, ServingPlan } from './choose-replica.ts';
import type { Speculation } from './workload.ts';

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
];

const stackLines = (
  ledger: Ledger,
  { source, tier }: ServingStack,
  { deviceScale, hostUsPerPass, hostUsPerSequence }: StackConstants,
): void => {
  ledger.input('stack.deviceScale', 'Time of the device over that of its kernels', '', deviceScale, source, tier);
  ledger.input('stack.hostUsPerPass', 'Host time of a pass', 'µs', hostUsPerPass, source, tier);
  const label = 'Host time of a pass, each sequence';
  ledger.input('stack.hostUsPerSequence', label, 'µs', hostUsPerSequence, source, tier);
};

const hardwareLines = (ledger: Ledger, chosen: ChosenParameters, accelerator: Accelerator): void => {
  const fitted = (id: string, label: string, unit: string, value: number): void => {
    ledger.input(id, label, unit, value, chosen.source, chosen.tier);
  };
  fitted('kernel.computeEfficiency', 'Share of peak FLOP/s', '', chosen.parameters.computeEfficiency);
  fitted('kernel.memoryEfficiency', 'Share of peak bandwidth', '', chosen.parameters.memoryEfficiency);
  fitted('kernel.smoothness', 'Smoothness p', '', chosen.parameters.smoothness);
  fitted('kernel.overheadUs', 'Launch', 'µs', chosen.parameters.overheadUs);
  const bandSource = chosen.bandSource ?? chosen.source;
  ledger.input(
    'kernel.band',
    'Error of composed times, half a 90 % band in ln',
    '',
    chosen.band,
    bandSource,
    chosen.tier,
  );
  const [datasheet] = accelerator.sources;
  const { memoryBandwidthGBps, memoryGB } = accelerator;
  const tier = tierOfHardware(accelerator.id);
  ledger.input('accelerator.bandwidthGBps', 'Peak bandwidth', 'GB/s', memoryBandwidthGBps, datasheet, tier);
  ledger.input('accelerator.memoryGB', 'Memory', 'GB', memoryGB, datasheet, tier);
};

/** How the model lies on its accelerators, and how many requests fit beside it. */
const memoryLines = (ledger: Ledger, scenario: Scenario, model: Model, serving: ServingPlan): void => {
  const { replica, workload, parallelism } = serving;
  const [source] = model.sources;
  const why = 'best per server, or as asked';
  ledger.input('model.paramsTotal', `${model.name}: parameters`, '', replica.paramsTotal, source, 'published');
  ledger.choice('serving.tensorParallel', 'Accelerators that share a layer', 'GPUs', parallelism.tensor, why);
  ledger.choice(
    'serving.pipelineParallel',
    'Groups that hold a part of the layers',
    'groups',
    parallelism.pipeline,
    why,
  );
  if (model.moe !== null) {
    const dealt = parallelism.expert ? 1 : 0;
    ledger.choice('serving.expertParallel', 'Whole experts dealt out (1) or every matrix split (0)', '', dealt, why);
  }
  ledger.line(
    'serving.gpusPerReplica',
    'Accelerators a replica',
    'GPUs',
    'serving.tensorParallel * serving.pipelineParallel',
  );
  const bytes = `parameters × bytes of ${scenario.precision.weights}, over the accelerators of a replica`;
  ledger.model('serving.weightGBPerGpu', 'Weights on each accelerator', 'GB', replica.weightBytesPerGpu / 1e9, bytes, [
    'model.paramsTotal',
    'serving.gpusPerReplica',
  ]);
  const room = replica.kvRoomBytesPerGpu / 1e9;
  const how = 'serving.memoryUtilisation × usable memory − weights − buffers − runtime';
  ledger.model('serving.kvRoomGBPerGpu', 'Room for keys and values on each accelerator', 'GB', room, how, [
    'accelerator.memoryGB',
    'serving.weightGBPerGpu',
  ]);
  const held = replica.kvBytesPerGpu(workload.inputTokens + workload.outputTokens) / 1e6;
  const kv = 'keys and values of all layers and tokens, over min(tensor parallel, KV heads)';
  ledger.model('serving.kvMBPerRequest', 'Keys and values of a finished request, each accelerator', 'MB', held, kv, [
    'demand.inputTokens',
    'demand.outputTokens',
    'serving.gpusPerReplica',
  ]);
  const policy = `room over what a request holds (${scenario.serving.kvPolicy})`;
  ledger.model('serving.kvSlots', 'Requests whose KV cache fits', 'requests', serving.kvSlots, policy, [
    'serving.kvRoomGBPerGpu',
    'serving.kvMBPerRequest',
  ]);
  ledger.choice('serving.maxBatch', 'Batch limit of the stack', 'requests', scenario.serving.maxBatch);
  const pooled = workload.prefill === 'disaggregated';
  const { chunkTokens, speculation } = workload;
  speculationLines(ledger, scenario, speculation);
  if (!pooled) {
    ledger.choice('serving.chunkTokens', 'Prompt tokens a step may take', 'tokens', chunkTokens);
    ledger.choice(
      'serving.computedShare',
      'Share of the prompt tokens that no cache holds',
      '',
      1 - scenario.serving.prefixHitRate,
    );
    ledger.line(
      'serving.promptBatch',
      'Requests in progress when every step takes as many prompts as it may',
      'requests',
      'max(1, demand.outputTokens / serving.tokensPerStep) * serving.chunkTokens / (demand.inputTokens * serving.computedShare)',
    );
  }
  const limits = ['serving.kvSlots', 'serving.maxBatch', ...(pooled ? [] : ['serving.promptBatch'])];
  ledger.line('serving.batchLimit', 'Batch limit', 'requests', `min(${limits.join(', ')})`);
};

/** Tokens that a step gives: one, or with a draft model those accepted and one. */
const speculationLines = (ledger: Ledger, { serving }: Scenario, speculation: Speculation): void => {
  const label = 'Tokens a step gives a request';
  if (speculation.draftTokens === 0) {
    ledger.choice('serving.tokensPerStep', label, 'tokens', 1, 'no speculative decoding');
    return;
  }
  ledger.choice('serving.draftTokens', 'Tokens that a draft model proposes', 'tokens', serving.draftTokens);
  ledger.choice('serving.draftAcceptance', 'Probability that a proposal is accepted', '', serving.draftAcceptance);
  ledger.choice('serving.draftCost', 'Time of a proposal over that of a step', '', serving.draftCost);
  ledger.line(
    'serving.acceptedPerStep',
    'Tokens a step gives: those accepted and one of the model’s own',
    'tokens',
    '(1 - serving.draftAcceptance ^ (serving.draftTokens + 1)) / (1 - serving.draftAcceptance)',
    'Leviathan et al., arXiv 2211.17192',
  );
  const rule = 'acceptedPerStep less what the last step of an answer gives too much';
  ledger.model('serving.tokensPerStep', label, 'tokens', speculation.tokensPerStep, rule, [
    'serving.acceptedPerStep',
    'demand.outputTokens',
  ]);
};

/** Requests a second from a batch and its two times: λ = n / (OSL·step + n·P). */
const rateFormula = (batch: string, step: string, prefill: string): string =>
  `${batch} / (demand.outputTokens * ${step} + ${batch} * ${prefill})`;

const LAW = 'Little’s law: batch = rate × output tokens × time per token';

const stepLines = (ledger: Ledger, scenario: Scenario, serving: ServingPlan): void => {
  const { replica, workload, alone, full, planned, prefillPool } = serving;
  const time = (id: string, label: string, seconds: number, batch: string): void => {
    ledger.model(id, label, 's', seconds, STEP, [...KERNEL, batch]);
  };
  ledger.choice('serving.one', 'A batch of one', 'requests', 1, 'definition');
  time('serving.aloneStepS', 'Step of one request alone', alone.stepS, 'serving.one');
  const prompt = replica.prefillS(workload.computedInputTokens);
  time('serving.alonePrefillS', 'Prompt of one request alone', prompt, 'demand.inputTokens');
  time('serving.fullStepS', 'Step at the batch limit', full.stepS, 'serving.batchLimit');
  time('serving.fullPrefillS', 'Time a prompt adds at the batch limit', full.prefillS, 'serving.batchLimit');
  const most = rateFormula('serving.batchLimit', 'serving.fullStepS', 'serving.fullPrefillS');
  if (prefillPool === null) {
    ledger.line('serving.fullRate', 'Requests a replica serves at the batch limit', '1/s', most, LAW);
  } else {
    ledger.line('serving.fullDecodeRate', 'Requests a decoding replica serves at the batch limit', '1/s', most, LAW);
    const read = 'prefill time of the throughput model, over the lengths of prompts';
    ledger.model('serving.promptS', 'Prompt on a replica of its own, mean', 's', prefillPool.promptS, read, [
      'demand.inputTokens',
      'serving.alonePrefillS',
    ]);
    const series = '1 / (1 / serving.fullDecodeRate + serving.promptS)';
    ledger.line('serving.fullRate', 'Requests a replica of either kind serves at most', '1/s', series);
  }
  ledger.choice('serving.targetUtilisation', 'Load policy', '', scenario.serving.targetUtilisation);
  ledger.line(
    'serving.policyRate',
    'Requests a replica may be given',
    '1/s',
    'serving.fullRate * serving.targetUtilisation',
  );
  const rule = 'largest batch that keeps the load policy and every class’s p99 promises';
  ledger.model('serving.batch', 'Batch in the busiest hour', 'requests', planned.batch, rule, [
    'serving.batchLimit',
    'serving.policyRate',
  ]);
  time('serving.stepS', 'Step in the busiest hour', planned.stepS, 'serving.batch');
  time('serving.prefillS', 'Time a prompt adds in the busiest hour', planned.prefillS, 'serving.batch');
  const rate = rateFormula('serving.batch', 'serving.stepS', 'serving.prefillS');
  if (prefillPool === null) {
    ledger.line('serving.rate', 'Requests a replica serves in the busiest hour', '1/s', rate, LAW);
    ledger.line('serving.prefillShare', 'Share of the time for prompts', '', 'serving.rate * serving.prefillS');
  } else {
    const inputs = ['serving.promptS', 'serving.targetUtilisation'];
    const rule = 'largest rate that keeps the load policy and the promises on first tokens, M/G/1';
    ledger.line('serving.decodeRate', 'Requests a decoding replica serves', '1/s', rate, LAW);
    ledger.model(
      'serving.promptRate',
      'Requests a prompt replica serves',
      '1/s',
      prefillPool.requestsPerS,
      rule,
      inputs,
    );
    const series = '1 / (1 / serving.decodeRate + 1 / serving.promptRate)';
    ledger.line('serving.rate', 'Requests a replica of either kind serves', '1/s', series);
    const share = 'serving.decodeRate * serving.prefillS';
    ledger.line('serving.prefillShare', 'Share of the time of a decoding replica for prompts', '', share);
  }
  ledger.line(
    'serving.tpotMs',
    'Time per output token, mean',
    'ms',
    '1000 * serving.stepS / (1 - serving.prefillShare)',
  );
  const tokens = 'serving.rate * demand.outputTokens / serving.gpusPerReplica';
  ledger.line('serving.tokensPerSecondPerGpu', 'Generated tokens an accelerator', '1/s', tokens);
  ledger.line('serving.tokensPerSecondPerUser', 'Generated tokens a user sees', '1/s', '1000 / serving.tpotMs');
};

const CHAIN = 'queue of prompts as a Markov chain from step to step (docs/model.md)';
const SPREAD = 'spread by the drift of the batch and by prompts that interrupt (docs/model.md)';

/** Latency of each class; the headline is that of the class closest to breaking its promise. */
const latencyLines = (ledger: Ledger, serving: ServingPlan): void => {
  const { classes } = serving.workload;
  const { byClass } = serving.firstTokens;
  const inputs = ['serving.stepS', 'serving.prefillS', 'serving.rate', 'serving.batchLimit'];
  const line = (id: string, label: string, seconds: number, how: string): void => {
    ledger.model(id, label, 'ms', seconds * 1000, how, inputs);
  };
  let tightest = 0;
  for (const index of classes.keys()) {
    const strain = byClass[index].p99 / classes[index].ttftP99S;
    if (strain > byClass[tightest].p99 / classes[tightest].ttftP99S) tightest = index;
  }
  const { p50, p90, p99, p999 } = byClass[tightest];
  line('serving.ttftP50Ms', 'Time to first token, p50', p50, CHAIN);
  line('serving.ttftP90Ms', 'Time to first token, p90', p90, CHAIN);
  line('serving.ttftMs', 'Time to first token, p99', p99, CHAIN);
  line('serving.ttftP999Ms', 'Time to first token, p99.9', p999, CHAIN);
  line('serving.tpotP99Ms', 'Time per output token, p99', Math.max(...serving.tpotP99S), SPREAD);
  ledger.line(
    'serving.endToEndMs',
    'Whole answer: median first token and OSL − 1 intervals',
    'ms',
    'serving.ttftP50Ms + (demand.outputTokens - 1) * serving.tpotMs',
    'definition of aiconfigurator: latency = TTFT + (OSL − 1) × TPOT',
  );
  ledger.line(
    'serving.normalisedLatencyMs',
    'Whole answer over its tokens (the other TPOT, first token included)',
    'ms',
    'serving.endToEndMs / demand.outputTokens',
    'definition of vLLM’s papers: end-to-end latency over output tokens',
  );
  if (classes.length === 1) return;
  for (const [index, one] of classes.entries()) {
    const id = `serving.class${String(index + 1)}`;
    line(`${id}.ttftMs`, `${one.name}: time to first token, p99`, byClass[index].p99, CHAIN);
    line(`${id}.tpotP99Ms`, `${one.name}: time per output token, p99`, serving.tpotP99S[index], SPREAD);
  }
};

/** Each generated token needs its share of a read of all weights that its step touches; a batch of the limit shares one. */
const weightReadFloorLine = (ledger: Ledger, model: Model, { workload, batchLimit, replica }: ServingPlan): void => {
  const { experts, expertParams } = modelGeometry(model);
  const spoken = workload.speculation.draftTokens > 0 ? ' / serving.tokensPerStep' : '';
  let read = 'serving.weightGBPerGpu';
  if (experts !== null) {
    const touched = expertsTouched(experts, Math.max(1, batchLimit)) / experts.experts;
    const share = 1 - (expertParams / replica.paramsTotal) * (1 - touched);
    const rule = 'all but the experts that no token of a full batch is routed to, with even routing';
    ledger.model('serving.weightShareRead', 'Share of the weights that a step reads', '', share, rule, [
      'serving.batchLimit',
      'model.paramsTotal',
    ]);
    read = 'serving.weightGBPerGpu * serving.weightShareRead';
  }
  ledger.line(
    'floors.gpusByWeightReads',
    'Least accelerators by weight reads at full peak bandwidth, batch limit, mean load',
    'GPUs',
    `demand.queriesPerSecond * demand.outputTokens${spoken} / max(1, serving.batchLimit) * ${read} * serving.gpusPerReplica / accelerator.bandwidthGBps`,
    'each step reads its weights once',
  );
};

/** The kernels, the model on them, and what a replica then serves. */
export const servingLines = (
  ledger: Ledger,
  scenario: Scenario,
  chosen: { readonly parameters: ChosenParameters; readonly stack: ServingStack },
  { accelerator, model, stack }: ServingOptions,
  serving: ServingPlan,
): void => {
  hardwareLines(ledger, chosen.parameters, accelerator);
  stackLines(ledger, chosen.stack, stack);
  memoryLines(ledger, scenario, model, serving);
  stepLines(ledger, scenario, serving);
  latencyLines(ledger, serving);
  weightReadFloorLine(ledger, model, serving);
};
