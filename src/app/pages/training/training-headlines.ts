import { formatCount, formatNumber, formatQuantity } from '../../../base/format.ts';
import { TRAINING_HEADLINES } from '../../../records/training-lines.ts';
import { trainingFigure, type TrainingPlan } from '../../../training/train.ts';
import type { TrainingUncertainty } from '../../../training/training-sensitivity.ts';
import type { Headline } from '../../controls/rr-headline/rr-headline.ts';

interface Shown {
  readonly text: string;
  readonly unit: string;
}

/** Compute is told in powers of ten, as everybody does; hours and money as people write them. */
export const showTraining = (value: number, unit: string, digits = 3): Shown => {
  if (unit === 'FLOP') return { text: Number(value.toPrecision(digits)).toExponential().replace('e+', 'e'), unit };
  if (unit === 'h' && value >= 1000) {
    return value >= 1e6
      ? { text: formatNumber(value / 1e6, digits), unit: 'million h' }
      : { text: digits < 3 ? formatNumber(value, digits) : formatCount(value), unit };
  }
  return unit === 'days' ? { text: formatNumber(value, digits), unit } : formatQuantity(value, unit, digits);
};

const rangeOf = ({ low, high }: TrainingUncertainty, unit: string): string => {
  const [from, to] = [showTraining(low, unit, 2), showTraining(high, unit, 2)];
  return from.unit === to.unit
    ? `${from.text}–${to.text} ${to.unit}`.trim()
    : `${from.text} ${from.unit}–${to.text} ${to.unit}`;
};

/** The strip above the page: every headline with its range, its tier, and the way to its line. */
export const trainingHeadlines = (
  plan: TrainingPlan,
  uncertain: readonly TrainingUncertainty[],
  hrefOf: (line: string) => string,
): Headline[] =>
  TRAINING_HEADLINES.map(({ id, name, unit }) => {
    const value = trainingFigure(plan, id);
    const line = plan.ledger.find((candidate) => candidate.id === id);
    if (value === null) {
      return {
        label: name,
        value: '–',
        unit: '',
        title: 'Not known',
        note: '',
        range: '',
        tier: null,
        href: hrefOf(id),
      };
    }
    const shown = showTraining(value, unit, unit === 'USD' ? 4 : 3);
    const found = uncertain.find((uncertainLine) => uncertainLine.id === id);
    const largest = found?.contributions.at(0);
    return {
      label: name,
      value: shown.text,
      unit: shown.unit,
      title: `${String(value)} ${unit}`,
      note: '',
      range:
        found === undefined || largest === undefined
          ? ''
          : `${rangeOf(found, unit)}\nmostly ${largest.label === 'MFU' ? 'MFU' : largest.label.toLowerCase()}`,
      tier: line?.tier ?? null,
      href: hrefOf(id),
    };
  });
