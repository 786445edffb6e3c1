import type { PlanLineId } from '../../records/ledger-lines.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';
import { erlangC } from '../queueing/erlang.ts';
import { waitQuantileS } from '../queueing/waiting.ts';
import { poolsDiffer, type ServingPlan } from '../serving/choose-replica.ts';
import { promptSize } from '../serving/serving-lines.ts';
import { hasIntervals } from '../serving/workload.ts';
import { sparesForRack, sparesForRackOfPools, spareServers } from './spares.ts';

/** Servers that serve a load, at a rate per replica. */
const serversFor = (rate: string, load: string): string => `${load} / ${rate} * serving.gpusPerReplica / server.gpus`;

/**
 * From one request at a time, on these kernels, to mean load at full throughput, and from there to the servers for the
 * busiest hour: each factor a line, counted once.
 */
export const waterfallLines = (ledger: Ledger, serving: ServingPlan): void => {
  const replicas = 'serving.gpusPerReplica / server.gpus';
  const size = promptSize(serving);
  ledger.line(
    'waterfall.kernels',
    `demand.queriesPerSecond * (demand.outputTokens * serving.aloneStepS + serving.alonePrefillS${size}) * ${replicas}`,
  );
  ledger.line(
    'waterfall.batching',
    `demand.queriesPerSecond * (demand.outputTokens * serving.fullStepS / serving.batchLimit + serving.alonePrefillS${size}) * ${replicas}`,
  );
  ledger.line('waterfall.packing', serversFor('serving.fullRate', 'demand.queriesPerSecond'));
  ledger.line('waterfall.peak', 'waterfall.packing * demand.peakToAverage * demand.surge');
  ledger.line('waterfall.policy', 'waterfall.peak / serving.targetUtilisation');
  ledger.line('waterfall.promises', 'waterfall.policy * serving.policyRate / serving.rate');
};

/** Lines of how the replicas of a kind lie, and the groups of it that stand in a server. */
interface Kind {
  readonly tensor: PlanLineId;
  readonly stages: PlanLineId;
  readonly gpus: PlanLineId;
  readonly groups: string;
}
const DECODERS: Kind = {
  tensor: 'serving.tensorParallel',
  stages: 'serving.pipelineParallel',
  gpus: 'serving.gpusPerReplica',
  groups: 'fleet.groupsPerServer',
};
const READERS: Kind = {
  tensor: 'serving.promptTensorParallel',
  stages: 'serving.promptPipelineParallel',
  gpus: 'serving.promptGpusPerReplica',
  groups: 'floor(server.gpus / serving.promptTensorParallel)',
};

/** Formula of the replicas of a kind per server, and whether each stands whole in one. */
const perServer = (
  ledger: Ledger,
  { tensor, stages, gpus, groups }: Kind,
): { readonly formula: string; readonly whole: boolean } => {
  const groupsThere = Math.floor(ledger.value('server.gpus') / ledger.value(tensor));
  if (groupsThere === 0) return { formula: `server.gpus / ${gpus}`, whole: false };
  const whole = groupsThere >= ledger.value(stages);
  return { formula: whole ? `floor(${groups} / ${stages})` : `${groups} / ${stages}`, whole };
};

/** Whole replicas on whole servers for the busiest hour. */
export const servingServerLines = (ledger: Ledger, serving: ServingPlan): void => {
  const replicasAt = (rate: string): string => `ceil(demand.peakQueriesPerSecond / ${rate})`;
  if (serving.prefillPool === null) ledger.line('fleet.replicas', replicasAt('serving.rate'));
  else {
    ledger.line('fleet.decodeReplicas', replicasAt('serving.decodeRate'));
    ledger.line('fleet.promptReplicas', replicasAt('serving.promptRate'));
    ledger.line('fleet.replicas', 'fleet.decodeReplicas + fleet.promptReplicas');
  }
  const spans = ledger.value('serving.tensorParallel') > ledger.value('server.gpus');
  if (!spans) ledger.line('fleet.groupsPerServer', 'floor(server.gpus / serving.tensorParallel)');
  const { formula, whole } = perServer(ledger, DECODERS);
  ledger.line('fleet.replicasPerServer', formula, whole ? {} : { detail: 'each over several servers' });
  if (poolsDiffer(serving)) serversOfPools(ledger);
  else if (spans) ledger.line('fleet.servingServers', 'fleet.replicas * serving.gpusPerReplica / server.gpus');
  else ledger.line('fleet.servingServers', 'ceil(fleet.replicas / fleet.replicasPerServer)');
  if (serving.prefillPool !== null) promptShareLine(ledger, serving);
  ledger.line('waterfall.rounding', 'fleet.servingServers');
};

/**
 * Servers of replicas that lie differently: each kind on servers of its own, but that what is left over of both stands on one where
 * it has the accelerators and neither spans servers.
 */
const serversOfPools = (ledger: Ledger): void => {
  const each = ledger.line('fleet.promptReplicasPerServer', perServer(ledger, READERS).formula);
  if (Math.min(each, ledger.value('fleet.replicasPerServer')) < 1) {
    const servers = (kind: 'decode' | 'prompt', per: string): string => `ceil(fleet.${kind}Replicas / ${per} - 1e-9)`;
    ledger.line(
      'fleet.servingServers',
      `${servers('decode', 'fleet.replicasPerServer')} + ${servers('prompt', 'fleet.promptReplicasPerServer')}`,
      { source: 'each kind on servers of its own' },
    );
    return;
  }
  const decoders = 'floor(fleet.decodeReplicas / fleet.replicasPerServer)';
  const readers = 'floor(fleet.promptReplicas / fleet.promptReplicasPerServer)';
  ledger.line(
    'fleet.restGpus',
    `(fleet.decodeReplicas - fleet.replicasPerServer * ${decoders}) * serving.gpusPerReplica + (fleet.promptReplicas - fleet.promptReplicasPerServer * ${readers}) * serving.promptGpusPerReplica`,
  );
  ledger.line('fleet.servingServers', `${decoders} + ${readers} + ceil(fleet.restGpus / server.gpus)`, {
    source: 'each kind on servers of its own, but for the last of each',
  });
};

const promptShareLine = (ledger: Ledger, serving: ServingPlan): void => {
  if (!poolsDiffer(serving)) {
    ledger.line('fleet.promptShare', 'fleet.promptReplicas / (fleet.promptReplicas + fleet.decodeReplicas)');
    return;
  }
  const readers = 'fleet.promptReplicas / fleet.promptReplicasPerServer';
  ledger.line('fleet.promptShare', `${readers} / (${readers} + fleet.decodeReplicas / fleet.replicasPerServer)`);
};

/**
 * The fleet as one queue before all slots, as a perfect router would have it: at the size of a fleet chance hardly ever
 * fills every slot, so that the busiest hour, not randomness, sizes it. Service times vary as the answers do.
 */
export const fleetQueueLines = (ledger: Ledger, { workload, planned, prefillPool }: ServingPlan): void => {
  const decoding = prefillPool === null ? 'fleet.replicas' : 'fleet.decodeReplicas';
  const slots = ledger.line('fleet.slots', `${decoding} * min(serving.kvSlots, serving.maxBatch)`);
  const withIntervals = workload.classes.some(hasIntervals);
  const stayMs = withIntervals ? 'demand.outputTokens * serving.tpotMs' : 'serving.ttftP50Ms';
  const inProgress = ledger.line('fleet.inProgress', `demand.peakQueriesPerSecond * ${stayMs} / 1000`, {
    source: 'Little’s law',
  });
  const inputs = ['fleet.slots', 'fleet.inProgress'] as const;
  ledger.model('fleet.waitShare', erlangC(slots, inProgress), 'Erlang C', inputs);
  const meanS = withIntervals ? workload.outputTokens * planned.tpotS : ledger.value('serving.ttftP50Ms') / 1000;
  const outputSquare = workload.classes.reduce(
    (sum, { share, outputTokens, outputCv }) => sum + share * outputTokens ** 2 * (1 + outputCv ** 2),
    0,
  );
  const cv2 = Math.max(0, outputSquare / workload.outputTokens ** 2 - 1);
  const pool = { servers: slots, arrivalsPerS: ledger.value('demand.peakQueriesPerSecond'), service: { meanS, cv2 } };
  const how = 'M/G/c of all slots (docs/model.md)';
  ledger.model('fleet.waitP99Ms', 1000 * waitQuantileS(pool, 0.99), how, inputs);
};

/** Replicas over several servers stop with each of them: the most that a rack can hold a part of are spare. */
const sparesForRackLine = (ledger: Ledger): void => {
  const perServer = ledger.value('fleet.replicasPerServer');
  const readersPerServer = ledger.has('fleet.promptReplicasPerServer')
    ? ledger.value('fleet.promptReplicasPerServer')
    : perServer;
  if (Math.min(perServer, readersPerServer) >= 1) {
    ledger.model(
      'fleet.sparesForRack',
      sparesForRack(ledger.value('fleet.servingServers'), ledger.value('fleet.serversPerRack')),
      'fewest with which the other racks carry the load without any one, servers standing evenly',
      ['fleet.servingServers', 'fleet.serversPerRack'],
    );
    return;
  }
  if (readersPerServer !== perServer) {
    ledger.model(
      'fleet.sparesForRack',
      sparesForRackOfPools([perServer, readersPerServer], ledger.value('fleet.serversPerRack')),
      'servers of all replicas of either kind that a rack can hold a part of',
      ['fleet.replicasPerServer', 'fleet.promptReplicasPerServer', 'fleet.serversPerRack'],
    );
    return;
  }
  // Replicas of whole servers begin and end with one.
  const held = Number.isInteger(1 / perServer) ? '(fleet.serversPerRack - 1)' : 'fleet.serversPerRack';
  ledger.line('fleet.replicasLostWithRack', `ceil(${held} * fleet.replicasPerServer - 1e-9) + 1`);
  ledger.line(
    'fleet.sparesForRack',
    'ceil((fleet.replicas + fleet.replicasLostWithRack) / fleet.replicasPerServer - 1e-9) - fleet.servingServers',
  );
};

/** Servers that may be down without the SLO broken: single failures, and the largest thing that fails at once. */
export const spareLines = (ledger: Ledger, { reliability }: PhysicalScenario): void => {
  ledger.choice('reliability.serverMtbfHours', reliability.serverMtbfHours);
  ledger.choice('reliability.serverMttrHours', reliability.serverMttrHours);
  ledger.choice('reliability.availabilityTarget', reliability.availabilityTarget);
  const unavailability = ledger.line(
    'reliability.unavailability',
    'reliability.serverMttrHours / (reliability.serverMtbfHours + reliability.serverMttrHours)',
  );
  const needed = ledger.value('fleet.servingServers');
  ledger.model(
    'fleet.sparesForFailures',
    spareServers(needed, unavailability, reliability.availabilityTarget),
    'fewest k with P(at most k of N + k servers down) ≥ reliability.availabilityTarget, binomial',
    ['fleet.servingServers', 'reliability.unavailability', 'reliability.availabilityTarget'],
  );
  const survivesRack =
    ledger.value('fleet.serversPerRack') > 0 &&
    (reliability.blastRadius === 'rack' ||
      (reliability.blastRadius === 'feed' && ledger.value('fleet.rackServersLostWithFeed') > 0));
  if (survivesRack) {
    sparesForRackLine(ledger);
    const detail = `for single failures, or one ${reliability.blastRadius === 'rack' ? 'whole rack' : 'feed of a rack'}`;
    ledger.line('fleet.spareServers', 'max(fleet.sparesForFailures, fleet.sparesForRack)', { detail });
  } else {
    ledger.line('fleet.spareServers', 'fleet.sparesForFailures + 0');
  }
  ledger.line('fleet.servers', 'fleet.servingServers + fleet.spareServers');
  if (survivesRack) {
    ledger.line('fleet.serversInRack', 'min(fleet.serversPerRack, fleet.spareServers)');
    ledger.line('fleet.serversAfterRackLoss', 'fleet.servers - fleet.serversInRack');
  }
  ledger.line('waterfall.spares', 'fleet.servers');
  ledger.line('fleet.gpus', 'fleet.servers * server.gpus');
};
