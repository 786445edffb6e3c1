import type { BREAKER_STANDARDS } from '../../records/rack-layout.ts';

/**
 * What a circuit breaker carries and when it opens, by its standard. Between what it must carry and what must open it, it
 * may do either: whoever counts on it must take it as opened. Currents and ratings in any unit, the same for both.
 */
export type BreakerStandard = (typeof BREAKER_STANDARDS)[number];

interface TripPoint {
  /** Load over rating from which on the breaker must open. */
  readonly ratio: number;
  /** The latest that it does, in s, for a rating in A. */
  readonly latestS: (ratingA: number) => number;
}

interface Behaviour {
  readonly name: string;
  /** Load over rating that it carries: for ever up to 1, above that for its conventional time. */
  readonly carries: number;
  readonly mustTrip: readonly TripPoint[];
  /** Share of the rating that a load of three hours and more may take where nobody states a continuous rating. */
  readonly continuousShare: number;
}

const HOUR_S = 3600;

/**
 * UL 489: calibration at 100 % (holds), at 135 % (opens within one hour up to 50 A, two above) and at 200 % (two minutes
 * up to 30 A, four to 50 A, six to 100 A, longer above); NEC 210.20: 80 % for continuous loads. IEC 60898-1: conventional
 * currents 1.13 and 1.45, one hour up to 63 A, two above; 2.55 opens within one minute up to 32 A, two above.
 */
const BEHAVIOUR: Readonly<Record<BreakerStandard, Behaviour>> = {
  ul489: {
    name: 'UL 489',
    carries: 1,
    mustTrip: [
      { ratio: 1.35, latestS: (ratingA) => (ratingA <= 50 ? HOUR_S : 2 * HOUR_S) },
      { ratio: 2, latestS: (ratingA) => (ratingA <= 30 ? 120 : ratingA <= 50 ? 240 : ratingA <= 100 ? 360 : HOUR_S) },
    ],
    continuousShare: 0.8,
  },
  iec60898: {
    name: 'IEC 60898-1',
    carries: 1.13,
    mustTrip: [
      { ratio: 1.45, latestS: (ratingA) => (ratingA <= 63 ? HOUR_S : 2 * HOUR_S) },
      { ratio: 2.55, latestS: (ratingA) => (ratingA <= 32 ? 60 : 120) },
    ],
    continuousShare: 1,
  },
};

export const breakerName = (standard: BreakerStandard): string => BEHAVIOUR[standard].name;
export const continuousShare = (standard: BreakerStandard): number => BEHAVIOUR[standard].continuousShare;

/** What the breaker must carry, in the unit of its rating. */
export const mustCarry = (rating: number, standard: BreakerStandard): number => BEHAVIOUR[standard].carries * rating;

/** Sums of loads differ from a rating in their last bits; nothing below this share is an overload. */
export const RATING_SLACK = 1e-9;

export const exceeds = (load: number, rating: number): boolean => load > rating * (1 + RATING_SLACK);

export interface TripTime {
  /** Load over rating. */
  readonly ratio: number;
  /** It opens no later than this, in s; null where the standard lets it carry the load for ever. */
  readonly latestS: number | null;
}

/** Null where the breaker carries the load; else when it opens. `ratingA` is the current that the times go by. */
export const tripTime = (
  load: number,
  rating: number,
  standard: BreakerStandard,
  ratingA = rating,
): TripTime | null => {
  const { carries, mustTrip } = BEHAVIOUR[standard];
  if (!exceeds(load, carries * rating)) return null;
  const ratio = load / rating;
  // A load at the point itself opens it; the last bits of a sum decide nothing.
  const reached = mustTrip.findLast((point) => ratio >= point.ratio * (1 - RATING_SLACK));
  return { ratio, latestS: reached === undefined ? null : reached.latestS(ratingA) };
};

/** "within 1 h", "may open, no time given": a band of trip times in words. */
export const tripWords = ({ latestS }: TripTime): string => {
  if (latestS === null) return 'may open, after hours or not at all';
  return latestS >= HOUR_S ? `within ${String(latestS / HOUR_S)} h` : `within ${String(latestS / 60)} min`;
};
