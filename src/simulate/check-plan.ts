import { createRandom } from '../base/random.ts';
import { studentTQuantile } from '../base/statistics/quantiles.ts';
import { hourlyLoad } from '../plan/demand/profile.ts';
import type { ServingPlan } from '../plan/serving/choose-replica.ts';
import type { Scenario } from '../records/scenario.ts';
import { randomArrivals } from './arrivals.ts';
import { BLOCK_TOKENS } from './kv-blocks.ts';
import { mergeRecords, type ClassRecord, type Recorder } from './recorder.ts';
import { simulateFleet, type FleetOutcome, type Routing, type SimulationHooks } from './simulate-fleet.ts';
import type { ReplicaSettings } from './simulate-replica.ts';

export interface CheckOptions {
  /** Simulated time around the busiest hour, in hours. */
  readonly hours: number;
  readonly seed: number;
  readonly routing: Routing;
  /** Coefficient of variation of the gaps between arrivals; 1 for Poisson arrivals. */
  readonly burstiness: number;
  /** Replicas to simulate; null takes as many as give enough requests. */
  readonly replicas: number | null;
}

/** A simulated number with the half-width of its 95 % interval; null where there are too few batches for one. */
export interface Estimate {
  readonly value: number;
  readonly halfWidth: number | null;
}

export interface SimulatedClass {
  readonly name: string;
  readonly record: ClassRecord;
  readonly ttftP50S: Estimate;
  readonly ttftP99S: Estimate;
  readonly tpotMeanS: Estimate;
  readonly tpotP99S: Estimate;
}

/** The busiest hour of a simulation. */
export interface PlanCheck {
  readonly options: CheckOptions;
  readonly replicas: number;
  /** Requests a second that one replica gets in the busiest hour. */
  readonly requestsPerS: number;
  readonly classes: readonly SimulatedClass[];
  /** All classes, all hours. */
  readonly all: ClassRecord;
  /** Means over the busiest hour, a replica. */
  readonly batch: number;
  readonly queue: number;
  readonly kvShare: number;
  readonly outcome: FleetOutcome;
}

/** Requests in the busiest hour that leave 2,000 beyond the 99th percentile. */
const WANTED_REQUESTS = 200_000;
/** More replicas say nothing new and cost time. */
const MOST_REPLICAS = 64;
/** Parts of the busiest hour whose spread gives the interval (batch means). */
const BATCHES = 10;
/** Records kept at most: a week has them by the hour. */
const MOST_RECORDS = 240;
const HOUR_S = 3600;
/** Whoever stands behind so many waits for minutes, whatever the load; it bounds the memory of an overloaded run. */
const QUEUE_LIMIT = 16_384;
/** How long after the end the last requests may take. */
const DRAIN_S = HOUR_S;

/** What a replica of the plan looks like to the simulation. */
export const replicaSettings = (scenario: Scenario, { replica, workload }: ServingPlan): ReplicaSettings => {
  const { kvPolicy, maxBatch, chunkTokens, prefixHitRate } = scenario.serving;
  // A sliding window makes long requests cheaper a token: the average request sets the price of a block.
  const requestTokens = workload.inputTokens + workload.outputTokens;
  const tokenBytes = replica.kvBytesPerGpu(requestTokens) / requestTokens;
  return {
    stepS: replica.stepS,
    maxBatch,
    kvBlocks: Math.floor(replica.kvRoomBytesPerGpu / tokenBytes / BLOCK_TOKENS),
    kvPolicy,
    chunkTokens,
    prefixHitRate,
    queueLimit: QUEUE_LIMIT,
  };
};

/** The hours to simulate as shares of the busiest, and which of them that is. */
const hoursAround = (
  demand: Scenario['demand'],
  hours: number,
): { readonly shares: number[]; readonly busiest: number } => {
  const profile = hourlyLoad(demand);
  const peak = Math.max(...profile);
  const busiest = Math.floor((hours - 1) / 2);
  const first = profile.indexOf(peak) - busiest;
  const shares = Array.from({ length: hours }, (_, hour) => {
    const at = (((first + hour) % profile.length) + profile.length) % profile.length;
    return profile[at] / peak;
  });
  return { shares, busiest };
};

/** Mean and interval of a statistic from batches that follow each other (Law, Simulation Modeling and Analysis, 9.5). */
const estimate = (whole: number, batches: readonly number[]): Estimate => {
  const known = batches.filter(Number.isFinite);
  if (known.length < 5 || known.length < batches.length) return { value: whole, halfWidth: null };
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (known.length - 1);
  return { value: whole, halfWidth: studentTQuantile(0.975, known.length - 1) * Math.sqrt(variance / known.length) };
};

/** Who was rejected or not finished has waited for ever. */
const lost = ({ offered, finished }: ClassRecord): number => offered - finished;

const summarise = (name: string, index: number, periods: readonly Recorder[]): SimulatedClass => {
  const batches = periods.map(({ byClass }) => byClass[index]);
  const record = mergeRecords(batches);
  const over = (value: (one: ClassRecord) => number): Estimate => estimate(value(record), batches.map(value));
  return {
    name,
    record,
    ttftP50S: over((one) => one.latencies.ttftS.quantile(0.5, lost(one))),
    ttftP99S: over((one) => one.latencies.ttftS.quantile(0.99, lost(one))),
    tpotMeanS: over((one) => one.latencies.tpotS.mean()),
    tpotP99S: over((one) => one.latencies.tpotS.quantile(0.99, lost(one))),
  };
};

/**
 * Simulates some replicas of a plan with the load it gives them: the busiest hour at the rate that the plan rests on, the
 * hours around it in proportion. One interval of warm-up goes before and is not counted.
 */
export const checkPlan = async (
  scenario: Scenario,
  serving: ServingPlan,
  options: CheckOptions,
  hooks: SimulationHooks = {},
): Promise<PlanCheck> => {
  const { requestsPerS } = serving.planned;
  const { classes } = serving.workload;
  const hours = Math.max(1, Math.round(options.hours));
  const intervalS = Math.min(1, options.hours) * HOUR_S;
  const { shares, busiest } = hoursAround(scenario.demand, hours);
  const wanted = Math.ceil(WANTED_REQUESTS / (requestsPerS * intervalS));
  const replicas = options.replicas ?? Math.max(1, Math.min(MOST_REPLICAS, wanted));
  const batchesAnHour = Math.max(1, Math.min(BATCHES, Math.floor(MOST_RECORDS / hours)));

  const random = createRandom(options.seed);
  const arrivals = randomArrivals(
    { intervalS, requestsPerS: [shares[0], ...shares].map((share) => share * requestsPerS * replicas) },
    classes.map((one) => ({
      share: one.share,
      input: { meanTokens: one.inputTokens, cv: one.inputCv },
      output: { meanTokens: one.outputTokens, cv: one.outputCv },
    })),
    options.burstiness,
    random,
  );
  const outcome = await simulateFleet(
    {
      replica: replicaSettings(scenario, serving),
      replicas,
      routing: options.routing,
      arrivals,
      promises: classes.map(({ ttftP99S, tpotP99S }) => ({ ttftS: ttftP99S, tpotS: tpotP99S })),
      warmUpS: intervalS,
      durationS: intervalS * (hours + 1),
      drainS: DRAIN_S,
      periods: hours * batchesAnHour,
      seriesPoints: (hours + 1) * batchesAnHour,
      random,
    },
    hooks,
  );
  const first = busiest * batchesAnHour;
  const busyPeriods = outcome.periods.slice(first, first + batchesAnHour);
  const busySeries = outcome.series.slice(first + batchesAnHour, first + 2 * batchesAnHour);
  const mean = (value: (point: (typeof busySeries)[number]) => number): number =>
    busySeries.reduce((sum, point) => sum + value(point), 0) / busySeries.length;
  return {
    options,
    replicas,
    requestsPerS,
    classes: classes.map(({ name }, index) => summarise(name, index, busyPeriods)),
    all: mergeRecords(outcome.periods.flatMap(({ byClass }) => byClass)),
    batch: mean(({ batch }) => batch),
    queue: mean(({ queue }) => queue),
    kvShare: mean(({ kvShare }) => kvShare),
    outcome,
  };
};
