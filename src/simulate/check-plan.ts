import { entryAt } from '../base/checked.ts';
import { createRandom, type Random } from '../base/random.ts';
import { studentTQuantile } from '../base/statistics/quantiles.ts';
import { hourlyLoad } from '../plan/demand/profile.ts';
import type { ServingPlan } from '../plan/serving/choose-replica.ts';
import { passS } from '../plan/serving/operating-point.ts';
import { laneReadS } from '../plan/serving/prefill-pool.ts';
import type { Workload } from '../plan/serving/workload.ts';
import type { PhysicalScenario } from '../records/scenario.ts';
import { randomArrivals, traceArrivals, type ArrivalSource, type Trace } from './arrivals.ts';
import { BLOCK_TOKENS } from './kv-blocks.ts';
import { mergeRecords, type ClassRecord, type Recorder } from './recorder.ts';
import { readPrompts } from './prefill-pool.ts';
import { simulateFleet, type FleetOutcome, type Routing, type SimulationHooks } from './simulate-fleet.ts';
import type { ReplicaSettings, Speculating } from './simulate-replica.ts';
import { traceSpanS } from './trace-demand.ts';

export interface CheckOptions {
  /** Simulated time around the busiest hour, in hours. */
  readonly hours: number;
  readonly seed: number;
  readonly routing: Routing;
  /** Coefficient of variation of the gaps between arrivals; 1 for Poisson arrivals. */
  readonly burstiness: number;
  /**
   * Replicas to simulate, at least so many where prompts have replicas of their own, which must come in the right
   * proportion; null takes as many as give enough requests.
   */
  readonly replicas: number | null;
  /** Arrivals and lengths as recorded, in place of drawn ones; `hours` and `burstiness` are then the trace's. */
  readonly trace?: Trace;
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
  /** Replicas that only read prompts; null where every replica does both. */
  readonly prefillReplicas: number | null;
  /** Hours that are counted. */
  readonly hours: number;
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

/** How many steps so many tokens take: proposals are accepted one after the other until the first that is not. */
const speculating = (workload: Workload, acceptance: number, random: Random): Speculating | null => {
  const { draftTokens, tokensPerStep } = workload.speculation;
  if (draftTokens === 0) return null;
  const stepsFor = (tokens: number): number => {
    let left = tokens;
    let steps = 0;
    for (; left > 0; steps++) {
      let given = 1;
      while (given <= draftTokens && random.uniform() < acceptance) given++;
      left -= given;
    }
    return steps;
  };
  return { tokensPerStep, stepsFor };
};

/** What a replica of the plan looks like to the simulation. */
export const replicaSettings = (
  scenario: PhysicalScenario,
  { replica, workload }: Pick<ServingPlan, 'replica' | 'workload'>,
  random: Random,
): ReplicaSettings => {
  const { kvPolicy, maxBatch, prefixHitRate, draftAcceptance } = scenario.serving;
  // A sliding window makes long requests cheaper a token: the average request sets the price of a block.
  const requestTokens = workload.inputTokens + workload.outputTokens;
  const tokenBytes = replica.kvBytesPerGpu(requestTokens) / requestTokens;
  const plain = workload.prefill !== 'whole' && workload.speculation.draftTokens === 0;
  return {
    stepS: plain ? replica.stepS : (load) => passS(replica, workload, load),
    maxBatch,
    kvBlocks: Math.floor(replica.kvRoomBytesPerGpu / tokenBytes / BLOCK_TOKENS),
    kvPolicy,
    chunkTokens: Math.round(workload.chunkTokens),
    wholePrompts: workload.prefill === 'whole',
    speculation: speculating(workload, draftAcceptance, random),
    prefixHitRate,
    queueLimit: QUEUE_LIMIT,
  };
};

/** The hours to simulate as shares of the busiest, and which of them that is. */
const hoursAround = (
  demand: PhysicalScenario['demand'],
  hours: number,
): { readonly shares: number[]; readonly busiest: number } => {
  const profile = hourlyLoad(demand);
  const peak = Math.max(...profile);
  const busiest = Math.floor((hours - 1) / 2);
  const first = profile.indexOf(peak) - busiest;
  const shares = Array.from({ length: hours }, (_, hour) => {
    const at = (((first + hour) % profile.length) + profile.length) % profile.length;
    return entryAt(profile, at) / peak;
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
  const batches = periods.map(({ byClass }) => entryAt(byClass, index));
  const record = mergeRecords(batches);
  const over = (value: (classRecord: ClassRecord) => number): Estimate => estimate(value(record), batches.map(value));
  return {
    name,
    record,
    ttftP50S: over((classRecord) => classRecord.latencies.ttftS.quantile(0.5, lost(classRecord))),
    ttftP99S: over((classRecord) => classRecord.latencies.ttftS.quantile(0.99, lost(classRecord))),
    tpotMeanS: over((classRecord) => classRecord.latencies.tpotS.mean()),
    tpotP99S: over((classRecord) => classRecord.latencies.tpotS.quantile(0.99, lost(classRecord))),
  };
};

/** What arrives at the simulated replicas, and how its time is counted. */
interface SimulatedLoad {
  readonly arrivals: ArrivalSource;
  readonly replicas: number;
  readonly warmUpS: number;
  readonly durationS: number;
  /** Equal parts of the counted time, and how many of them make the busiest hour. */
  readonly periods: number;
  readonly periodsAnHour: number;
  /** First period of the busiest hour; null: the hour in which most requests arrive. */
  readonly busiestPeriod: number | null;
}

/** Random arrivals around the busiest hour, after one interval of warm-up. */
const drawnLoad = (
  scenario: PhysicalScenario,
  serving: ServingPlan,
  options: CheckOptions,
  random: Random,
): SimulatedLoad => {
  const { requestsPerS } = serving.planned;
  const hours = Math.max(1, Math.round(options.hours));
  const intervalS = Math.min(1, options.hours) * HOUR_S;
  const { shares, busiest } = hoursAround(scenario.demand, hours);
  const wanted = Math.min(MOST_REPLICAS, Math.ceil(WANTED_REQUESTS / (requestsPerS * intervalS)));
  const replicas = withWholePool(serving, options.replicas ?? Math.max(1, wanted));
  const periodsAnHour = Math.max(1, Math.min(BATCHES, Math.floor(MOST_RECORDS / hours)));
  const arrivals = randomArrivals(
    { intervalS, requestsPerS: [entryAt(shares, 0), ...shares].map((share) => share * requestsPerS * replicas) },
    serving.workload.classes.map((trafficClass) => ({
      share: trafficClass.share,
      input: { meanTokens: trafficClass.inputTokens, cv: trafficClass.inputCv },
      output: { meanTokens: trafficClass.outputTokens, cv: trafficClass.outputCv },
    })),
    options.burstiness,
    random,
  );
  return {
    arrivals,
    replicas,
    warmUpS: intervalS,
    durationS: intervalS * (hours + 1),
    periods: hours * periodsAnHour,
    periodsAnHour,
    busiestPeriod: busiest * periodsAnHour,
  };
};

/** Most requests within an hour of a trace, a second; of a shorter trace the mean. */
const busiestRatePerS = (trace: Trace): number => {
  const spanS = traceSpanS(trace);
  if (spanS <= HOUR_S) return trace.atS.length / Math.max(1, spanS);
  let most = 0;
  let first = 0;
  for (const [last, atS] of trace.atS.entries()) {
    while (atS - (trace.atS[first] ?? atS) > HOUR_S) first++;
    most = Math.max(most, last - first + 1);
  }
  return most / HOUR_S;
};

/** The first minutes of a trace fill the replicas and are not counted: five, or a tenth of a short one. */
const TRACE_WARM_UP_S = 300;
/** A counted part of a trace, at least. */
const TRACE_PERIOD_S = 360;

/**
 * A recorded load on as many replicas as the plan takes for its busiest hour; of a larger one a random share on as many as
 * are simulated at most, which leaves each replica what the plan gives it.
 */
const recordedLoad = (
  serving: ServingPlan,
  trace: Trace,
  replicasAsked: number | null,
  random: Random,
): SimulatedLoad => {
  const { requestsPerS } = serving.planned;
  const needed = busiestRatePerS(trace) / requestsPerS;
  const replicas = withWholePool(serving, replicasAsked ?? Math.max(1, Math.min(MOST_REPLICAS, Math.ceil(needed))));
  const spanS = Math.max(1, traceSpanS(trace));
  const warmUpS = Math.min(TRACE_WARM_UP_S, spanS / 10);
  // Beyond the last arrival by a little, so that it is counted.
  const durationS = spanS * (1 + 1e-9) + 1e-3;
  const countedS = durationS - warmUpS;
  const periods = Math.min(MOST_RECORDS, Math.max(BATCHES, Math.round(countedS / TRACE_PERIOD_S)));
  return {
    arrivals: traceArrivals(trace, Math.min(1, replicas / needed), random),
    replicas,
    warmUpS,
    durationS,
    periods,
    periodsAnHour: Math.max(1, Math.min(periods, Math.round((periods * HOUR_S) / countedS))),
    busiestPeriod: null,
  };
};

/** Prompt replicas that so many decoding ones need. */
const poolFor = ({ planned, prefillPool }: ServingPlan, replicas: number): number =>
  prefillPool === null ? 0 : (replicas * planned.requestsPerS) / prefillPool.requestsPerS;

/** As close to a whole number of prompt replicas as their load need be. */
const NEARLY_WHOLE = 0.02;

/** Decoding replicas, from `least` on, whose prompt replicas are nearly a whole number, or come closest to it. */
const withWholePool = (serving: ServingPlan, least: number): number => {
  if (serving.prefillPool === null) return least;
  const off = (replicas: number): number => {
    const pool = poolFor(serving, replicas);
    return Math.abs(Math.max(1, Math.round(pool)) / pool - 1);
  };
  let best = least;
  for (let more = least + 1; more <= least + MOST_REPLICAS && off(best) > NEARLY_WHOLE; more++) {
    if (off(more) < off(best)) best = more;
  }
  return best;
};

/** First of so many periods in a row that most requests arrive in. */
const busiestOf = (periods: readonly Recorder[], inARow: number): number => {
  const offered = periods.map(({ byClass }) => byClass.reduce((sum, classRecord) => sum + classRecord.offered, 0));
  let best = 0;
  let most = -1;
  for (let first = 0; first + inARow <= offered.length; first++) {
    const sum = offered.slice(first, first + inARow).reduce((total, count) => total + count, 0);
    if (sum > most) [best, most] = [first, sum];
  }
  return best;
};

/**
 * Simulates some replicas of a plan with the load it gives them: the busiest hour at the rate that the plan rests on and the
 * hours around it in proportion, or a trace. What goes before as warm-up is not counted.
 */
export const checkPlan = async (
  scenario: PhysicalScenario,
  serving: ServingPlan,
  options: CheckOptions,
  hooks: SimulationHooks = {},
): Promise<PlanCheck> => {
  const { prefillPool } = serving;
  const { classes } = serving.workload;
  const random = createRandom(options.seed);
  const load =
    options.trace === undefined
      ? drawnLoad(scenario, serving, options, random)
      : recordedLoad(serving, options.trace, options.replicas, random);
  const { replicas, warmUpS, durationS, periods, periodsAnHour } = load;
  const periodS = (durationS - warmUpS) / periods;
  const prefillReplicas = prefillPool === null ? null : Math.max(1, Math.round(poolFor(serving, replicas)));
  const arrivals =
    prefillPool === null || prefillReplicas === null
      ? load.arrivals
      : readPrompts(load.arrivals, {
          lanes: prefillReplicas * prefillPool.replica.spread.data,
          stages: prefillPool.layout.stages,
          promptS: (tokens) => laneReadS(prefillPool, tokens, scenario.serving.prefixHitRate),
          handOverS: prefillPool.handOverS,
          untilS: durationS,
        });
  const outcome = await simulateFleet(
    {
      replica: replicaSettings(scenario, serving, random),
      replicas,
      routing: options.routing,
      arrivals,
      slos: classes.map(({ ttftP99S, tpotP99S }) => ({ ttftS: ttftP99S, tpotS: tpotP99S })),
      warmUpS,
      durationS,
      drainS: DRAIN_S,
      periods,
      seriesPoints: Math.round(durationS / periodS),
      random,
    },
    hooks,
  );
  const first = load.busiestPeriod ?? busiestOf(outcome.periods, periodsAnHour);
  const busyPeriods = outcome.periods.slice(first, first + periodsAnHour);
  const fromS = warmUpS + first * periodS;
  const untilS = fromS + periodsAnHour * periodS;
  const busySeries = outcome.series.filter(
    (point) => point.fromS > fromS - 0.5 * periodS && point.fromS < untilS - 0.5 * periodS,
  );
  const mean = (value: (point: (typeof busySeries)[number]) => number): number =>
    busySeries.reduce((sum, point) => sum + value(point), 0) / busySeries.length;
  const offered = busyPeriods.reduce(
    (sum, { byClass }) => sum + byClass.reduce((count, classRecord) => count + classRecord.offered, 0),
    0,
  );
  return {
    options,
    replicas,
    prefillReplicas,
    hours: (durationS - warmUpS) / HOUR_S,
    requestsPerS: options.trace === undefined ? serving.planned.requestsPerS : offered / (untilS - fromS) / replicas,
    classes: classes.map(({ name }, index) => summarise(name, index, busyPeriods)),
    all: mergeRecords(outcome.periods.flatMap(({ byClass }) => byClass)),
    batch: mean(({ batch }) => batch),
    queue: mean(({ queue }) => queue),
    kvShare: mean(({ kvShare }) => kvShare),
    outcome,
  };
};
