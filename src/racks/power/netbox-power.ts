import { feedBreakerW, type Feed } from './feed.ts';

/** A feed as NetBox has it. */
export interface NetboxFeed {
  readonly name: string;
  readonly voltageV: number;
  readonly amperageA: number;
  readonly phase: 'single-phase' | 'three-phase';
  /** Whole percent; 80 unless stated. */
  readonly maxUtilizationPercent: number;
}

/** Half to the even neighbour, as Python rounds. */
const roundHalfEven = (value: number): number => {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest === 0.5 ? floor + (floor % 2) : Math.round(value);
};

/** What NetBox takes for available: V · A · max % × 1.732, whole VA (dcim/models/power.py). */
export const netboxAvailableVa = ({ voltageV, amperageA, phase, maxUtilizationPercent }: NetboxFeed): number => {
  const va = Math.abs(voltageV) * amperageA * (maxUtilizationPercent / 100);
  return roundHalfEven(phase === 'three-phase' ? va * 1.732 : va);
};

export interface NetboxRackPower {
  readonly availableVa: number;
  /** What NetBox shows for the rack: allocated draw over all feeds added, A and B alike. */
  readonly shownPercent: number;
  /** By the feed that is lost: what the same load is of what is left. Empty with one feed. */
  readonly oneFeedLost: readonly {
    readonly lost: string;
    /** Of what the other feeds may carry by NetBox’ figure, and of their breakers. */
    readonly usablePercent: number;
    readonly breakerPercent: number;
  }[];
}

/**
 * The power of a rack as NetBox shows it, beside what that hides: it adds the feeds that stand in for each other. `drawW`
 * is the allocated draw of all devices, which all run on.
 */
export const netboxRackPower = (feeds: readonly NetboxFeed[], drawW: number): NetboxRackPower => {
  const available = (some: readonly NetboxFeed[]): number =>
    some.reduce((sum, feed) => sum + netboxAvailableVa(feed), 0);
  const breakers = (some: readonly NetboxFeed[]): number =>
    some.reduce((sum, feed) => sum + feedBreakerW(feedOfNetbox(feed)), 0);
  const availableVa = available(feeds);
  return {
    availableVa,
    shownPercent: availableVa === 0 ? 0 : (100 * drawW) / availableVa,
    oneFeedLost:
      feeds.length < 2
        ? []
        : feeds.map(({ name }, lost) => {
            const left = feeds.filter((_, index) => index !== lost);
            return {
              lost: name,
              usablePercent: (100 * drawW) / available(left),
              breakerPercent: (100 * drawW) / breakers(left),
            };
          }),
  };
};

/** The same feed in our terms; NetBox states no standard, its 80 % is the rule of UL breakers. */
export const feedOfNetbox = ({ name, voltageV, amperageA, phase, maxUtilizationPercent }: NetboxFeed): Feed => ({
  name,
  voltageV: Math.abs(voltageV),
  phases: phase === 'three-phase' ? 3 : 1,
  breakerA: amperageA,
  breakerStandard: 'ul489',
  continuousShare: maxUtilizationPercent / 100,
});
