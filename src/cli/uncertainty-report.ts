import { entryAt } from '../base/checked.ts';
import { percentText } from '../base/format.ts';
import type { HeadlineDraws, MonteCarlo } from '../plan/sensitivity/monte-carlo.ts';
import type { HeadlineUncertainty, Sensitivity } from '../plan/sensitivity/sensitivity.ts';
import { figure } from './figure.ts';
import { textTable } from './table.ts';

const percent = (halfWidth: number): string => `±${percentText(Math.sinh(halfWidth))}`;

const halving = ({ contributions, halving }: HeadlineUncertainty): string => {
  if (halving === null) return '–';
  return halving.kind === 'one'
    ? `${halving.id} known to ${percent(halving.toBand)} (now ${percent(entryAt(contributions, 0).band)})`
    : `${halving.ids.join(' and ')} known exactly`;
};

const quantiles = (drawn: HeadlineDraws | undefined): readonly string[] =>
  drawn === undefined
    ? ['–', '–', '–', '–']
    : [figure(drawn.p5), figure(drawn.p50), figure(drawn.p95), `±${percentText(drawn.p95Error)}`];

/** How far off the headlines may be, one a line, and the largest inputs behind each. */
export const uncertaintyText = ({ headlines, cliffs }: Sensitivity, drawn: MonteCarlo | null): string => {
  if (headlines.length === 0) return '';
  const rows = headlines.map((headline) => [
    headline.id,
    figure(headline.value),
    ...(drawn === null ? [] : quantiles(drawn.headlines.find(({ id }) => id === headline.id))),
    headline.contributions
      .slice(0, 3)
      .map(({ id, effect }) => `${id} ${percent(effect)}`)
      .join(', '),
    halving(headline),
  ]);
  const warned = cliffs.map(
    ({ id, factor, constraint }) =>
      `At an end of its band there is no fleet: ${id} × ${factor.toPrecision(3)} breaks ${constraint}.\n`,
  );
  const lost = (drawn?.withoutFleet ?? []).map(
    ({ constraint, share }) => `In ${percentText(share)} of the draws there is no fleet: ${constraint} is broken.\n`,
  );
  const columns = ['headline', 'plan', ...(drawn === null ? [] : ['P5', 'P50', 'P95', 'of P95']), 'from', 'halved by'];
  const how =
    drawn === null
      ? 'one input at a time'
      : `${figure(drawn.draws)} draws of all inputs at once, seed ${String(drawn.seed)}; “from” and “halved by” move one at a time`;
  return [`\nUncertainty: ${how}\n`, textTable([columns, ...rows], []), ...lost, ...warned].join('');
};
