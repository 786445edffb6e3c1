import { formatCount, formatNumber, formatQuantity, percentText } from '../../../base/format.ts';
import { TRAINING_HEADLINES, type TrainingHeadlineId } from '../../../records/training-lines.ts';
import type { Tier } from '../../../records/tier.ts';
import { trainingFigure, type TrainingPlan } from '../../../training/train.ts';
import type { TrainingUncertainty } from '../../../training/training-sensitivity.ts';
import type { Headline } from '../../controls/rr-headline/rr-headline.ts';
import {
  bandWords,
  causeOf,
  differenceWords,
  sharedBy,
  unknownHeadline,
  type SharedByHeadlines,
  type Write,
} from '../headline-words.ts';

/** Compute is told in powers of ten, as everybody does; hours and money as people write them. */
export const writeTraining: Write = (value, unit, digits = 3, like = value) => {
  if (unit === 'FLOP') return { text: Number(value.toPrecision(digits)).toExponential().replace('e+', 'e'), unit };
  if (unit === 'h' && value >= 1000) {
    return value >= 1e6
      ? { text: formatNumber(value / 1e6, digits), unit: 'million h' }
      : { text: digits < 3 ? formatNumber(value, digits) : formatCount(value), unit };
  }
  return unit === 'days' ? { text: formatNumber(value, digits), unit } : formatQuantity(value, unit, digits, like);
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

const tiersOf = ({ ledger }: TrainingPlan): readonly Tier[] => {
  const shown: readonly string[] = [...STRIP, ...MORE];
  return ledger.flatMap(({ id, tier }) => (shown.includes(id) ? tier : []));
};

/** Of all numbers that the page shows first. */
export const sharedByTraining = ({ plan, uncertain }: TrainingSources): SharedByHeadlines =>
  sharedBy(tiersOf(plan), uncertain.map(causeOf));

/** Where the numbers differ in it. */
const tierOf = (sources: TrainingSources, id: string): Tier | null =>
  sharedByTraining(sources).tier === null ? (sources.plan.ledger.find((line) => line.id === id)?.tier ?? null) : null;

/** The strip: every number with its range, what the last edit made of it, its tier, and the way to its line. */
export const trainingHeadlines = (sources: TrainingSources): Headline[] => {
  const { plan, uncertain, before, hrefOf } = sources;
  return STRIP.flatMap((wanted) => TRAINING_HEADLINES.find(({ id }) => id === wanted) ?? []).map(
    ({ id, name, unit }) => {
      const value = trainingFigure(plan, id);
      if (value === null) return unknownHeadline(name, 'Not known', hrefOf(id));
      const shown = writeTraining(value, unit, unit === 'USD' ? 4 : 3);
      const found = uncertain.find((uncertainLine) => uncertainLine.id === id);
      const cause = causeOf(found);
      return {
        label: name,
        value: shown.text,
        unit: shown.unit,
        title: `${String(value)} ${unit}${cause === null ? '' : `; its range comes mostly from ${cause}`}`,
        note: '',
        range: found === undefined || cause === null ? '' : bandWords(found.low, found.high, unit, writeTraining),
        change: before === null ? '' : differenceWords(trainingFigure(before, id), value, unit, writeTraining),
        tier: tierOf(sources, id),
        href: hrefOf(id),
      };
    },
  );
};

/** Numbers that stand behind those of the strip. */
export const moreOfTraining = (sources: TrainingSources): Headline[] => {
  const { plan, hrefOf } = sources;
  return MORE.map((id) => {
    const line = plan.ledger.find((candidate) => candidate.id === id);
    const label = line?.label ?? id;
    if (line === undefined || line.value === null) return unknownHeadline(label, 'Not known', hrefOf(id));
    const isShare = line.unit === '';
    const { text, unit } = isShare
      ? { text: percentText(line.value, 3), unit: '' }
      : writeTraining(line.value, line.unit);
    return {
      label,
      value: text,
      unit,
      title: `${String(line.value)} ${line.unit}`,
      note: '',
      tier: tierOf(sources, id),
      href: hrefOf(id),
    };
  });
};
