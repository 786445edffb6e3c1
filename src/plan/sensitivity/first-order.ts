import type { Tier } from '../../records/tier.ts';

/**
 * First-order uncertainty of a number: every uncertain input moved to both ends of its band, the others held, and the effects
 * added in squares. Range: inputs independent, effects about linear in log over the band.
 */

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
  /** The headline at the lower and the upper end of the band; null where there is none. */
  readonly down: number | null;
  readonly up: number | null;
}

/** What would make the band of a headline half as wide. */
export type Halving =
  /** Knowing the largest input to this half-width, in log, all others as they are. */
  | { readonly kind: 'one'; readonly id: string; readonly toBand: number }
  /** The largest alone does not do it: so many of the largest, known exactly. */
  | { readonly kind: 'several'; readonly ids: readonly string[] };

/** The band of a number, and what it comes from. */
export interface Uncertainty {
  readonly value: number;
  /** Half-width of the 90 % band, in log: the root of the sum of squared effects. */
  readonly halfWidth: number;
  readonly low: number;
  readonly high: number;
  /** Largest first; inputs that do not move the number are left out. */
  readonly contributions: readonly Contribution[];
  readonly halving: Halving | null;
}

/** An input with the number that comes out at the lower and the upper end of its band; null where none does. */
export interface Moved {
  readonly input: Omit<Contribution, 'elasticity' | 'effect' | 'down' | 'up'>;
  readonly down: number | null;
  readonly up: number | null;
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
  const oneSided = difference(middle, up) ?? difference(down, middle);
  return oneSided === null ? null : oneSided / band;
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

/** Null for a number that is not known or not positive: it has no band in log. */
export const firstOrder = (value: number | null, moved: readonly Moved[]): Uncertainty | null => {
  if (value === null || value <= 0) return null;
  const contributions = moved
    .flatMap(({ input, down, up }): Contribution[] => {
      const elasticity = elasticityOf(down, value, up, input.band);
      if (elasticity === null || Math.abs(elasticity) < NO_EFFECT) return [];
      return [{ ...input, elasticity, effect: Math.abs(elasticity) * input.band, down, up }];
    })
    .sort((a, b) => b.effect - a.effect);
  const halfWidth = rootSumSquare(contributions);
  return {
    value,
    halfWidth,
    low: value * Math.exp(-halfWidth),
    high: value * Math.exp(halfWidth),
    contributions,
    halving: halvingOf(contributions, halfWidth),
  };
};
