import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { exceeds, RATING_SLACK } from './breaker.ts';
import { bankCurrentA, lineCurrents, noWatts, worstLine, type Bank } from './phases.ts';

/** Outlets of a PDU behind one breaker inside it. */
export interface OutletBank {
  readonly bank: Bank;
  /** What the breaker of the bank may carry continuously; null where the bank has none of its own. */
  readonly usableA: number | null;
  /** Outlets that it has; null where nobody counted them. */
  readonly outlets: number | null;
}

export interface Assignment {
  /** Index of the bank that each load hangs on, in the order of the loads. */
  readonly bankOf: readonly number[];
  /** Largest line current, A. */
  readonly worstA: number;
  /** No assignment has a smaller one than this. */
  readonly boundA: number;
  /** No assignment is better. */
  readonly provedLeast: boolean;
}

/** Partial assignments looked at before the best one so far is taken: some tens of milliseconds. */
const MOST_STEPS = 60_000;

/**
 * Hangs loads on the banks of a PDU so that its most loaded line carries least, and no bank more than its breaker may.
 * Branch and bound over the loads, largest first; loads that are alike, and banks that are still alike, are not tried in
 * every order. Where the search is cut off, `boundA` = max(ΣP/(√3·V), largest load alone) says how far off it may be.
 * `watts` are finite and not negative; `voltageV` is from line to line.
 */
export const assignOutlets = (
  watts: readonly number[],
  banks: readonly OutletBank[],
  voltageV: number,
): Result<Assignment, Problem> => {
  const order = watts.map((_, index) => index).sort((a, b) => watts[b]! - watts[a]!);
  const state = noWatts();
  const bankW = banks.map(() => 0);
  const free = banks.map(({ outlets }) => outlets ?? Infinity);
  const chosen: number[] = [];
  const worst = (): number => worstLine(lineCurrents(state, voltageV).lineA);

  const fits = (index: number, load: number): boolean => {
    const { bank, usableA } = banks[index]!;
    return (
      free[index]! > 0 && (usableA === null || !exceeds(bankCurrentA(bank, bankW[index]! + load, voltageV), usableA))
    );
  };
  const hang = (index: number, load: number, sign: 1 | -1): void => {
    // Set anew from its own sum when taken off, so that steps back leave no rounding behind.
    state[banks[index]!.bank] += sign * load;
    bankW[index]! += sign * load;
    free[index]! -= sign;
  };

  const total = watts.reduce((sum, load) => sum + load, 0);
  const alone = (load: number): number =>
    Math.min(...banks.map(({ bank }) => worstLine(lineCurrents({ ...noWatts(), [bank]: load }, voltageV).lineA)));
  const boundA = banks.length === 0 ? 0 : Math.max(total / (Math.sqrt(3) * voltageV), alone(Math.max(0, ...watts)));
  const goodEnough = boundA * (1 + RATING_SLACK);

  let best: number[] | null = null;
  let bestA = Infinity;
  let steps = 0;
  const search = (depth: number): void => {
    const worstA = worst();
    if (worstA >= bestA * (1 - RATING_SLACK)) return;
    if (depth === order.length) {
      [best, bestA] = [[...chosen], worstA];
      return;
    }
    const load = watts[order[depth]!]!;
    const like = depth > 0 && watts[order[depth - 1]!] === load ? chosen[depth - 1]! : 0;
    const seen = new Set<string>();
    const options = banks
      .map((_, index) => index)
      .filter((index) => index >= like && fits(index, load))
      .filter((index) => {
        const { bank, usableA } = banks[index]!;
        const key = `${bank} ${String(usableA)} ${String(bankW[index])} ${String(free[index])}`;
        return seen.has(key) ? false : (seen.add(key), true);
      })
      .map((index) => {
        hang(index, load, 1);
        const after = worst();
        hang(index, load, -1);
        return { index, after, bankW: bankW[index]! };
      })
      .sort((a, b) => a.after - b.after || a.bankW - b.bankW);
    for (const { index } of options) {
      if (steps++ >= MOST_STEPS || bestA <= goodEnough) return;
      chosen[depth] = index;
      const before = [state[banks[index]!.bank], bankW[index]!] as const;
      hang(index, load, 1);
      search(depth + 1);
      hang(index, load, -1);
      [state[banks[index]!.bank], bankW[index]] = before;
    }
  };
  search(0);

  if (best === null) {
    const why = `${String(watts.length)} loads of ${String(Math.round(total))} W together do not fit the outlets and breakers of its ${String(banks.length)} banks`;
    return err(problem('banks', `${why}; take a larger PDU, or one more.`));
  }
  const bankOf: number[] = [];
  for (const [place, index] of order.entries()) bankOf[index] = best[place];
  return ok({ bankOf, worstA: bestA, boundA, provedLeast: steps < MOST_STEPS || bestA <= goodEnough });
};
