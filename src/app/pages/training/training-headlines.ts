import { formatCount, formatNumber, formatQuantity, percentText } from '../../../base/format.ts';
import { TRAINING_HEADLINES, type TrainingHeadlineId } from '../../../records/training-lines.ts';
import type { Tier } from '../../../records/tier.ts';
import { trainingFigure, type TrainingPlan } from '../../../training/train.ts';
import type { TrainingUncertainty } from '../../../training/training-sensitivity.ts';
import type { Headline } from '../../controls/rr-headline/rr-headline.ts';

interface Shown {
  readonly text: string;
  readonly unit: string;
}

/** Compute is told in powers of ten, as everybody does; hours and money as people write them. */
export const showTraining = (value: number, unit: string, digits = 3, like = value): Shown => {
  if (unit === 'FLOP') return { text: Number(value.toPrecision(digits)).toExponential().replace('e+', 'e'), unit };
  if (unit === 'h' && value >= 1000) {
    return value >= 1e6
      ? { text: formatNumber(value / 1e6, digits), unit: 'million h' }
      : { text: digits < 3 ? formatNumber(value, digits) : formatCount(value), unit };
  }
  return unit === 'days' ? { text: formatNumber(value, digits), unit } : formatQuantity(value, unit, digits, like);
};

const rangeOf = ({ low, high }: TrainingUncertainty, unit: string): string => {
  const middle = low > 0 ? Math.sqrt(low * high) : high;
  const [from, to] = [showTraining(low, unit, 2, middle), showTraining(high, unit, 2, middle)];
  return from.unit === to.unit
    ? `${from.text}–${to.text} ${to.unit}`.trim()
    : `${from.text} ${from.unit}–${to.text} ${to.unit}`;
};

/** What always stays in sight, and what stands beside it once. */
const STRIP: readonly TrainingHeadlineId[] = [
  'money.usd',
  'budget.totalUsd',
  'run.gpuHours',
  'run.days',
  'footprint.mwh',
  'footprint.tCO2e',
];
const MORE = ['run.flop', 'run.achievedTflops', 'run.mfu', 'footprint.electricityUsd'] as const;

/** What the numbers of a training are told from. */
export interface TrainingSources {
  readonly plan: TrainingPlan;
  readonly uncertain: readonly TrainingUncertainty[];
  /** The training before the last edit; null where there was none. */
  readonly before: TrainingPlan | null;
  readonly hrefOf: (line: string) => string;
}

/** The input that most of a range comes from, as it stands in a sentence. */
const causeOf = (uncertainty: TrainingUncertainty | undefined): string | null => {
  const label = uncertainty?.contributions.at(0)?.label;
  return label === undefined ? null : label === 'MFU' ? label : label.toLowerCase();
};

/** Of all numbers that the page shows first, told once; null where they differ. */
export const sharedTier = ({ ledger }: TrainingPlan): Tier | null => {
  const shown: readonly string[] = [...STRIP, ...MORE];
  const tiers = new Set(ledger.flatMap(({ id, tier }) => (shown.includes(id) ? tier : [])));
  return tiers.size === 1 ? ([...tiers][0] ?? null) : null;
};

/** The input that most of the ranges come from, told once for all; null where there is none. */
export const sharedCause = (uncertain: readonly TrainingUncertainty[]): string | null => {
  const causes = uncertain.map(causeOf).filter((cause) => cause !== null);
  const alike = [...Map.groupBy(causes, (cause) => cause).values()].find((same) => 2 * same.length >= causes.length);
  return alike?.[0] ?? null;
};

const changeOf = (before: number | null, after: number, unit: string): string => {
  if (before === null) return '';
  const [from, to] = [showTraining(before, unit), showTraining(after, unit)];
  if (from.text === to.text && from.unit === to.unit) return '';
  const { text, unit: shownUnit } = showTraining(Math.abs(after - before), unit, 2);
  return `${after > before ? '+' : '−'}${text} ${shownUnit}`.trim();
};

const tierOf = (plan: TrainingPlan, id: string): Tier | null =>
  sharedTier(plan) === null ? (plan.ledger.find((line) => line.id === id)?.tier ?? null) : null;

const notKnown = (label: string, href: string): Headline => ({
  label,
  value: '–',
  unit: '',
  title: 'Not known',
  note: '',
  range: '',
  tier: null,
  href,
});

/** The strip: every number with its range, what the last edit made of it, its tier, and the way to its line. */
export const trainingHeadlines = ({ plan, uncertain, before, hrefOf }: TrainingSources): Headline[] =>
  STRIP.flatMap((wanted) => TRAINING_HEADLINES.find(({ id }) => id === wanted) ?? []).map(({ id, name, unit }) => {
    const value = trainingFigure(plan, id);
    if (value === null) return notKnown(name, hrefOf(id));
    const shown = showTraining(value, unit, unit === 'USD' ? 4 : 3);
    const found = uncertain.find((uncertainLine) => uncertainLine.id === id);
    const cause = causeOf(found);
    return {
      label: name,
      value: shown.text,
      unit: shown.unit,
      title: `${String(value)} ${unit}${cause === null ? '' : `; its range comes mostly from ${cause}`}`,
      note: '',
      range: found === undefined || cause === null ? '' : rangeOf(found, unit),
      change: before === null ? '' : changeOf(trainingFigure(before, id), value, unit),
      tier: tierOf(plan, id),
      href: hrefOf(id),
    };
  });

/** Numbers that stand behind those of the strip. */
export const moreOfTraining = ({ plan, hrefOf }: TrainingSources): Headline[] =>
  MORE.map((id) => {
    const line = plan.ledger.find((candidate) => candidate.id === id);
    const label = line?.label ?? id;
    if (line === undefined || line.value === null) return notKnown(label, hrefOf(id));
    const isShare = line.unit === '';
    const { text, unit } = isShare
      ? { text: percentText(line.value, 3), unit: '' }
      : showTraining(line.value, line.unit);
    return {
      label,
      value: text,
      unit,
      title: `${String(line.value)} ${line.unit}`,
      note: '',
      tier: tierOf(plan, id),
      href: hrefOf(id),
    };
  });
