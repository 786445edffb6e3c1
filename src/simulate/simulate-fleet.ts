import { entryAt } from '../base/checked.ts';
import type { Random } from '../base/random.ts';
import { emptyArrival, type ArrivalSource } from './arrivals.ts';
import { createRecorder, type LatencySlo, type Recorder } from './recorder.ts';
import { createReplicaSimulation, type ReplicaSettings, type ReplicaSimulation } from './simulate-replica.ts';
import { createTimeSeries, type SeriesPoint } from './time-series.ts';

/**
 * Who gets the next request. `random`: a fair draw, which keeps Poisson arrivals Poisson at each replica, as the closed
 * form assumes. `round-robin`: in turn. `least-outstanding`: whoever has fewest requests, as good routers do.
 */
export const ROUTINGS = ['random', 'round-robin', 'least-outstanding'] as const;
export type Routing = (typeof ROUTINGS)[number];

export interface FleetSettings {
  readonly replica: ReplicaSettings;
  /** Replicas that are simulated; `arrivals` are theirs together. */
  readonly replicas: number;
  readonly routing: Routing;
  readonly arrivals: ArrivalSource;
  /** Of each traffic class. */
  readonly slos: readonly LatencySlo[];
  /** Requests that arrive before are not counted: the replicas start empty. */
  readonly warmUpS: number;
  /** No request arrives after. */
  readonly durationS: number;
  /** How long after the last arrival the rest may take before it counts as unfinished. */
  readonly drainS: number;
  /** Equal parts of the counted time, each with its own record. */
  readonly periods: number;
  /** Points of the time series over the whole duration. */
  readonly seriesPoints: number;
  /** Draws the replica for `random` routing. */
  readonly random: Random;
}

export interface SimulationHooks {
  /** Called now and then with the share of the simulated time that is done. */
  readonly onProgress?: (share: number) => void;
  /** Lets others work in between: clicks, signals, messages. */
  readonly pause?: () => Promise<void>;
  /** Asked now and then; true ends the simulation, which keeps what it has. */
  readonly shouldStop?: () => boolean;
}

export interface FleetOutcome {
  /** False where `shouldStop` ended it early. */
  readonly complete: boolean;
  readonly simulatedS: number;
  /** By period of arrival; what is offered but neither finished nor rejected was unfinished at the end. */
  readonly periods: readonly Recorder[];
  readonly series: readonly SeriesPoint[];
  /** All requests, the warm-up's included. */
  readonly requests: number;
  readonly steps: number;
  readonly preemptions: number;
}

/** Arrivals between two looks at the hooks: a few milliseconds of work. */
const HOOK_INTERVAL = 4096;

const leastOutstanding = (replicas: readonly ReplicaSimulation[], first: number, nowS: number): number => {
  let best = -1;
  let fewest = Infinity;
  for (let i = 0; i < replicas.length; i++) {
    // Who is looked at first wins a tie; it changes from request to request.
    const at = (first + i) % replicas.length;
    const replica = entryAt(replicas, at);
    if (replica.dueS() <= nowS) replica.advance(nowS);
    const outstanding = replica.outstanding();
    if (outstanding < fewest) [best, fewest] = [at, outstanding];
  }
  return best;
};

/**
 * Simulates replicas request by request. A few replicas with their share of the load stand for a fleet: with random routing
 * exactly, with the others the more nearly the more replicas are taken. Same settings and seeds, same outcome.
 */
export const simulateFleet = async (settings: FleetSettings, hooks: SimulationHooks = {}): Promise<FleetOutcome> => {
  const { replicas: count, routing, arrivals, slos, warmUpS, durationS, random } = settings;
  const periodS = (durationS - warmUpS) / settings.periods;
  const periods = Array.from({ length: settings.periods }, () => createRecorder(slos.length));
  const series = createTimeSeries(durationS, settings.seriesPoints);
  const recorderAt = (atS: number): Recorder | null =>
    atS < warmUpS ? null : entryAt(periods, Math.min(periods.length - 1, Math.floor((atS - warmUpS) / periodS)));
  const replicas = Array.from({ length: count }, () =>
    createReplicaSimulation(settings.replica, { slos, recorderAt, series }),
  );

  const arrival = emptyArrival();
  let requests = 0;
  let stopped = false;
  let simulatedS = 0;
  while (arrivals(arrival) && arrival.atS < durationS) {
    if (requests % HOOK_INTERVAL === 0) {
      hooks.onProgress?.(Math.min(1, arrival.atS / durationS));
      await hooks.pause?.();
      stopped = hooks.shouldStop?.() ?? false;
      if (stopped) break;
    }
    const nowS = Number.isNaN(arrival.readAtS) ? arrival.atS : arrival.readAtS;
    const turn = requests % count;
    const chosen =
      routing === 'random'
        ? Math.floor(random.uniform() * count)
        : routing === 'round-robin'
          ? turn
          : leastOutstanding(replicas, turn, nowS);
    const replica = entryAt(replicas, chosen);
    replica.advance(nowS);
    replica.push(arrival);
    simulatedS = arrival.atS;
    requests++;
  }
  if (!stopped) {
    simulatedS = durationS;
    for (const replica of replicas) replica.advance(durationS + settings.drainS);
    hooks.onProgress?.(1);
  }
  const total = (value: (replica: ReplicaSimulation) => number): number =>
    replicas.reduce((sum, replica) => sum + value(replica), 0);
  return {
    complete: !stopped,
    simulatedS,
    periods,
    series: series.points(count, settings.replica.kvBlocks),
    requests,
    steps: total((replica) => replica.steps()),
    preemptions: total((replica) => replica.preemptions()),
  };
};
