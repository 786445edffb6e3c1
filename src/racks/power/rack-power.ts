import { entryAt } from '../../base/checked.ts';
import type { Problem } from '../../base/result.ts';
import type { PoweredCount } from './powered-device.ts';
import { assignOutlets, type Assignment, type OutletBank } from './assign-outlets.ts';
import { exceeds, tripTime, type TripTime } from './breaker.ts';
import { feedBreakerW, feedUsableW, type Feed } from './feed.ts';
import { bankCurrentA, lineCurrents, needsNeutral, noWatts, worstLine, type PerLine } from './phases.ts';
import { cordsByFeed, runsOn } from './supplies.ts';

export interface RackSupply {
  readonly feeds: readonly Feed[];
  /** Banks of the PDU behind every feed; null where nobody described it: the load of a line is then not known. */
  readonly banks: readonly OutletBank[] | null;
}

export type LoadState = 'ok' | 'over' | 'trips';

export interface BankLoad {
  readonly bank: OutletBank['bank'];
  readonly currentA: number;
  readonly usableA: number | null;
}

export interface FeedLoad {
  readonly feed: string;
  /** What is known to hang on it, W. */
  readonly watts: number;
  /** And with all that hangs on no known feed; null where its power is not known either. */
  readonly mostWatts: number | null;
  /** Known load over what the feed carries for hours, and over its breaker. */
  readonly usableShare: number;
  readonly breakerShare: number;
  /** Currents of the lines behind a described PDU; null without one. */
  readonly lineA: PerLine<number> | null;
  readonly banks: readonly BankLoad[];
  /** By the most loaded line where the PDU is described, else by power. Null where the unattributed load decides it. */
  readonly verdict: LoadState | null;
  readonly trip: TripTime | null;
}

export interface SupplyState {
  /** Name of the feed that is lost; null for the whole supply. */
  readonly lost: string | null;
  readonly feeds: readonly FeedLoad[];
  /** Devices that stop, and devices of which nobody published whether they run on. */
  readonly down: readonly PoweredCount[];
  readonly unknown: readonly PoweredCount[];
}

export interface RackPower {
  readonly states: readonly SupplyState[];
  /** What hangs on no known feed, W: devices whose supplies nobody published. */
  readonly unattributedW: number;
  /** Devices whose power nobody published. */
  readonly withoutPower: readonly PoweredCount[];
  /** Why the cords cannot be hung on the banks of a PDU, by feed. */
  readonly problems: readonly Problem[];
}

interface Cord {
  /** Index of its device in the list. */
  readonly entry: number;
  readonly feed: number;
}

/** The cords of one feed; without an assignment nobody knows the banks that they hang on. */
export interface HungCords {
  readonly cords: readonly Cord[];
  readonly assignment: Assignment | null;
}

/** Nothing lost, and each feed in turn where there are several. */
const lossesOf = (feeds: number): readonly (number | null)[] =>
  feeds > 1 ? [null, ...Array.from({ length: feeds }, (_, feed) => feed)] : [null];

/** One cord for each supply of each device. */
const cordsOf = (devices: readonly PoweredCount[], feeds: number): readonly Cord[] =>
  devices.flatMap(({ device, count }, entry) =>
    device.supplies === null || device.powerW === null
      ? []
      : cordsByFeed(device.supplies.count, feeds).flatMap((cords, feed) =>
          Array.from({ length: cords * count }, () => ({ entry, feed })),
        ),
  );

/** Draw of one cord of each entry while `lost` is dark, W: its device’s power over the supplies that are lit. */
const drawOf = (devices: readonly PoweredCount[], feeds: number, lost: number | null) =>
  devices.map(({ device: { supplies, powerW } }) => {
    if (supplies === null || powerW === null) return { cordW: 0, runs: true };
    const cords = cordsByFeed(supplies.count, feeds);
    const lit = supplies.count - (lost === null ? 0 : entryAt(cords, lost));
    const runs = runsOn(supplies, powerW, lit);
    // What may run on draws its power: a breaker that is not known to be safe is not taken as safe.
    return { cordW: runs === false || lit === 0 ? 0 : powerW / lit, runs };
  });

/** What one phase carries to a supply at most: 63 A at 240 V. Above it a supply is a power shelf, on three phases alike. */
const MOST_ON_ONE_PHASE_W = 63 * 240;

/** Hangs every cord on a bank of the PDU of its feed, by what it draws in the worst of all states; power shelves on all three. */
export const hangCords = (
  { feeds, banks }: RackSupply,
  devices: readonly PoweredCount[],
): { readonly hung: readonly HungCords[]; readonly problems: readonly Problem[] } => {
  const draws = lossesOf(feeds.length).map((lost) => drawOf(devices, feeds.length, lost));
  const worstCordW = devices.map((_, entry) => Math.max(...draws.map((draw) => entryAt(draw, entry).cordW)));
  const cords = cordsOf(devices, feeds.length);
  const onThreePhases = devices.some(({ device }) => (device.supplies?.ratingW ?? 0) > MOST_ON_ONE_PHASE_W);
  const problems: Problem[] = [];
  const hung = feeds.map((feed, index): HungCords => {
    const own = cords.filter((cord) => cord.feed === index);
    if (banks === null || feed.phases === 1 || onThreePhases) return { cords: own, assignment: null };
    const assigned = assignOutlets(
      own.map(({ entry }) => entryAt(worstCordW, entry)),
      banks,
      feed.voltageV,
    );
    if (assigned.ok) return { cords: own, assignment: assigned.value };
    problems.push({ path: feed.name, message: `PDU on feed ${feed.name}: ${assigned.error.message}` });
    return { cords: own, assignment: null };
  });
  return { hung, problems };
};

const verdictOf = (load: number, usable: number, breaker: number, { breakerStandard, breakerA }: Feed): LoadState => {
  if (tripTime(load, breaker, breakerStandard, breakerA) !== null) return 'trips';
  return exceeds(load, usable) ? 'over' : 'ok';
};

/**
 * A rack under its whole supply and with each feed lost in turn: what hangs on every feed, line and bank, and which
 * devices go down. Cords hang on banks so that the most loaded line carries least in the worst of these states; a lost
 * feed moves the load of its cords to the other supplies of the same devices, as far as these run on.
 */
export const rackPower = ({ feeds, banks }: RackSupply, devices: readonly PoweredCount[]): RackPower => {
  const states = lossesOf(feeds.length).map((lost) => ({ lost, draw: drawOf(devices, feeds.length, lost) }));
  const withoutPower = devices.filter(({ device }) => device.powerW === null);
  const unattributedW = devices.reduce(
    (sum, { device, count }) => sum + (device.supplies === null ? (device.powerW ?? 0) * count : 0),
    0,
  );

  /** No line gains more than this over V for a load, wherever it hangs. */
  const lineFactor = banks?.some(({ bank }) => needsNeutral(bank)) === true ? Math.sqrt(3) : 1;
  const { hung, problems } = hangCords({ feeds, banks }, devices);

  const feedLoad = (index: number, draw: ReturnType<typeof drawOf>): FeedLoad => {
    const feed = entryAt(feeds, index);
    const { cords: own, assignment } = entryAt(hung, index);
    const watts = own.reduce((sum, { entry }) => sum + entryAt(draw, entry).cordW, 0);
    const byBank = (banks ?? []).map(() => 0);
    const state = noWatts();
    if (assignment !== null) {
      for (const [cord, { entry }] of own.entries()) {
        const bank = entryAt(assignment.bankOf, cord);
        const { cordW } = entryAt(draw, entry);
        byBank[bank] = entryAt(byBank, bank) + cordW;
        state[entryAt(banks ?? [], bank).bank] += cordW;
      }
    }
    const lineA = assignment === null ? null : lineCurrents(state, feed.voltageV).lineA;
    const usableW = feedUsableW(feed);
    const breakerW = feedBreakerW(feed);
    /** Load, rating and breaker alike in A by the worst line, or in W. */
    const judge = (moreW: number): LoadState =>
      lineA === null
        ? verdictOf(watts + moreW, usableW, breakerW, feed)
        : verdictOf(
            worstLine(lineA) + (moreW * lineFactor) / feed.voltageV,
            feed.breakerA * feed.continuousShare,
            feed.breakerA,
            feed,
          );
    const mostWatts = withoutPower.length > 0 ? null : watts + unattributedW;
    const least = judge(0);
    const most = mostWatts === null ? 'trips' : judge(unattributedW);
    const load = lineA === null ? watts / breakerW : worstLine(lineA) / feed.breakerA;
    return {
      feed: feed.name,
      watts,
      mostWatts,
      usableShare: load / feed.continuousShare,
      breakerShare: load,
      lineA,
      banks:
        assignment === null
          ? []
          : (banks ?? []).map(({ bank, usableA }, at) => ({
              bank,
              usableA,
              currentA: bankCurrentA(bank, entryAt(byBank, at), feed.voltageV),
            })),
      verdict: least === most ? least : null,
      trip: tripTime(load, 1, feed.breakerStandard, feed.breakerA),
    };
  };

  return {
    unattributedW,
    withoutPower,
    problems,
    states: states.map(({ lost, draw }) => ({
      lost: lost === null ? null : entryAt(feeds, lost).name,
      feeds: feeds.flatMap((_, index) => (index === lost ? [] : [feedLoad(index, draw)])),
      down: devices.filter((_, entry) => entryAt(draw, entry).runs === false),
      unknown: devices.filter((_, entry) => entryAt(draw, entry).runs === null),
    })),
  };
};
