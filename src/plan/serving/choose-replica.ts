import { entryAt } from '../../base/checked.ts';
import { remembered } from '../../base/remembered.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { hasExperts, layerCount } from '../../catalog/model-geometry.ts';
import type { StackConstants } from '../../catalog/stacks.ts';
import type { Accelerator, Model, Server } from '../../catalog/schema.ts';
import type { KernelParameters } from '../../records/calibration.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { acceleratorsOf, createLaidOut, type Layout } from '../../throughput/deployment.ts';
import { ASSUMED_PORT_BYTES_PER_S, type Network } from '../../throughput/network.ts';
import type { Replica } from '../../throughput/replica.ts';
import { groupSize } from '../../throughput/spread.ts';
import { portBytesPerGpu } from '../../catalog/catalog.ts';
import { peakQueriesPerS } from '../demand/profile.ts';
import { kvSlots } from './kv-slots.ts';
import { firstTokensAt, swingOf, tpotP99S, type FirstTokenReport } from './latency.ts';
import {
  batchForStrain,
  operatingPoint,
  pointAtOf,
  pointForRate,
  promptBudgetBatch,
  type OperatingPoint,
} from './operating-point.ts';
import { dealsOutExperts, layoutsToTry, replicasPerServer } from './layouts.ts';
import { leastRate, loadPool, poolModel, type PoolModel, type PrefillPool } from './prefill-pool.ts';
import { createPairCache } from './pair-cache.ts';
import { replicaFor } from './replica-cache.ts';
import { scenarioClasses, workloadOf, type Workload } from './workload.ts';

export interface ServingOptions {
  readonly scenario: PhysicalScenario;
  readonly model: Model;
  readonly server: Server;
  readonly accelerator: Accelerator;
  /** The accelerator is what the calibration in use measured. */
  readonly measured: boolean;
  readonly parameters: KernelParameters;
  readonly stack: StackConstants;
}

/** What keeps a replica from being loaded further. */
export type RateLimit = 'policy' | 'tpot' | 'ttft';

/** A replica with the load it may carry in the busiest hour. */
export interface ServingPlan {
  readonly layout: Layout;
  readonly replica: Replica;
  readonly workload: Workload;
  /** What the network ports of the server give each accelerator, one direction. */
  readonly portBytesPerS: number;
  readonly kvSlots: number;
  readonly batchLimit: number;
  /** One request alone on the replica. */
  readonly alone: OperatingPoint;
  /** As many requests as fit, whatever they then wait. */
  readonly full: OperatingPoint;
  /** What the fleet is sized for: SLOs and target utilisation kept. */
  readonly planned: OperatingPoint;
  /** Replicas for prompts alone; null where every replica does both. */
  readonly prefillPool: PrefillPool | null;
  /** Requests a second for each replica of any kind, and what they could be. */
  readonly requestsPerS: number;
  readonly fullRequestsPerS: number;
  readonly firstTokens: FirstTokenReport;
  /** Time per output token that 99 % stay below, by class. */
  readonly tpotP99S: readonly number[];
  readonly limit: RateLimit;
  /** Where experts are dealt out: the best with every matrix split instead, before SLOs; null where none fits or that is this. */
  readonly split: { readonly layout: Layout; readonly kvSlots: number; readonly ofThis: number } | null;
}

export type Infeasibility =
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'does-not-fit'; readonly layout: Layout; readonly replica: Replica }
  | {
      readonly kind: 'tpot-floor' | 'ttft-floor';
      readonly layout: Layout;
      /** What the best case takes, and the SLO. */
      readonly bestS: number;
      readonly sloS: number;
      readonly className: string;
    };

/** So few in progress that requests practically never meet. */
const ALONE = 1e-6;

/** Requests a replica of any kind where each request needs one of both kinds: 1/(1/a + 1/b). */
const inSeries = (decodePerS: number, prefillPerS: number): number => 1 / (1 / decodePerS + 1 / prefillPerS);

/** A replica with its limits, before any SLO is looked at. */
interface Candidate {
  readonly layout: Layout;
  readonly replica: Replica;
  readonly workload: Workload;
  readonly portBytesPerS: number;
  readonly kvSlots: number;
  readonly batchLimit: number;
  readonly full: OperatingPoint;
  /** Replicas for prompts alone, at any load; null where every replica does both. */
  readonly pool: PoolModel | null;
  readonly fullRequestsPerS: number;
  readonly replicasPerServer: number;
  /** Requests a second and server that the policy allows: more cannot come out. */
  readonly mostPerServer: number;
}

/** What joins accelerators of a server, and of several. */
export const networkOf = (server: Server): Network => ({
  linked: server.gpus,
  portBytesPerS: portBytesPerGpu(server) ?? ASSUMED_PORT_BYTES_PER_S,
});

const candidateFor = (
  options: ServingOptions,
  workload: Workload,
  layout: Layout,
): Result<Candidate, Infeasibility> => {
  const { scenario, model, server, accelerator, parameters } = options;
  const { serving, precision } = scenario;
  const size = groupSize(layout.spread);
  if (size > server.gpus && !(dealsOutExperts(layout) && size % server.gpus === 0)) {
    const dealt = hasExperts(model)
      ? `, a multiple of ${String(server.gpus)} up to the number of experts with these dealt out (hardware.expertParallel)`
      : '';
    const beyond = problem(
      'hardware.tensorParallel',
      `hardware.tensorParallel ${String(size)} is more than the ${String(server.gpus)} accelerators of a ${server.model}; choose 1 to ${String(server.gpus)}${dealt}, or "auto".`,
    );
    return err({ kind: 'refused', problem: beyond });
  }
  if (layout.stages > layerCount(model)) {
    const thin = problem(
      'hardware.pipelineParallel',
      `hardware.pipelineParallel ${String(layout.stages)} is more than the ${String(layerCount(model))} layers of ${model.name}: a group without a layer has nothing to do.`,
    );
    return err({ kind: 'refused', problem: thin });
  }
  if (scenario.hardware.expertParallel === 'yes' && !hasExperts(model)) {
    const none = problem(
      'hardware.expertParallel',
      `hardware.expertParallel is yes, but ${model.name} is dense: it has no experts to deal out.`,
    );
    return err({ kind: 'refused', problem: none });
  }
  const network = networkOf(server);
  const { portBytesPerS } = network;
  const created = createLaidOut(
    {
      model,
      accelerator,
      cpuLaunchYear: server.cpuLaunchYear,
      parameters,
      stack: options.stack,
      precision,
      memoryUtilisation: serving.memoryUtilisation,
    },
    layout,
    network,
    replicaFor,
  );
  if (!created.ok) return err({ kind: 'refused', problem: created.error });
  const replica = created.value;
  const slots = kvSlots(replica, workload, serving.kvPolicy);
  if (slots < 1) return err({ kind: 'does-not-fit', layout, replica });
  const batchLimit = Math.min(slots, serving.maxBatch, promptBudgetBatch(workload));
  const full = operatingPoint(replica, workload, batchLimit);
  const pool = workload.prefill === 'disaggregated' ? poolModel(replica, workload, portBytesPerS) : null;
  const fullRequestsPerS = pool === null ? full.requestsPerS : inSeries(full.requestsPerS, 1 / pool.promptS);
  const perServer = replicasPerServer(layout, server.gpus);
  const value = {
    layout,
    replica,
    workload,
    portBytesPerS,
    kvSlots: slots,
    batchLimit,
    full,
    pool,
    fullRequestsPerS,
    replicasPerServer: perServer,
    mostPerServer: serving.targetUtilisation * fullRequestsPerS * perServer,
  };
  return ok(value);
};

/** Latency over its SLO, in the class where that is largest: above 1 the SLO is broken. */
const strain = (latenciesS: readonly number[], slosS: readonly number[]): number =>
  latenciesS.reduce((most, seconds, index) => Math.max(most, seconds / entryAt(slosS, index)), 0);

type Loaded = Omit<ServingPlan, 'split'>;

/** Loads a replica as far as target utilisation and the SLO allow. */
const load = (options: ServingOptions, candidate: Candidate): Result<Loaded, Infeasibility> => {
  const { replica, workload, full, layout } = candidate;
  const at = remembered(pointAtOf(replica, workload));
  const swingAt = remembered((batch) => swingOf(at, at(batch)));
  const tpotOf = remembered((batch) => tpotP99S(workload, at(batch), swingAt(batch)));
  const firstTokensOf = remembered((batch) => firstTokensAt(replica, workload, at(batch), swingAt(batch), full));
  const p99Of = ({ byClass }: FirstTokenReport): readonly number[] => byClass.map(({ p99 }) => p99);
  const tpotSlosS = workload.classes.map((trafficClass) => trafficClass.tpotP99S);
  const ttftSlosS = workload.classes.map((trafficClass) => trafficClass.ttftP99S);

  const floor = (kind: 'tpot-floor' | 'ttft-floor', best: readonly number[], slosS: readonly number[]) => {
    const index = best.findIndex((seconds, which) => seconds > entryAt(slosS, which));
    const className = entryAt(workload.classes, index).name;
    return err({ kind, layout, bestS: entryAt(best, index), sloS: entryAt(slosS, index), className });
  };

  let limit: RateLimit = 'policy';
  const policyRate = options.scenario.serving.targetUtilisation * full.requestsPerS;
  let { batch } = pointForRate(at, policyRate, full);
  /**
   * Lowers the batch until the SLO holds. A smaller batch nearly always serves fewer requests per second, but not always: the
   * rate drops a little where one more request opens another tile or touches another expert. Where the smaller batch would
   * serve more than target utilisation allows, that binds again, at a batch smaller still.
   */
  const keep = (by: RateLimit, strainAt: (size: number) => number): void => {
    batch = batchForStrain(batch, strainAt);
    limit = by;
    if (at(batch).requestsPerS <= policyRate) return;
    ({ batch } = pointForRate(at, policyRate, at(batch)));
    limit = 'policy';
  };
  if (strain(tpotOf(batch), tpotSlosS) > 1) {
    const best = tpotOf(ALONE);
    if (strain(best, tpotSlosS) > 1) return floor('tpot-floor', best, tpotSlosS);
    keep('tpot', (size) => strain(tpotOf(size), tpotSlosS));
  }
  if (candidate.pool !== null) {
    const { pool } = candidate;
    const { serving, demand } = options.scenario;
    const loaded = loadPool(pool, workload, serving.targetUtilisation, peakQueriesPerS(demand));
    if (loaded === null) {
      const best = pool.firstTokens(leastRate(pool), 1).map(({ p99 }) => p99);
      return floor('ttft-floor', best, ttftSlosS);
    }
    const planned = at(batch);
    const value = {
      ...candidate,
      alone: at(1),
      planned,
      prefillPool: loaded,
      requestsPerS: inSeries(planned.requestsPerS, loaded.allowedRequestsPerS),
      firstTokens: { byClass: pool.firstTokens(loaded.requestsPerS, loaded.replicas), slotWait: 0 },
      tpotP99S: tpotOf(batch),
      limit,
    };
    return ok(value);
  }
  let firstTokens = firstTokensOf(batch);
  if (strain(p99Of(firstTokens), ttftSlosS) > 1) {
    const best = p99Of(firstTokensOf(ALONE));
    if (strain(best, ttftSlosS) > 1) return floor('ttft-floor', best, ttftSlosS);
    keep('ttft', (size) => strain(p99Of(firstTokensOf(size)), ttftSlosS));
    firstTokens = firstTokensOf(batch);
  }
  const planned = at(batch);
  const value = {
    ...candidate,
    alone: at(1),
    planned,
    prefillPool: null,
    requestsPerS: planned.requestsPerS,
    firstTokens,
    tpotP99S: tpotOf(batch),
    limit,
  };
  return ok(value);
};

/**
 * The parallel layout that serves the most requests per server within target utilisation and SLO. Candidates are looked at
 * in the order of what target utilisation alone would let them serve: the SLO can only lower that, so the search ends at the
 * first candidate whose most is no more than what another really serves.
 */
const chooseLayout = (options: ServingOptions): Result<ServingPlan, Infeasibility> => {
  const { scenario, accelerator, server, model } = options;
  const workload = workloadOf(scenarioClasses(scenario), scenario.serving);
  const mostTensor = accelerator.interconnectGBps === null ? 1 : server.gpus;
  const tried = layoutsToTry(scenario.hardware, model, mostTensor).map((layout) =>
    candidateFor(options, workload, layout),
  );
  const candidates = tried
    .flatMap((candidate) => (candidate.ok ? [candidate.value] : []))
    .sort((a, b) => b.mostPerServer - a.mostPerServer);
  let best: Loaded | null = null;
  let bestPerServer = 0;
  let failure: Infeasibility | null = null;
  for (const candidate of candidates) {
    if (candidate.mostPerServer <= bestPerServer) break;
    const loaded = load(options, candidate);
    if (!loaded.ok) {
      // Of layouts that all break the SLO, the one over most accelerators comes closest to it.
      if (failure === null || extent(loaded.error) > extent(failure)) failure = loaded.error;
      continue;
    }
    const perServer = loaded.value.requestsPerS * candidate.replicasPerServer;
    if (perServer > bestPerServer) [best, bestPerServer] = [loaded.value, perServer];
  }
  if (best !== null) return ok({ ...best, split: splitBeside(best, candidates) });
  if (failure !== null) return err(failure);
  // None holds the model: of those allowed, the one over most accelerators comes closest; where none was, any says why.
  const refused = tried
    .flatMap((candidate) => (candidate.ok ? [] : [candidate.error]))
    .sort((a, b) => extent(b) - extent(a));
  return err(entryAt(refused, 0));
};

const splitBeside = ({ layout }: Loaded, candidates: readonly Candidate[]): ServingPlan['split'] => {
  const own = candidates.find((candidate) => candidate.layout === layout);
  const other = candidates.find((candidate) => !dealsOutExperts(candidate.layout));
  if (own === undefined || other === undefined || !dealsOutExperts(layout)) return null;
  return { layout: other.layout, kvSlots: other.kvSlots, ofThis: other.mostPerServer / own.mostPerServer };
};

const extent = (failure: Infeasibility): number => (failure.kind === 'refused' ? 0 : acceleratorsOf(failure.layout));

/** What of a scenario the choice rests on, beside the model: not the facility or the prices, and the load for prompts apart alone. */
const DECIDING_SECTIONS = ['precision', 'hardware', 'serving', 'slo'] as const;
const DECIDING_LENGTHS = ['classes', 'inputTokens', 'inputCv', 'outputTokens', 'outputCv'] as const;

/** Whether another value of a field of a scenario can lead to another replica. */
export const decidesServing = (path: string): boolean => {
  const [section = '', field = ''] = path.split('.');
  return (
    section === 'model' ||
    DECIDING_SECTIONS.some((deciding) => deciding === section) ||
    (section === 'demand' && DECIDING_LENGTHS.some((deciding) => deciding === field))
  );
};

/** Words that have a number at a time; then others take their place. */
const MOST_NUMBERED = 4096;
const numbers = new WeakMap<object, number>();
const numberOfText = new Map<string, number>();
let nextNumber = 0;

/** A number of what a part of a question says: the same words have the same, as long as they are known. Records never change. */
const numberOf = (part: object): number => {
  const known = numbers.get(part);
  if (known !== undefined) return known;
  const text = JSON.stringify(part);
  const number = numberOfText.get(text) ?? nextNumber++;
  if (numberOfText.size >= MOST_NUMBERED) numberOfText.clear();
  numberOfText.set(text, number);
  numbers.set(part, number);
  return number;
};

const servingKey = ({ scenario, server, parameters, stack }: ServingOptions): string => {
  const { demand, serving } = scenario;
  return [
    JSON.stringify(DECIDING_LENGTHS.map((field) => demand[field])),
    ...DECIDING_SECTIONS.map((section) => numberOf(scenario[section])),
    // Replicas that share the prompts wait the less the more of them there are.
    serving.prefill === 'disaggregated' ? peakQueriesPerS(demand) : '',
    JSON.stringify([server.id, server.gpus, server.cpuLaunchYear, server.networkPorts]),
    numberOf(parameters),
    numberOf(stack),
  ].join();
};

const chosen = createPairCache<Result<ServingPlan, Infeasibility>>();

/** The same question about serving is answered once, however many loads, halls and prices it is planned for. */
export const chooseReplica = (options: ServingOptions): Result<ServingPlan, Infeasibility> =>
  chosen.get(options.model, options.accelerator, servingKey(options), () => chooseLayout(options));
