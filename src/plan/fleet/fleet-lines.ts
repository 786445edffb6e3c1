import type { Scenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';
import { erlangC } from '../queueing/erlang.ts';
import { waitQuantileS } from '../queueing/waiting.ts';
import type { ServingPlan } from '../serving/choose-replica.ts';
import { spareServers } from './spares.ts';

const ESTIMATE = 'the published estimate';

/** Servers that a rate a replica comes to. */
const serversFor = (rate: string, load: string): string => `${load} / ${rate} * serving.gpusPerReplica / server.gpus`;

/**
 * From the published estimate to mean load at full throughput, and from there to the servers for the busiest hour: each
 * factor a line, counted once.
 */
export const waterfallLines = (ledger: Ledger, { article }: Scenario): void => {
  ledger.input('article.wordsPerQuery', 'Words an answer', 'words/query', article.wordsPerQuery, ESTIMATE, 'published');
  ledger.input(
    'article.secondsPerWord',
    'Time a word on one accelerator',
    's',
    article.secondsPerWord,
    ESTIMATE,
    'published',
  );
  const stage = (id: string, label: string, formula: string): void => {
    ledger.line(`waterfall.${id}`, label, 'servers', formula);
  };
  const replicas = 'serving.gpusPerReplica / server.gpus';
  stage(
    'article',
    'Published estimate: one request at a time',
    'demand.queriesPerSecond * article.wordsPerQuery * article.secondsPerWord / server.gpus',
  );
  stage(
    'kernels',
    'One request at a time, on these kernels',
    `demand.queriesPerSecond * (demand.outputTokens * serving.aloneStepS + serving.alonePrefillS) * ${replicas}`,
  );
  stage(
    'batching',
    'Decoding in batches',
    `demand.queriesPerSecond * (demand.outputTokens * serving.fullStepS / serving.batchLimit + serving.alonePrefillS) * ${replicas}`,
  );
  stage(
    'packing',
    'Prompts packed together: mean load at full throughput',
    serversFor('serving.fullRate', 'demand.queriesPerSecond'),
  );
  stage('peak', 'The busiest hour, with surge', 'waterfall.packing * demand.peakToAverage * demand.surge');
  stage('policy', 'Load policy', 'waterfall.peak / serving.targetUtilisation');
  stage('promises', 'Latency promises, where tighter', 'waterfall.policy * serving.policyRate / serving.rate');
};

/** Whole replicas on whole servers for the busiest hour. */
export const servingServerLines = (ledger: Ledger, { prefillPool }: ServingPlan): void => {
  const replicas = (id: string, label: string, rate: string): void => {
    ledger.line(id, label, 'replicas', `ceil(demand.peakQueriesPerSecond / ${rate})`);
  };
  if (prefillPool === null) replicas('fleet.replicas', 'Replicas for the busiest hour', 'serving.rate');
  else {
    replicas('fleet.decodeReplicas', 'Replicas that decode, for the busiest hour', 'serving.decodeRate');
    replicas('fleet.promptReplicas', 'Replicas that read prompts, for the busiest hour', 'serving.promptRate');
    ledger.line(
      'fleet.replicas',
      'Replicas for the busiest hour',
      'replicas',
      'fleet.decodeReplicas + fleet.promptReplicas',
    );
  }
  ledger.line(
    'fleet.groupsPerServer',
    'Groups of accelerators that share a layer, a server',
    'groups',
    'floor(server.gpus / serving.tensorParallel)',
  );
  const spansServers = ledger.value('fleet.groupsPerServer') < ledger.value('serving.pipelineParallel');
  ledger.line(
    'fleet.replicasPerServer',
    spansServers ? 'Replicas a server; each spans several' : 'Replicas a server',
    'replicas',
    spansServers
      ? 'fleet.groupsPerServer / serving.pipelineParallel'
      : 'floor(fleet.groupsPerServer / serving.pipelineParallel)',
  );
  ledger.line(
    'fleet.servingServers',
    'Servers for the busiest hour',
    'servers',
    'ceil(fleet.replicas / fleet.replicasPerServer)',
  );
  ledger.line('waterfall.rounding', 'Whole replicas and servers', 'servers', 'fleet.servingServers');
};

/**
 * The fleet as one queue before all slots, as a perfect router would have it: at the size of a fleet chance hardly ever
 * fills every slot, so that the busiest hour, not randomness, sizes it. Service times vary as the answers do.
 */
export const fleetQueueLines = (ledger: Ledger, { workload, planned, prefillPool }: ServingPlan): void => {
  const decoding = prefillPool === null ? 'fleet.replicas' : 'fleet.decodeReplicas';
  const slots = ledger.line(
    'fleet.slots',
    'Requests that the fleet holds at most',
    'requests',
    `${decoding} * min(serving.kvSlots, serving.maxBatch)`,
  );
  ledger.line(
    'fleet.inProgress',
    'Requests in progress in the busiest hour',
    'requests',
    'demand.peakQueriesPerSecond * demand.outputTokens * serving.tpotMs / 1000',
    'Little’s law',
  );
  const inProgress = ledger.value('fleet.inProgress');
  const inputs = ['fleet.slots', 'fleet.inProgress'];
  ledger.model(
    'fleet.waitShare',
    'Share that would find every slot of the fleet taken',
    '',
    erlangC(slots, inProgress),
    'Erlang C',
    inputs,
  );
  const meanS = workload.outputTokens * planned.tpotS;
  const outputSquare = workload.classes.reduce(
    (sum, { share, outputTokens, outputCv }) => sum + share * outputTokens ** 2 * (1 + outputCv ** 2),
    0,
  );
  const cv2 = Math.max(0, outputSquare / workload.outputTokens ** 2 - 1);
  const pool = { servers: slots, arrivalsPerS: ledger.value('demand.peakQueriesPerSecond'), service: { meanS, cv2 } };
  const how = 'M/G/c of all slots (docs/model.md)';
  ledger.model(
    'fleet.waitP99Ms',
    'Wait for a slot of the fleet, p99',
    'ms',
    1000 * waitQuantileS(pool, 0.99),
    how,
    inputs,
  );
};

/** Servers that may be down without a promise broken: single failures, and the largest thing that fails at once. */
export const spareLines = (ledger: Ledger, { reliability }: Scenario): void => {
  ledger.choice('reliability.serverMtbfHours', 'Server MTBF', 'h', reliability.serverMtbfHours);
  ledger.choice('reliability.serverMttrHours', 'Server MTTR', 'h', reliability.serverMttrHours);
  ledger.choice('reliability.availabilityTarget', 'Availability', '', reliability.availabilityTarget);
  const unavailability = ledger.line(
    'reliability.unavailability',
    'Share of the time a server is down',
    '',
    'reliability.serverMttrHours / (reliability.serverMtbfHours + reliability.serverMttrHours)',
  );
  const needed = ledger.value('fleet.servingServers');
  ledger.model(
    'fleet.sparesForFailures',
    'Spares for single failures',
    'servers',
    spareServers(needed, unavailability, reliability.availabilityTarget),
    'fewest k with P(at most k of N + k servers down) ≥ reliability.availabilityTarget, binomial',
    ['fleet.servingServers', 'reliability.unavailability', 'reliability.availabilityTarget'],
  );
  const rackHolds = reliability.blastRadius === 'rack' && ledger.value('fleet.serversPerRack') > 0;
  ledger.line(
    'fleet.spareServers',
    rackHolds ? 'Spare servers: single failures, or one whole rack' : 'Spare servers',
    'servers',
    rackHolds ? 'max(fleet.sparesForFailures, fleet.serversPerRack)' : 'fleet.sparesForFailures + 0',
  );
  ledger.line('fleet.servers', 'Servers', 'servers', 'fleet.servingServers + fleet.spareServers');
  if (rackHolds) {
    ledger.line(
      'fleet.serversAfterRackLoss',
      'Servers left when one rack is lost; not fewer than the busiest hour needs',
      'servers',
      'fleet.servers - fleet.serversPerRack',
    );
  }
  ledger.line('waterfall.spares', 'Spares', 'servers', 'fleet.servers');
  ledger.line('fleet.gpus', 'Accelerators', 'GPUs', 'fleet.servers * server.gpus');
};
