import { formatCount, formatQuantity } from '../../../base/format.ts';
import type { HeadlineUncertainty, Sensitivity } from '../../../plan/sensitivity/sensitivity.ts';
import { HEADLINES, headlinesOf, type HeadlineEntry, type HeadlineId } from '../../../records/ledger-lines.ts';
import type { HeadlineTable } from '../../../records/line-spec.ts';
import { figureOf, type LedgerLine, type Plan } from '../../../records/plan.ts';
import type { Tier } from '../../../records/tier.ts';
import type { Headline } from '../../controls/rr-headline/rr-headline.ts';
import { ledgerHref } from './ledger-address.ts';
import { labelInSentence } from './uncertainty-words.ts';

/** Things one buys or counts are printed in full, all else with three significant digits. */
const formatHeadline = (value: number, unit: string): { text: string; unit: string } =>
  unit === '' ? { text: formatCount(value), unit } : formatQuantity(value, unit);

/** A line told beside a headline: "12 servers spare". */
const noteText = ({ value, unit }: LedgerLine, words: string): string => {
  if (value === null) return '';
  const named = value === 1 ? unit.replace(/s$/, '') : unit;
  const shown = Number.isInteger(value) ? { text: formatCount(value), unit: named } : formatQuantity(value, unit);
  return `${shown.text} ${shown.unit} ${words}`;
};

const HEADLINE_BY_ID = new Map(HEADLINES.map((headline) => [headline.id, headline]));

export const headlineName = (id: HeadlineId): string => HEADLINE_BY_ID.get(id)?.name ?? id;

/** Both ends of a band in the unit of its middle: 262–351, 1.9–2.7 MW, $360–$1,200 per million. */
export const rangeText = ({ id, low, high }: Pick<HeadlineUncertainty, 'id' | 'low' | 'high'>): string => {
  const unit = HEADLINE_BY_ID.get(id)?.unit ?? '';
  if (unit === '') return `${formatCount(Math.floor(low))}–${formatCount(Math.ceil(high))}`;
  const middle = low > 0 ? Math.sqrt(low * high) : high;
  const [lower, upper] = [formatQuantity(low, unit, 2, middle), formatQuantity(high, unit, 2, middle)];
  return `${lower.text}–${upper.text} ${upper.unit}`;
};

const CHANGE_DIGITS = 2;

/** "+12", "−1.2 MW": how a number became another; empty where both are shown as the same. */
export const changeText = (before: number | null, after: number | null, unit: string): string => {
  if (before === null || after === null) return '';
  const [from, to] = [formatHeadline(before, unit), formatHeadline(after, unit)];
  if (from.text === to.text && from.unit === to.unit) return '';
  const size = Math.abs(after - before);
  const { text, unit: shownUnit } =
    unit === '' ? formatHeadline(size, unit) : formatQuantity(size, unit, CHANGE_DIGITS);
  return `${after > before ? '+' : '−'}${text}${shownUnit === '' ? '' : ` ${shownUnit}`}`;
};

/** The input that most of a range comes from. */
const causeOf = (uncertainty: HeadlineUncertainty | undefined): string | null => {
  const largest = uncertainty?.contributions.at(0);
  return largest === undefined ? null : labelInSentence(largest.label);
};

/** The range around the number as it stands now; the band itself may be of a moment ago. */
const rangeAround = (value: number, uncertainty: HeadlineUncertainty): string => {
  const spread = Math.exp(uncertainty.halfWidth);
  return rangeText({ id: uncertainty.id, low: value / spread, high: value * spread });
};

/** What the numbers of the page have in common, told once below them instead of at each. */
export interface SharedByHeadlines {
  /** Of all of them; null where they differ. */
  readonly tier: Tier | null;
  /** The input that most of half of the ranges comes from, or of more; null where there is none. */
  readonly cause: string | null;
  /** Whether it is that of every range. */
  readonly causeOfAll: boolean;
}

const only = <T>(values: readonly (T | null | undefined)[]): T | null => {
  const known = new Set(values.filter((value) => value !== null && value !== undefined));
  return known.size === 1 ? ([...known][0] ?? null) : null;
};

export const sharedByHeadlines = (plan: Plan, sensitivity: Sensitivity | null): SharedByHeadlines => {
  const shown = [...headlinesOf('strip'), ...headlinesOf('more')].filter(({ id }) => figureOf(plan, id) !== null);
  const tiers = new Map(plan.ledger.map(({ id, tier }) => [id, tier]));
  const causes = shown
    .map(({ id }) => causeOf(sensitivity?.headlines.find((headline) => headline.id === id)))
    .filter((cause) => cause !== null);
  const alike = [...Map.groupBy(causes, (cause) => cause).values()].find((same) => 2 * same.length >= causes.length);
  return {
    tier: only(shown.map(({ id }) => tiers.get(id))),
    cause: alike?.[0] ?? null,
    causeOfAll: alike?.length === causes.length,
  };
};

/** What the headlines of a plan are told from. */
export interface HeadlineSources {
  readonly plan: Plan;
  readonly sensitivity: Sensitivity | null;
  /** The plan before the last edit; null where there was none. */
  readonly before: Plan | null;
}

const notKnown = ({ name }: HeadlineEntry): Headline => ({
  label: name,
  value: '–',
  unit: '',
  title: 'Not part of this plan',
  note: '',
  range: '',
  tier: null,
  href: null,
});

export const planHeadlines = (
  headlines: HeadlineTable,
  { plan, sensitivity, before }: HeadlineSources,
): readonly Headline[] => {
  const lines = new Map(plan.ledger.map((line) => [line.id, line]));
  const shared = sharedByHeadlines(plan, sensitivity);
  return headlinesOf(headlines).map((headline) => {
    const { id, name, unit, note } = headline;
    const number = figureOf(plan, id);
    if (number === null) return notKnown(headline);
    const line = lines.get(id);
    const { text, unit: shownUnit } = formatHeadline(number, unit);
    const noted = note === undefined ? undefined : lines.get(note.line);
    const uncertainty = sensitivity?.headlines.find((candidate) => candidate.id === id);
    const cause = causeOf(uncertainty);
    return {
      label: name,
      value: text,
      unit: shownUnit,
      title: `${number} ${unit}${cause === null ? '' : `; its range comes mostly from ${cause}`}`
        .replace(' ;', ';')
        .trim(),
      note: note === undefined || noted === undefined ? '' : noteText(noted, note.words),
      noteHref: noted === undefined ? null : ledgerHref(noted.id),
      range: uncertainty === undefined || cause === null ? '' : rangeAround(number, uncertainty),
      change: before === null ? '' : changeText(figureOf(before, id), number, unit),
      tier: shared.tier === null ? (line?.tier ?? null) : null,
      href: line === undefined ? null : ledgerHref(id),
    };
  });
};
