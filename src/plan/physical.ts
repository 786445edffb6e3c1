import type { ChosenParameters } from '../catalog/calibrations.ts';
import type { Accelerator, Model, Server } from '../catalog/schema.ts';
import { rackLimits } from '../racks/lay-out-racks.ts';
import type { Scenario } from '../records/scenario.ts';
import { spareServers } from './fleet/spares.ts';
import type { Ledger } from './ledger.ts';
import type { ServingPlan } from './serving/choose-replica.ts';

/** The kernels and the model's step on them, as the ledger shows them. */
export const throughputLines = (
  ledger: Ledger,
  scenario: Scenario,
  chosen: ChosenParameters,
  accelerator: Accelerator,
  model: Model,
  serving: ServingPlan,
): void => {
  const { replica, workload, alone, full, planned } = serving;
  const fitted = (id: string, label: string, unit: string, value: number): void => {
    ledger.input(id, label, unit, value, chosen.source, chosen.tier);
  };
  fitted('kernel.computeEfficiency', 'Share of peak FLOP/s', '', chosen.parameters.computeEfficiency);
  fitted('kernel.memoryEfficiency', 'Share of peak bandwidth', '', chosen.parameters.memoryEfficiency);
  fitted('kernel.smoothness', 'Smoothness p', '', chosen.parameters.smoothness);
  fitted('kernel.overheadUs', 'Launch', 'µs', chosen.parameters.overheadUs);
  const [datasheet] = accelerator.sources;
  ledger.input(
    'accelerator.bandwidthGBps',
    'Peak bandwidth',
    'GB/s',
    accelerator.memoryBandwidthGBps,
    datasheet,
    'datasheet',
  );
  ledger.input('accelerator.memoryGB', 'Memory', 'GB', accelerator.memoryGB, datasheet, 'datasheet');
  ledger.input(
    'model.paramsTotal',
    `${model.name}: parameters`,
    '',
    replica.paramsTotal,
    model.sources[0],
    'published',
  );
  ledger.choice(
    'serving.tensorParallel',
    'Accelerators a replica',
    'GPUs',
    replica.tensorParallel,
    'best per accelerator, or as asked',
  );

  const weights = ['model.paramsTotal', 'serving.tensorParallel'];
  ledger.model(
    'serving.weightGBPerGpu',
    'Weights on each accelerator',
    'GB',
    replica.weightBytesPerGpu / 1e9,
    'parameters × bytes / tensor parallel',
    weights,
  );
  ledger.model(
    'serving.kvRoomGBPerGpu',
    'Room for keys and values on each accelerator',
    'GB',
    replica.kvRoomBytesPerGpu / 1e9,
    'utilisation × usable memory − weights − buffers − runtime',
    ['accelerator.memoryGB', 'serving.weightGBPerGpu'],
  );
  ledger.model(
    'serving.kvMBPerRequest',
    'Keys and values of a finished request, each accelerator',
    'MB',
    replica.kvBytesPerGpu(workload.inputTokens + workload.outputTokens) / 1e6,
    '2 · layers · KV heads · head size · bytes · tokens, over min(TP, KV heads)',
    ['demand.inputTokens', 'demand.outputTokens', 'serving.tensorParallel'],
  );
  ledger.model(
    'serving.kvSlots',
    'Requests whose KV cache fits',
    'requests',
    serving.kvSlots,
    'room over what a request holds, by serving.kvPolicy',
    ['serving.kvRoomGBPerGpu', 'serving.kvMBPerRequest'],
  );
  ledger.choice('serving.maxBatch', 'Batch limit of the stack', 'requests', scenario.serving.maxBatch);
  ledger.line('serving.batchLimit', 'Batch limit', 'requests', 'min(serving.kvSlots, serving.maxBatch)');

  const kernel = [
    'kernel.computeEfficiency',
    'kernel.memoryEfficiency',
    'kernel.smoothness',
    'kernel.overheadUs',
    'accelerator.peakTflops',
    'accelerator.bandwidthGBps',
    'serving.tensorParallel',
  ];
  const step = (id: string, label: string, seconds: number, batch: string): void => {
    ledger.model(id, label, 's', seconds, 'kernel-time formula over all matrices, attention, all-reduces', [
      ...kernel,
      batch,
    ]);
  };
  ledger.choice('serving.one', 'A batch of one', 'requests', 1, 'definition');
  step('serving.aloneStepS', 'Step of one request alone', alone.stepS, 'serving.one');
  step(
    'serving.alonePrefillS',
    'Prompt of one request alone',
    replica.prefillS(workload.inputTokens),
    'demand.inputTokens',
  );
  step('serving.fullStepS', 'Step at the batch limit', full.stepS, 'serving.batchLimit');
  step('serving.fullPrefillS', 'Prompt at the batch limit, packed with others', full.prefillS, 'serving.batchLimit');
  ledger.line(
    'serving.fullRate',
    'Requests a replica serves at the batch limit',
    '1/s',
    'serving.batchLimit / (demand.outputTokens * serving.fullStepS + serving.batchLimit * serving.fullPrefillS)',
  );
  ledger.model(
    'serving.batch',
    'Batch in the busiest hour',
    'requests',
    planned.batch,
    'largest batch that keeps slo.tpotP99Ms, slo.ttftP99Ms and serving.targetUtilisation',
    ['serving.batchLimit', 'serving.fullRate'],
  );
  step('serving.stepS', 'Step in the busiest hour', planned.stepS, 'serving.batch');
  step('serving.prefillS', 'Prompt in the busiest hour', planned.prefillS, 'serving.batch');
  ledger.line(
    'serving.rate',
    'Requests a replica serves in the busiest hour',
    '1/s',
    'serving.batch / (demand.outputTokens * serving.stepS + serving.batch * serving.prefillS)',
  );
  ledger.line('serving.prefillShare', 'Share of the time for prompts', '', 'serving.rate * serving.prefillS');
  ledger.line('serving.tpotMs', 'Time per output token', 'ms', '1000 * serving.stepS / (1 - serving.prefillShare)');
  ledger.model(
    'serving.ttftMs',
    'Time to first token, p99',
    'ms',
    planned.ttftP99S * 1000,
    'queue of prompts + prompt + 1.5 steps',
    ['serving.prefillS', 'serving.prefillShare', 'serving.tpotMs'],
  );
  ledger.line(
    'serving.tokensPerSecondPerGpu',
    'Generated tokens an accelerator',
    '1/s',
    'serving.rate * demand.outputTokens / serving.tensorParallel',
  );
};

/** From the mean load, served without waste, to the servers that are bought: each factor a line, counted once. */
export const fleetLines = (ledger: Ledger, scenario: Scenario, serving: ServingPlan): void => {
  const { demand, reliability } = scenario;
  const replicaShare = 'serving.tensorParallel / server.gpus';
  ledger.choice('demand.peakToAverage', 'Busiest hour over the mean', '', demand.peakToAverage);
  ledger.line(
    'demand.peakQueriesPerSecond',
    'Queries, busiest hour',
    '1/s',
    'demand.queriesPerSecond * demand.peakToAverage',
  );

  ledger.input(
    'article.wordsPerQuery',
    'Words an answer',
    'words/query',
    scenario.article.wordsPerQuery,
    'the published estimate',
    'published',
  );
  ledger.input(
    'article.secondsPerWord',
    'Time a word on one accelerator',
    's',
    scenario.article.secondsPerWord,
    'the published estimate',
    'published',
  );
  ledger.line(
    'waterfall.article',
    'The published estimate: one request at a time, its time a word',
    'servers',
    'demand.queriesPerSecond * article.wordsPerQuery * article.secondsPerWord / server.gpus',
  );
  ledger.line(
    'waterfall.kernels',
    'One request at a time, on these kernels',
    'servers',
    `demand.queriesPerSecond * (demand.outputTokens * serving.aloneStepS + serving.alonePrefillS) * ${replicaShare}`,
  );
  ledger.line(
    'waterfall.batching',
    'Decoding in batches',
    'servers',
    `demand.queriesPerSecond * (demand.outputTokens * serving.fullStepS / serving.batchLimit + serving.alonePrefillS) * ${replicaShare}`,
  );
  ledger.line(
    'waterfall.packing',
    'Prompts packed together: mean load at full throughput',
    'servers',
    `demand.queriesPerSecond / serving.fullRate * ${replicaShare}`,
  );
  ledger.line('waterfall.peak', 'The busiest hour', 'servers', 'waterfall.packing * demand.peakToAverage');
  ledger.model(
    'serving.promisedRate',
    'Requests a replica serves within the promises',
    '1/s',
    serving.promised.requestsPerS,
    'largest rate that keeps slo.tpotP99Ms and slo.ttftP99Ms',
    ['serving.fullRate'],
  );
  ledger.line(
    'waterfall.promises',
    'Latency promises',
    'servers',
    'waterfall.peak * serving.fullRate / serving.promisedRate',
  );
  ledger.line(
    'waterfall.policy',
    'Load policy, where tighter',
    'servers',
    'waterfall.promises * serving.promisedRate / serving.rate',
  );

  ledger.line(
    'fleet.replicas',
    'Replicas for the busiest hour',
    'replicas',
    'ceil(demand.peakQueriesPerSecond / serving.rate)',
  );
  ledger.line(
    'fleet.replicasPerServer',
    'Replicas a server',
    'replicas',
    'floor(server.gpus / serving.tensorParallel)',
  );
  ledger.line(
    'fleet.servingServers',
    'Servers for the busiest hour',
    'servers',
    'ceil(fleet.replicas / fleet.replicasPerServer)',
  );

  ledger.choice('reliability.serverMtbfHours', 'Server MTBF', 'h', reliability.serverMtbfHours);
  ledger.choice('reliability.serverMttrHours', 'Server MTTR', 'h', reliability.serverMttrHours);
  ledger.choice('reliability.availabilityTarget', 'Availability', '', reliability.availabilityTarget);
  const unavailability = ledger.line(
    'reliability.unavailability',
    'Share of the time a server is down',
    '',
    'reliability.serverMttrHours / (reliability.serverMtbfHours + reliability.serverMttrHours)',
  );
  ledger.model(
    'fleet.spareServers',
    'Spare servers',
    'servers',
    spareServers(ledger.value('fleet.servingServers'), unavailability, reliability.availabilityTarget),
    'fewest k with P(at most k of N + k down) ≥ reliability.availabilityTarget, binomial',
    ['fleet.servingServers', 'reliability.unavailability', 'reliability.availabilityTarget'],
  );
  ledger.line('fleet.servers', 'Servers', 'servers', 'fleet.servingServers + fleet.spareServers');
  ledger.line('waterfall.rounding', 'Whole replicas and servers', 'servers', 'fleet.servingServers');
  ledger.line('waterfall.spares', 'Spares', 'servers', 'fleet.servers');
  ledger.line('fleet.gpus', 'Accelerators', 'GPUs', 'fleet.servers * server.gpus');
};

const LIMIT_NAMES = { units: 'height', power: 'power', weight: 'weight' } as const;

export const rackLines = (ledger: Ledger, { facility }: Scenario, server: Server): void => {
  ledger.choice('facility.rackUnits', 'Rack height', 'U', facility.rackUnits);
  ledger.choice('facility.reservedUnits', 'Reserved height', 'U', facility.reservedUnits);
  ledger.choice('facility.rackKw', 'Usable power of a rack', 'kW', facility.rackKw);
  ledger.choice('facility.rackKg', 'Load of a rack', 'kg', facility.rackKg);
  ledger.line(
    'fleet.serversPerRackByUnits',
    `Servers a rack by ${LIMIT_NAMES.units}`,
    'servers',
    'floor((facility.rackUnits - facility.reservedUnits) / server.units)',
  );
  ledger.line(
    'fleet.serversPerRackByPower',
    `Servers a rack by ${LIMIT_NAMES.power}`,
    'servers',
    'floor(facility.rackKw / server.maxKw + 1e-9)',
  );
  ledger.line(
    'fleet.serversPerRackByWeight',
    `Servers a rack by ${LIMIT_NAMES.weight}`,
    'servers',
    'floor(facility.rackKg / server.weightKg + 1e-9)',
  );
  const known = rackLimits({ server, facility }).map(
    ({ limit }) => `fleet.serversPerRackBy${limit[0].toUpperCase()}${limit.slice(1)}`,
  );
  ledger.line(
    'fleet.serversPerRack',
    'Servers a rack',
    'servers',
    server.uHeight === null ? 'fleet.serversPerRackByUnits' : `min(${known.join(', ')})`,
  );
  ledger.line('fleet.racks', 'Racks', 'racks', 'ceil(fleet.servers / fleet.serversPerRack)');
  ledger.line('fleet.gpusPerRack', 'Accelerators a rack', 'GPUs', 'fleet.serversPerRack * server.gpus');
  ledger.line(
    'fleet.pflopsPerRack',
    'Speed of a rack, dense, at the format in use',
    'PFLOP/s',
    'fleet.gpusPerRack * accelerator.peakTflops / 1000',
  );
};

/** Idle over maximum power of DGX A100 (1,500 W of 6,500 W, MLPerf inference 2.0), where a server's own is not known. */
const TYPICAL_IDLE_SHARE = 1500 / 6500;

/** Sizing by maximum power; energy by power that grows linearly from idle with the load (Cloud Carbon Footprint). */
export const powerLines = (ledger: Ledger, { facility }: Scenario, server: Server): void => {
  ledger.line('power.kwPerRack', 'Power of a full rack', 'kW', 'fleet.serversPerRack * server.maxKw');
  ledger.line('power.itMw', 'Power of the servers at their maximum', 'MW', 'fleet.servers * server.maxKw / 1000');
  ledger.choice('facility.puePeak', 'PUE at the peak', '', facility.puePeak);
  ledger.line('power.facilityMw', 'Power of the facility', 'MW', 'power.itMw * facility.puePeak');

  if (server.idlePowerW === null) {
    ledger.input(
      'server.idleShare',
      'Idle over maximum power',
      '',
      TYPICAL_IDLE_SHARE,
      'DGX A100, MLPerf inference 2.0',
      'assumed',
    );
    ledger.line('server.idleKw', 'Idle power of a server', 'kW', 'server.maxKw * server.idleShare');
  } else {
    ledger.input(
      'server.idleKw',
      'Idle power of a server',
      'kW',
      server.idlePowerW / 1000,
      'wall power before load, MLPerf power runs',
      'published',
    );
  }
  ledger.line(
    'fleet.meanLoad',
    'Mean load of the servers',
    '',
    'demand.queriesPerSecond / (serving.fullRate * fleet.replicasPerServer * fleet.servers)',
  );
  ledger.line(
    'power.meanServerKw',
    'Mean power of a server',
    'kW',
    'server.idleKw + (server.maxKw - server.idleKw) * fleet.meanLoad',
  );
  ledger.choice('facility.pue', 'PUE over the year', '', facility.pue);
  ledger.line('energy.kwhPerDay', 'Energy', 'kWh/day', 'fleet.servers * power.meanServerKw * 24 * facility.pue');
};

export const capitalLines = (ledger: Ledger): void => {
  ledger.line('cost.rackUsd', 'Servers of a full rack', 'USD', 'fleet.serversPerRack * server.priceUsd');
  ledger.line('cost.capexUsd', 'Servers', 'USD', 'fleet.servers * server.priceUsd');
};

/** Each generated token needs its share of a read of all weights; a batch of the limit shares one. */
export const weightReadFloorLine = (ledger: Ledger): void => {
  ledger.line(
    'floors.gpusByWeightReads',
    'Least accelerators by weight reads at full peak bandwidth, batch limit, mean load',
    'GPUs',
    'demand.queriesPerSecond * demand.outputTokens / serving.batchLimit * serving.weightGBPerGpu * serving.tensorParallel / accelerator.bandwidthGBps',
    'each step reads all weights once',
  );
};
