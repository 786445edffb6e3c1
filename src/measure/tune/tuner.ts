import { entryAt } from '../../base/checked.ts';
import { createRandom, inRandomOrder } from '../../base/random.ts';
import { median } from '../../base/statistics/order.ts';
import type { TuningCandidate } from '../../records/measurement.ts';
import type { GpuFailureKind } from '../device/failure.ts';
import type { DeviceOwner } from '../device/owner.ts';
import { prepare } from '../device/runner.ts';
import type { Workload } from '../kernels/program.ts';
import { Cancelled } from '../device/cancelled.ts';
import { chooseByRounds } from './decide.ts';
import { HOPELESS, nextFamily, type FamilySoFar } from './order.ts';

/**
 * Finds the fastest of several workloads that compute the same thing, by measuring:
 *
 *   1  each is built, verified on integers, run warm and timed briefly, and right after it the leader so far, so that what the
 *      machine did meanwhile touches both; the next one is of the family that did best so far; wrong, failed and slow ones
 *      drop out, and the rest of families that are far behind
 *   2  the rest are timed in rounds, in an order drawn anew each round, so that drift hits all alike
 *   3  after each round the pairs (candidate, leader) of the rounds are compared; it ends when the leader is ahead of
 *      everyone by an interval, or when the rounds or the time run out
 *
 * Where the interval cannot tell the leader from a simpler kernel, the simpler one wins. A candidate that loses the device
 * is recorded as such and never tried again by whoever keeps the log.
 */
export interface TunerOptions {
  readonly owner: DeviceOwner;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onBeat: () => void;
  readonly onCandidate: (done: number, total: number) => void;
  readonly seed: number;
  /** Time for the whole search; at least one candidate is always finished. */
  readonly budgetMs: number;
  readonly caseTimeoutMs: number;
}

export interface TunerResult {
  /** Null where no candidate gave a right result. */
  readonly winner: string | null;
  readonly log: TuningCandidate[];
  readonly elapsedMs: number;
}

/** The best of so many samples is the first look: a single one may have met an interrupt. */
const FIRST_SAMPLES = 3;
/** One run that takes this many times the best so far needs no second. */
const CLEARLY_SLOWER = 4;
/** Beyond this many, one more finalist costs more time than it could save. */
const MOST_FINALISTS = 6;
/** Six pairs are the fewest from which a 95 % interval of the median can be had. */
const LEAST_ROUNDS = 6;
const MOST_ROUNDS = 12;
/** A sample spans some fifty round trips to the GPU process, so that these are 2 % of it at most. */
const SAMPLE_MS = 20;
/** The first look may take this share of the budget, so that there is time to decide among the best. */
const FIRST_LOOK_SHARE = 0.65;

interface Entry {
  readonly name: string;
  readonly workload: Workload;
  readonly family: string;
  readonly complexity: number;
  status: TuningCandidate['status'];
  reason: string | null;
  compileMs: number | null;
  firstDispatchMs: number | null;
  times: number;
  /** Time at the first look over that of the first leader, by way of the leaders in between. */
  relative: number;
  readonly samplesMs: number[];
}

const STATUS_OF: Readonly<Record<GpuFailureKind, TuningCandidate['status']>> = {
  unsupported: 'failed',
  validation: 'failed',
  internal: 'failed',
  'out-of-memory': 'failed',
  lost: 'device-lost',
  timeout: 'timeout',
};

export interface Contestant {
  readonly workload: Workload;
  /** Contestants of a family are much alike. */
  readonly family: string;
  /** Orders candidates by how elaborate they are; the smaller wins a tie. */
  readonly complexity: number;
}

export const tune = async (contestants: readonly Contestant[], options: TunerOptions): Promise<TunerResult> => {
  const { owner, now, signal, onBeat, onCandidate, seed, budgetMs, caseTimeoutMs } = options;
  const started = now();
  const entries: Entry[] = contestants.map((contestant) => ({
    ...contestant,
    name: contestant.workload.kernel,
    status: 'skipped',
    reason: null,
    compileMs: null,
    firstDispatchMs: null,
    times: 1,
    relative: Infinity,
    samplesMs: [],
  }));

  let fastestMs = Infinity;

  /** One visit to the device: whatever happens to it ends in the entry. Returns the time of one run, or null. */
  const visit = async (entry: Entry, first: boolean, samples: number): Promise<number | null> => {
    if (signal.aborted) throw new Cancelled();
    const { workload } = entry;
    const result = await owner.withDevice(async (lease) => {
      const prepared = await prepare(lease, workload.program, { now, slots: 0 });
      const time = async (times: number): Promise<number> => {
        const ms = await prepared.timeMs(times);
        onBeat();
        return ms;
      };
      try {
        if (first) {
          entry.compileMs = prepared.compileMs;
          prepared.upload(workload.inputs('exact'));
          entry.firstDispatchMs = await time(1);
          const found = workload.verify('exact', await prepared.readOutputs());
          if (!found.ok) return { wrong: found.reason };
        }
        prepared.upload(workload.inputs('random'));
        const onceMs = await time(1);
        if (first && onceMs > fastestMs * CLEARLY_SLOWER) return { ms: onceMs };
        if (first) entry.times = Math.max(1, Math.ceil(SAMPLE_MS / Math.max(onceMs, 0.01)));
        let bestMs = Infinity;
        for (let i = 0; i < samples; i++) bestMs = Math.min(bestMs, await time(entry.times));
        return { ms: bestMs / entry.times };
      } finally {
        prepared.destroy();
      }
    }, caseTimeoutMs);
    if (!result.ok) {
      entry.status = STATUS_OF[result.error.kind];
      entry.reason = result.error.message.slice(0, 1000);
      return null;
    }
    if ('wrong' in result.value) {
      entry.status = 'wrong-result';
      entry.reason = result.value.wrong;
      return null;
    }
    return result.value.ms;
  };

  const running: Entry[] = [];
  const leader = (): Entry => running.reduce((best, entry) => (entry.relative < best.relative ? entry : best));
  /** How an entry that took `ms` just now compares with the leader, who is timed again beside it. */
  const relativeTo = async (best: Entry, ms: number): Promise<number> => {
    if (ms > fastestMs * CLEARLY_SLOWER) return (best.relative * ms) / fastestMs;
    const againMs = await visit(best, false, FIRST_SAMPLES);
    if (againMs === null) running.splice(running.indexOf(best), 1);
    else fastestMs = againMs;
    return (best.relative * ms) / fastestMs;
  };
  const waiting = [...entries];
  const soFar = new Map<string, FamilySoFar>();
  const nextEntry = (): Entry | null => {
    const families = [...new Set(waiting.map(({ family }) => family))];
    const family = nextFamily(families, soFar, running.length === 0 ? Infinity : leader().relative);
    const likeliest = waiting.find((entry) => entry.family === family);
    if (likeliest === undefined) return null;
    waiting.splice(waiting.indexOf(likeliest), 1);
    return likeliest;
  };
  const whyNoMore = (): string | null => {
    if (owner.state().spent) return 'the device was gone';
    const late = running.length > 0 && now() - started > budgetMs * FIRST_LOOK_SHARE;
    return late ? 'the time for the search was up' : null;
  };
  let stopped = whyNoMore();
  while (stopped === null) {
    const entry = nextEntry();
    if (entry === null) break;
    onCandidate(entries.length - waiting.length - 1, entries.length);
    const ms = await visit(entry, true, FIRST_SAMPLES);
    if (ms !== null) {
      entry.status = 'slow';
      entry.samplesMs.push(ms);
      entry.relative = running.length === 0 ? 1 : await relativeTo(leader(), ms);
      running.push(entry);
      if (leader() === entry) fastestMs = ms;
    }
    const { looks = 0, least = Infinity } = soFar.get(entry.family) ?? {};
    soFar.set(entry.family, { looks: looks + 1, least: Math.min(least, entry.relative) });
    stopped = whyNoMore();
  }
  for (const entry of waiting) entry.reason = stopped ?? 'the likeliest of its family were far behind';

  const firstLookMs = ({ samplesMs }: Entry): number => entryAt(samplesMs, 0);
  const leastMs = Math.min(...running.map(firstLookMs));
  /** By either comparison: beside the leader of its moment, which one interrupt can spoil, or by its time alone. */
  const behind = (entry: Entry): number => Math.min(entry.relative / leader().relative, firstLookMs(entry) / leastMs);
  const promising = running.filter((entry) => behind(entry) <= HOPELESS);
  const finalists = promising.sort((a, b) => behind(a) - behind(b)).slice(0, MOST_FINALISTS);
  for (const entry of finalists) {
    entry.status = 'beaten';
    // The first look was in no common round with the others; alone, it is all there is.
    if (finalists.length > 1) entry.samplesMs.length = 0;
  }
  const random = createRandom(seed);
  const alive = (): Entry[] => finalists.filter(({ status }) => status === 'beaten');
  const playRound = async (): Promise<void> => {
    for (const entry of inRandomOrder(alive(), random)) {
      if (owner.state().spent) return;
      const ms = await visit(entry, false, 1);
      if (ms !== null) entry.samplesMs.push(ms);
    }
  };
  for (let round = 0; round < MOST_ROUNDS && alive().length > 1; round++) {
    if (
      owner.state().spent ||
      (round >= LEAST_ROUNDS && (chooseByRounds(alive()).decided || now() - started > budgetMs))
    )
      break;
    await playRound();
  }
  const { winner } = chooseByRounds(alive());
  if (winner !== null) winner.status = 'won';
  return {
    winner: winner?.name ?? null,
    log: entries.map(({ workload, status, reason, compileMs, firstDispatchMs, samplesMs }) => {
      const middle = median(samplesMs);
      return {
        kernel: workload.kernel,
        status,
        reason,
        compileMs,
        firstDispatchMs,
        gflops: middle > 0 ? workload.flop / middle / 1e6 : null,
        samplesMs: [...samplesMs],
      };
    }),
    elapsedMs: now() - started,
  };
};
