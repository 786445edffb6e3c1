import { entryAt } from '../../base/checked.ts';
import { median, medianInterval } from '../../base/statistics/order.ts';

/** Deciding among kernels that were timed in common rounds. Pure, so that its error rate can be found by simulation. */
export interface Timed {
  readonly name: string;
  /** How elaborate it is; the smaller wins a tie. */
  readonly complexity: number;
  /** One sample a round, in the order of the rounds. */
  readonly samplesMs: readonly number[];
}

/** A lead smaller than this is worth no elaborate kernel. */
const NEGLIGIBLE = 0.02;

/** How much slower than the leader, round by round: an interval of the median, free of drift common to both. */
const slowdown = (entry: Timed, best: Timed): { readonly low: number; readonly median: number } => {
  const pairs = Math.min(entry.samplesMs.length, best.samplesMs.length);
  return medianInterval(
    Array.from({ length: pairs }, (_, i) => entryAt(entry.samplesMs, i) / entryAt(best.samplesMs, i) - 1),
  );
};

/**
 * The leader by median, unless a simpler kernel cannot be told from it.
 *
 *   slowdown against the leader, in %      0        2
 *   [====]                                 |        |   level: the simpler one wins
 *               [====]                     |        |   behind by interval: beaten
 *
 * `decided` once everyone else is behind by an interval.
 */
export const chooseByRounds = <T extends Timed>(entries: readonly T[]): { winner: T | null; decided: boolean } => {
  if (entries.length === 0) return { winner: null, decided: true };
  const best = entries.reduce((leading, entry) =>
    median(entry.samplesMs) < median(leading.samplesMs) ? entry : leading,
  );
  const level = entries.filter((entry) => {
    if (entry === best) return true;
    const { low, median: middle } = slowdown(entry, best);
    return low <= 0 && middle <= NEGLIGIBLE;
  });
  // As simple as the leader is not enough: of equals the leader stays.
  const winner = level.reduce((simplest, entry) => (entry.complexity < simplest.complexity ? entry : simplest), best);
  const decided = entries.every((entry) => entry === best || slowdown(entry, best).low > 0);
  return { winner, decided };
};
