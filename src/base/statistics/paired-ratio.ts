import { median, medianInterval } from './order.ts';
import { scatterOf, studentInterval } from './paired-sessions.ts';

/**
 * How many times one side needs the time of the other. In every round of a session each participant is timed once, so a round gives
 * one ratio whose two times saw the same state of the machine:
 *
 *   session 1   ln(peer/ours)   . .  ..   .          →  median  x1 ┐
 *   session 2                     ..  . .   .        →  median  x2 ├  mean ± t · s/√3
 *   session 3                   .   .. . .           →  median  x3 ┘
 *
 * A session is a new browser process. Rounds of one session share what it drew (compiled code, memory layout, a noisy
 * neighbour), so from three sessions on only their medians count as independent.
 */
export interface RatioInterval {
  /** Peer time / our time; above 1 we are faster. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Coverage of [low, high], at least 0.95 where the number of samples allows it. */
  readonly coverage: number;
  readonly method: 't-over-sessions' | 'order-statistics-over-rounds';
  /** Independent samples that the interval rests on: sessions or rounds. */
  readonly n: number;
}

const LEVEL = 0.95;
/** With two sessions t is 12.7 and the interval says nothing; the rounds' order statistics say more. */
const SESSIONS_FOR_T = 3;

const logRatios = (peerMs: readonly number[], ourMs: readonly number[]): number[] => {
  if (peerMs.length !== ourMs.length) throw new Error('Rounds of a session must be paired.');
  return peerMs.map((peer, round) => Math.log(peer / ourMs[round]!));
};

/** Times are positive; indexed by session, then by round. */
export const pairedRatio = (
  peerMs: readonly (readonly number[])[],
  ourMs: readonly (readonly number[])[],
): RatioInterval => {
  if (peerMs.length !== ourMs.length) throw new Error('Sessions must be paired.');
  const sessions = peerMs.map((rounds, session) => logRatios(rounds, ourMs[session]!));
  if (sessions.length < SESSIONS_FOR_T) {
    const interval = medianInterval(sessions.flat(), LEVEL);
    return {
      ratio: Math.exp(interval.median),
      low: Math.exp(interval.low),
      high: Math.exp(interval.high),
      coverage: interval.coverage,
      method: 'order-statistics-over-rounds',
      n: sessions.flat().length,
    };
  }
  const estimates = sessions.map(median);
  const { low, high } = studentInterval(estimates);
  return {
    ratio: Math.exp(scatterOf(estimates).mean),
    low: Math.exp(low),
    high: Math.exp(high),
    coverage: LEVEL,
    method: 't-over-sessions',
    n: estimates.length,
  };
};
