import type { FEEDS } from '../../records/scenario.ts';
import { continuousShare, type BreakerStandard } from './breaker.ts';
import type { OutletBank } from './assign-outlets.ts';
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

/** A three-phase feed behind a UL 489 breaker that may carry `usableW` for hours at 80 %. */
export const feedFor = (name: string, usableW: number, voltageV: number): Feed => ({
  name,
  voltageV,
  phases: 3,
  breakerA: usableW / (0.8 * threePhaseW(voltageV, 1)),
  breakerStandard: 'ul489',
  continuousShare: 0.8,
});

/** Feeds of a rack by the word for them. */
export type Feeds = (typeof FEEDS)[number];
export const FEED_COUNTS: Readonly<Record<Feeds, number>> = { A: 1, 'A+B': 2, 'A+B+C': 3 };

/**
 * What each feed must carry for hours so that the rack has `rackW` with one of them lost, cords shared out evenly: all of
 * it with two feeds, half with three. A single feed carries all, and nothing is left without it.
 */
export const feedShareW = (rackW: number, feeds: Feeds): number => rackW / Math.max(1, FEED_COUNTS[feeds] - 1);

/** Ratings that breakers are sold with, A: NEC 240.6(A), and IEC 60898-1 with 60947-2 above 125 A. */
const RATINGS_A: Readonly<Record<BreakerStandard, readonly number[]>> = {
  ul489: [
    15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 110, 125, 150, 175, 200, 225, 250, 300, 350, 400, 450, 500,
    600, 700, 800, 1000, 1200, 1600, 2000, 2500, 3000, 4000,
  ],
  iec60898: [6, 10, 13, 16, 20, 25, 32, 40, 50, 63, 80, 100, 125, 160, 200, 250, 320, 400, 500, 630, 800, 1000, 1250],
};

/**
 * The three-phase feeds of a rack that carry `rackW` with one of them lost, behind the smallest breakers that are sold for
 * it; above the largest of them, behind what just carries it.
 */
export const soldFeeds = (
  rackW: number,
  feeds: Feeds,
  voltageV: number,
  breakerStandard: BreakerStandard,
): readonly Feed[] => {
  const share = continuousShare(breakerStandard);
  const leastA = feedShareW(rackW, feeds) / (share * threePhaseW(voltageV, 1));
  const breakerA = RATINGS_A[breakerStandard].find((rating) => rating >= leastA) ?? leastA;
  return ['A', 'B', 'C']
    .slice(0, FEED_COUNTS[feeds])
    .map((name) => ({ name, voltageV, phases: 3, breakerA, breakerStandard, continuousShare: share }));
};

/** Above this a supply of a server (200 to 240 V) hangs from a line to neutral; up to it between two lines. */
const MOST_BETWEEN_LINES_V = 250;

/** The three banks of a PDU without breakers of its own, as the voltage of its supply asks for. */
export const banksFor = (voltageV: number): readonly OutletBank[] =>
  (voltageV > MOST_BETWEEN_LINES_V ? (['L1-N', 'L2-N', 'L3-N'] as const) : (['L1-L2', 'L2-L3', 'L3-L1'] as const)).map(
    (bank) => ({ bank, usableA: null, outlets: null }),
  );
