import { inSentence, type FormattedQuantity } from '../../base/format.ts';
import type { Uncertainty } from '../../plan/sensitivity/first-order.ts';
import type { Tier } from '../../records/tier.ts';
import type { Headline } from '../controls/rr-headline/rr-headline.ts';

/** How a page writes its numbers: with so many significant digits, and with the prefix that suits `like`. */
export type Write = (value: number, unit: string, digits?: number, like?: number) => FormattedQuantity;

/** Of ends of ranges, and of changes. */
const ROUGH_DIGITS = 2;

/** Both ends of a band with the prefix of its middle: 262–351, 1.9–2.7 MW, $360–$1,200 per million. */
export const bandWords = (low: number, high: number, unit: string, write: Write): string => {
  const middle = low > 0 ? Math.sqrt(low * high) : high;
  const [from, to] = [write(low, unit, ROUGH_DIGITS, middle), write(high, unit, ROUGH_DIGITS, middle)];
  const fromUnit = from.unit === to.unit ? '' : ` ${from.unit}`;
  return `${from.text}${fromUnit}–${to.text} ${to.unit}`.trim();
};

/** "+12", "−1.2 MW": how a number became another; empty where both are written alike. */
export const differenceWords = (before: number | null, after: number | null, unit: string, write: Write): string => {
  if (before === null || after === null) return '';
  const [from, to] = [write(before, unit), write(after, unit)];
  if (from.text === to.text && from.unit === to.unit) return '';
  const difference = write(Math.abs(after - before), unit, ROUGH_DIGITS);
  return `${after > before ? '+' : '−'}${difference.text} ${difference.unit}`.trim();
};

/** The input that most of a range comes from. */
export const causeOf = (uncertainty: Uncertainty | undefined): string | null => {
  const largest = uncertainty?.contributions.at(0);
  return largest === undefined ? null : inSentence(largest.label);
};

/** What the numbers of a page have in common, told once below them instead of at each. */
export interface SharedByHeadlines {
  /** Of all of them; null where they differ. */
  readonly tier: Tier | null;
  /** The input that most of half of the ranges comes from, or of more; null where there is none. */
  readonly cause: string | null;
  /** Whether it is that of every range. */
  readonly causeOfAll: boolean;
}

export const sharedBy = (
  tiers: readonly (Tier | undefined)[],
  causesOrNull: readonly (string | null)[],
): SharedByHeadlines => {
  const [tier = null, other] = [...new Set(tiers.filter((known) => known !== undefined))];
  const causes = causesOrNull.filter((cause) => cause !== null);
  const alike = [...Map.groupBy(causes, (cause) => cause).values()].find((same) => 2 * same.length >= causes.length);
  return {
    tier: other === undefined ? tier : null,
    cause: alike?.[0] ?? null,
    causeOfAll: alike?.length === causes.length,
  };
};

export const unknownHeadline = (label: string, title: string, href: string | null): Headline => ({
  label,
  value: '–',
  unit: '',
  title,
  note: '',
  range: '',
  tier: null,
  href,
});
