import type { FEEDS } from '../../records/scenario.ts';
import { continuousShare, type BreakerStandard } from './breaker.ts';
import { threePhaseW } from './phases.ts';

/** A circuit to a rack, behind one breaker. */
export interface Feed {
  readonly name: string;
  /** From line to line; of a single-phase feed, between its two conductors. */
  readonly voltageV: number;
  readonly phases: 1 | 3;
  readonly breakerA: number;
  readonly breakerStandard: BreakerStandard;
  /** Share of the breaker that a continuous load may take: 0.8 by NEC 210.20, 1 by IEC. */
  readonly continuousShare: number;
}

/** What a feed carries for hours, in W at unity power factor: V · A · (√3) · share. */
export const feedUsableW = (feed: Feed): number => feed.continuousShare * feedBreakerW(feed);

/** The same at the rating of its breaker. */
export const feedBreakerW = ({ voltageV, phases, breakerA }: Feed): number =>
  phases === 3 ? threePhaseW(voltageV, breakerA) : voltageV * breakerA;

/** A three-phase feed that may carry `usableW` for hours, behind the breaker that its standard asks for. */
export const feedFor = (
  name: string,
  usableW: number,
  voltageV: number,
  breakerStandard: BreakerStandard = 'ul489',
): Feed => {
  const share = continuousShare(breakerStandard);
  const breakerA = usableW / (share * threePhaseW(voltageV, 1));
  return { name, voltageV, phases: 3, breakerA, breakerStandard, continuousShare: share };
};

/** Feeds of a rack by the word for them. */
export type Feeds = (typeof FEEDS)[number];
export const FEED_COUNTS: Readonly<Record<Feeds, number>> = { A: 1, 'A+B': 2, 'A+B+C': 3 };

/**
 * What each feed must carry for hours so that the rack has `rackW` with one of them lost, cords shared out evenly: all of
 * it with two feeds, half with three. A single feed carries all, and nothing is left without it.
 */
export const feedShareW = (rackW: number, feeds: Feeds): number => rackW / Math.max(1, FEED_COUNTS[feeds] - 1);

/** The feeds of a rack that just carry what it is planned with, one of them lost. */
export const feedsOf = (
  rackW: number,
  feeds: Feeds,
  voltageV: number,
  breakerStandard: BreakerStandard = 'ul489',
): readonly Feed[] =>
  ['A', 'B', 'C']
    .slice(0, FEED_COUNTS[feeds])
    .map((name) => feedFor(name, feedShareW(rackW, feeds), voltageV, breakerStandard));
