import { entryAt } from '../base/checked.ts';
import { percentText } from '../base/format.ts';
import type { HeadlineUncertainty, Sensitivity } from '../plan/sensitivity/sensitivity.ts';
import { figure } from './plan-report.ts';
import { textTable } from './table.ts';

const percent = (halfWidth: number): string => `±${percentText(Math.sinh(halfWidth))}`;

const halving = ({ contributions, halving }: HeadlineUncertainty): string => {
  if (halving === null) return '–';
  return halving.kind === 'one'
    ? `${halving.id} known to ${percent(halving.toBand)} (now ${percent(entryAt(contributions, 0).band)})`
    : `${halving.ids.join(' and ')} known exactly`;
};

/** How far off the headlines may be, one a line, and the largest inputs behind each. */
export const uncertaintyText = ({ headlines, cliffs }: Sensitivity): string => {
  if (headlines.length === 0) return '';
  const rows = headlines.map((headline) => [
    headline.id,
    headline.id.startsWith('fleet.')
      ? `${figure(Math.floor(headline.low))} to ${figure(Math.ceil(headline.high))}`
      : `${figure(headline.low)} to ${figure(headline.high)}`,
    headline.contributions
      .slice(0, 3)
      .map(({ id, effect }) => `${id} ${percent(effect)}`)
      .join(', '),
    halving(headline),
  ]);
  const warned = cliffs.map(
    ({ id, factor, constraint }) =>
      `Within the bands there may be no fleet: ${id} × ${factor.toPrecision(3)} breaks ${constraint}.\n`,
  );
  return [
    '\nUncertainty, first order, 90 % bands\n',
    textTable([['headline', 'range', 'from', 'halved by'], ...rows], []),
    ...warned,
  ].join('');
};
