import { finished } from '../../base/finished.ts';
import { HEADLINES, type HeadlineId } from '../../records/ledger-lines.ts';
import { figureOf, type Plan } from '../../records/plan.ts';
import type { Scenario } from '../../records/scenario.ts';
import { plan, type PlanOptions } from '../plan.ts';
import { firstOrder, type Uncertainty } from './first-order.ts';
import { bandEnds, uncertainInputs, type UncertainInput } from './uncertain-inputs.ts';

export interface HeadlineUncertainty extends Uncertainty {
  /** Ledger line of the headline. */
  readonly id: HeadlineId;
}

/** An input within whose band there is no fleet at all. */
export interface Cliff {
  readonly id: string;
  readonly label: string;
  /** The end of the band where it happens, as a factor on the input. */
  readonly factor: number;
  readonly constraint: string;
}

export interface Sensitivity {
  readonly headlines: readonly HeadlineUncertainty[];
  readonly cliffs: readonly Cliff[];
}

interface Varied {
  readonly input: UncertainInput;
  /** Ends of its 90 % band. */
  readonly ends: { readonly low: number; readonly high: number };
  readonly down: Plan;
  readonly up: Plan;
}

const headlineUncertainty = (middle: Plan, varied: readonly Varied[], id: HeadlineId): HeadlineUncertainty[] => {
  const moved = varied.map(
    ({ input: { vary: _vary, distribution: _distribution, lineTimes: _lineTimes, ...input }, ends, down, up }) => ({
      input: { ...input, band: Math.log(ends.high / ends.low) / 2 },
      down: figureOf(down, id),
      up: figureOf(up, id),
    }),
  );
  const found = firstOrder(figureOf(middle, id), moved);
  return found === null ? [] : [{ id, ...found }];
};

const cliffsOf = ({ input, ends, down, up }: Varied): Cliff[] =>
  [
    { answer: down, factor: ends.low },
    { answer: up, factor: ends.high },
  ].flatMap(({ answer, factor }) =>
    answer.feasible
      ? []
      : [{ id: input.id, label: input.label, factor, constraint: answer.binding.at(0)?.constraint ?? '' }],
  );

/**
 * First-order uncertainty of the headlines: each uncertain input is moved to both ends of its band, the others held, and
 * effects are added in squares. Range: inputs independent and their effects about linear in log over the band; a cliff (an
 * end without any fleet) is told apart. Stops for breath after each input, since a plan takes up to a tenth of a second.
 */
export function* sensitivitySteps(scenario: Scenario, options: PlanOptions): Generator<void, Sensitivity> {
  const at = (variant: Scenario, factors: PlanOptions['factors'] = {}): Plan =>
    plan(variant, { ...options, factors, ledger: false });
  const middle = at(scenario);
  if (!middle.feasible) return { headlines: [], cliffs: [] };
  const varied: Varied[] = [];
  for (const input of uncertainInputs(scenario, options)) {
    yield;
    const ends = bandEnds(input.distribution);
    const planAt = (factor: number): Plan => {
      const { scenario: changed, factors } = input.vary({ scenario, factors: {} }, factor);
      return at(changed, factors);
    };
    varied.push({ input, ends, down: planAt(ends.low), up: planAt(ends.high) });
  }
  return {
    headlines: HEADLINES.flatMap(({ id }) => headlineUncertainty(middle, varied, id)),
    cliffs: varied.flatMap(cliffsOf),
  };
}

export const sensitivity = (scenario: Scenario, options: PlanOptions = {}): Sensitivity =>
  finished(sensitivitySteps(scenario, options));
