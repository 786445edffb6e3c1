import { HEADLINES, type HeadlineId } from '../../records/ledger-lines.ts';
import { figureOf, type Band, type Plan } from '../../records/plan.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Tier } from '../../records/tier.ts';
import { plan, type PlanOptions } from '../plan.ts';
import { uncertainInputs, type UncertainInput } from './uncertain-inputs.ts';

/** What one uncertain input does to one headline. */
export interface Contribution {
  /** Ledger line of the input. */
  readonly id: string;
  readonly label: string;
  readonly tier: Tier;
  /** Half-width of the input's 90 % band, in log. */
  readonly band: number;
  readonly basis: string;
  readonly remedy: string;
  /** Per cent of the headline for one per cent of the input, averaged over its band. */
  readonly elasticity: number;
  /** Half-width that the input alone gives the headline, in log: |elasticity| × band. */
  readonly effect: number;
}

/** What would make the band of a headline half as wide. */
export type Halving =
  /** Knowing the largest input to this half-width, in log, all others as they are. */
  | { readonly kind: 'one'; readonly id: string; readonly toBand: number }
  /** The largest alone does not do it: so many of the largest, known exactly. */
  | { readonly kind: 'several'; readonly ids: readonly string[] };

export interface HeadlineUncertainty {
  /** Ledger line of the headline. */
  readonly id: HeadlineId;
  readonly value: number;
  /** Half-width of the 90 % band, in log: the root of the sum of squared effects. */
  readonly halfWidth: number;
  readonly low: number;
  readonly high: number;
  /** Largest first; inputs that do not move the headline are left out. */
  readonly contributions: readonly Contribution[];
  readonly halving: Halving | null;
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

/** Below this a headline does not feel an input: rounding of the last digits, far below a server in a thousand. */
const NO_EFFECT = 1e-6;

const difference = (from: number | null, to: number | null): number | null =>
  from === null || to === null || from <= 0 || to <= 0 ? null : Math.log(to / from);

/**
 * Elasticity over the input's band: (ln y(x·e^b) − ln y(x·e^−b)) / 2b, a central difference in log space. The step is the
 * band itself, so that counts, which move in whole servers, are averaged over it. Where one end has no answer, the
 * difference to the middle stands in.
 */
const elasticityOf = (down: number | null, middle: number, up: number | null, band: number): number | null => {
  const both = difference(down, up);
  if (both !== null) return both / (2 * band);
  const one = difference(middle, up) ?? difference(down, middle);
  return one === null ? null : one / band;
};

const rootSumSquare = (contributions: readonly Contribution[]): number =>
  Math.hypot(...contributions.map(({ effect }) => effect));

const halvingOf = (contributions: readonly Contribution[], halfWidth: number): Halving | null => {
  const [largest, ...others] = contributions;
  if (largest === undefined) return null;
  const wanted = halfWidth / 2;
  const rest = rootSumSquare(others);
  if (rest < wanted) {
    const effect = Math.sqrt(wanted ** 2 - rest ** 2);
    return { kind: 'one', id: largest.id, toBand: (largest.band * effect) / largest.effect };
  }
  const count = contributions.findIndex((_, index) => rootSumSquare(contributions.slice(index + 1)) <= wanted) + 1;
  return { kind: 'several', ids: contributions.slice(0, count).map(({ id }) => id) };
};

interface Varied {
  readonly input: UncertainInput;
  readonly down: Plan;
  readonly up: Plan;
}

const headlineUncertainty = (middle: Plan, varied: readonly Varied[], id: HeadlineId): HeadlineUncertainty[] => {
  const value = figureOf(middle, id);
  if (value === null || value <= 0) return [];
  const contributions = varied
    .flatMap(({ input: { vary: _, ...input }, down, up }): Contribution[] => {
      const elasticity = elasticityOf(figureOf(down, id), value, figureOf(up, id), input.band);
      if (elasticity === null || Math.abs(elasticity) < NO_EFFECT) return [];
      return [{ ...input, elasticity, effect: Math.abs(elasticity) * input.band }];
    })
    .sort((a, b) => b.effect - a.effect);
  const halfWidth = rootSumSquare(contributions);
  return [
    {
      id,
      value,
      halfWidth,
      low: value * Math.exp(-halfWidth),
      high: value * Math.exp(halfWidth),
      contributions,
      halving: halvingOf(contributions, halfWidth),
    },
  ];
};

const cliffsOf = ({ input, down, up }: Varied): Cliff[] =>
  [
    { answer: down, factor: Math.exp(-input.band) },
    { answer: up, factor: Math.exp(input.band) },
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
  const at = (asked: Scenario, factors: PlanOptions['factors'] = {}): Plan =>
    plan(asked, { ...options, factors, ledger: false });
  const middle = at(scenario);
  if (!middle.feasible) return { headlines: [], cliffs: [] };
  const varied: Varied[] = [];
  for (const input of uncertainInputs(scenario, options)) {
    yield;
    const planAt = (step: number): Plan => {
      const { scenario: changed, factors } = input.vary(Math.exp(step));
      return at(changed, factors);
    };
    varied.push({ input, down: planAt(-input.band), up: planAt(input.band) });
  }
  return {
    headlines: HEADLINES.flatMap(({ id }) => headlineUncertainty(middle, varied, id)),
    cliffs: varied.flatMap(cliffsOf),
  };
}

export const sensitivity = (scenario: Scenario, options: PlanOptions = {}): Sensitivity => {
  const steps = sensitivitySteps(scenario, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};

/** The bands as a plan carries them. */
export const bandsOf = ({ headlines }: Sensitivity): Readonly<Partial<Record<HeadlineId, Band>>> =>
  Object.fromEntries(headlines.map(({ id, low, value, high }) => [id, { p5: low, p50: value, p95: high }]));
