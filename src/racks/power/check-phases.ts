import { exceeds, mustCarry, tripTime, type BreakerStandard } from './breaker.ts';
import {
  BANKS,
  imbalance,
  lineCurrents,
  needsNeutral,
  threePhaseW,
  wattsByBank,
  worstLine,
  type Line,
  type PerLine,
  type PhaseLoad,
} from './phases.ts';

export interface PhaseSupply {
  readonly connection: 'delta' | 'wye';
  /** From line to line. */
  readonly voltageV: number;
  /** Continuous rating of a line. */
  readonly usableA: number;
  readonly breakerA: number | null;
  readonly breakerStandard: BreakerStandard;
}

export interface PhaseCheck {
  /** Current of each line; all null where part of the load has no known bank. */
  readonly lineA: PerLine<number | null>;
  /** Least and most that a line may carry, wherever the loads without a bank hang. */
  readonly lineRangeA: PerLine<readonly [least: number, most: number]>;
  /** Null on a delta supply, which has none. */
  readonly neutralA: number | null;
  /** Largest line current over the continuous rating. */
  readonly worstShare: number | null;
  /** Null where it hangs on where the loads without a bank are. */
  readonly overRating: boolean | null;
  /** Largest line current over the breaker’s rating. */
  readonly breakerShare: number | null;
  /** The largest line current is above what the breaker must carry. */
  readonly trips: boolean | null;
  /** The breaker opens no later than this; null where it carries the load, or may do so for ever. */
  readonly tripsWithinS: number | null;
  /** Largest distance of a line from the mean, over the mean. */
  readonly imbalance: number | null;
  readonly capacityW: number;
  readonly loadW: number;
  readonly unattributedW: number;
}

const perLine = <T>(of: (line: Line) => T): PerLine<T> => ({ L1: of('L1'), L2: of('L2'), L3: of('L3') });

/**
 * Currents of a supply against its ratings. A line never carries less for one more load, so that loads of unknown bank
 * leave a range: from none of them on the line to all of them on the bank that loads it most.
 */
export const checkPhases = (supply: PhaseSupply, loads: readonly PhaseLoad[]): PhaseCheck => {
  const { connection, voltageV, usableA, breakerA, breakerStandard } = supply;
  const known = loads.filter(({ bank }) => bank !== null);
  const total = (some: readonly PhaseLoad[]): number => some.reduce((sum, { watts }) => sum + watts, 0);
  const [loadW, knownW] = [total(loads), total(known)];
  const unattributedW = known.length === loads.length ? 0 : loadW - knownW;
  const least = lineCurrents(wattsByBank(known), voltageV);
  const placings =
    unattributedW === 0
      ? [least]
      : BANKS.filter((bank) => connection === 'wye' || !needsNeutral(bank)).map((bank) =>
          lineCurrents(wattsByBank([...known, { bank, watts: unattributedW }]), voltageV),
        );
  const most = perLine((line) => Math.max(...placings.map(({ lineA }) => lineA[line])));
  const sure = unattributedW === 0;
  const worst = sure ? worstLine(least.lineA) : null;
  /** True or false where the answer is the same for every placing. */
  const above = (limit: number): boolean | null => {
    if (exceeds(worstLine(least.lineA), limit)) return true;
    return exceeds(worstLine(most), limit) ? null : false;
  };
  return {
    lineA: perLine((line) => (sure ? least.lineA[line] : null)),
    lineRangeA: perLine((line) => [least.lineA[line], most[line]]),
    neutralA: connection === 'delta' || !sure ? null : least.neutralA,
    worstShare: worst === null ? null : worst / usableA,
    overRating: above(usableA),
    breakerShare: worst === null || breakerA === null ? null : worst / breakerA,
    trips: breakerA === null ? null : above(mustCarry(breakerA, breakerStandard)),
    tripsWithinS:
      worst === null || breakerA === null ? null : (tripTime(worst, breakerA, breakerStandard)?.latestS ?? null),
    imbalance: sure ? imbalance(least.lineA) : null,
    capacityW: threePhaseW(voltageV, usableA),
    loadW,
    unattributedW,
  };
};
