import { entryAt } from '../../base/checked.ts';
import type { ServingPlan } from './choose-replica.ts';
import { firstTokensAt, swingOf, tpotP99S, type FirstTokenTimes, type Swing } from './latency.ts';
import { pointAtOf, type OperatingPoint, type PointAt } from './operating-point.ts';

/** What requests get when a replica is loaded so far. */
export interface LoadPoint {
  /** Load over the load that the fleet is planned for. */
  readonly ofPlanned: number;
  /** Requests in progress on a decoding replica. */
  readonly batch: number;
  readonly ttftP50S: number;
  readonly ttftP99S: number;
  readonly tpotS: number;
  readonly tpotP99S: number;
}

/** Latency against load of a replica, for the class of traffic that is closest to breaking its SLO. */
export interface LoadCurve {
  /** By rising load. */
  readonly points: readonly LoadPoint[];
  readonly planned: LoadPoint;
  /** Where more requests in progress stop paying; null where the batch limit comes first. */
  readonly knee: LoadPoint | null;
  readonly batchLimit: number;
  readonly ttftSloS: number;
  readonly tpotSloS: number;
}

/** Batches are spaced evenly in log, which crowds the points where load saturates and latency rises. */
const POINTS = 28;
const LEAST_BATCH = 0.25;

const indexOfMost = (values: readonly number[]): number => values.indexOf(Math.max(...values));

/** Batches looked at for the knee: within 4 % of each other up to a thousand. */
const KNEE_GRID = 200;

const spaced = (count: number, batchLimit: number): number[] =>
  Array.from({ length: count }, (_, index) => LEAST_BATCH * (batchLimit / LEAST_BATCH) ** (index / (count - 1)));

/**
 * Kleinrock's knee: the load that maximises power, throughput over time in the system; by Little's law λ/T = λ²/n. Beyond
 * it a request more in progress costs more latency than it gives throughput. Looked for on a grid, because the matrix
 * units work in tiles and λ(n) has steps. Null where the batch limit comes first.
 */
const kneeBatch = (at: PointAt, batchLimit: number): number | null => {
  const grid = spaced(KNEE_GRID, batchLimit);
  const best = indexOfMost(grid.map((batch) => at(batch).requestsPerS ** 2 / batch));
  return best === grid.length - 1 ? null : entryAt(grid, best);
};

export const loadCurve = (serving: ServingPlan): LoadCurve => {
  const { replica, workload, planned, prefillPool, batchLimit } = serving;
  const { classes } = workload;
  const ttftClass = indexOfMost(
    classes.map(({ ttftP99S }, index) => entryAt(serving.firstTokens.byClass, index).p99 / ttftP99S),
  );
  const tpotClass = indexOfMost(
    classes.map((trafficClass, index) => entryAt(serving.tpotP99S, index) / trafficClass.tpotP99S),
  );
  const at = pointAtOf(replica, workload);

  /** Null where the replicas for prompts, loaded in proportion, cannot follow. */
  const firstTokens = (point: OperatingPoint, swing: Swing): FirstTokenTimes | null => {
    if (prefillPool === null)
      return entryAt(firstTokensAt(replica, workload, point, swing, serving.full).byClass, ttftClass);
    const requestsPerS = (prefillPool.requestsPerS * point.requestsPerS) / planned.requestsPerS;
    if (requestsPerS >= prefillPool.fullRequestsPerS) return null;
    return entryAt(prefillPool.model.firstTokens(requestsPerS, prefillPool.replicas), ttftClass);
  };

  const loadPoint = (point: OperatingPoint): LoadPoint | null => {
    const swing = swingOf(at, point);
    const first = firstTokens(point, swing);
    if (first === null) return null;
    return {
      ofPlanned: point.requestsPerS / planned.requestsPerS,
      batch: point.batch,
      ttftP50S: first.p50,
      ttftP99S: first.p99,
      tpotS: point.tpotS,
      tpotP99S: entryAt(tpotP99S(workload, point, swing), tpotClass),
    };
  };

  const plannedPoint = loadPoint(planned);
  if (plannedPoint === null) throw new Error('The planned load is more than the replicas for prompts can take.');
  const knee = kneeBatch(at, batchLimit);
  return {
    points: spaced(POINTS, batchLimit).flatMap((batch) => loadPoint(at(batch)) ?? []),
    planned: plannedPoint,
    knee: knee === null ? null : loadPoint(at(knee)),
    batchLimit,
    ttftSloS: entryAt(classes, ttftClass).ttftP99S,
    tpotSloS: entryAt(classes, tpotClass).tpotP99S,
  };
};
