import type { PublishedSeries } from '../catalog/series.ts';
import { createLedger, type Ledger } from '../plan/ledger.ts';
import type { LineId } from '../records/ledger-lines.ts';
import type { LedgerLine } from '../records/plan.ts';
import type { Projection } from '../records/projection.ts';
import type { Prediction } from './project.ts';

/** More points than this are told by their number alone. */
const MOST_POINTS = 60;

const pointLine = (point: number): LineId => `change${point}.projection.point`;

const KNOWN: Readonly<Record<Prediction['known'], string>> = {
  given: 'as given',
  fitted: 'least squares of the logarithm of the value',
  'two points': 'through the two points',
};

/** What was typed instead of what the series says. */
export interface ChosenSlopes {
  readonly fall: boolean;
  readonly growth: boolean;
}

/** Lines of the slope: given ones are what the source, or the reader, says; fitted ones follow from the points. */
const slopeLines = (
  ledger: Ledger,
  { projection, citation }: PublishedSeries,
  { law, known, yearlyFall, exponent, volumeGrowth }: Prediction,
  points: readonly LineId[],
  chosen: ChosenSlopes,
): void => {
  const source = projection.source || 'not stated';
  const tier = citation === null ? 'assumed' : 'published';
  const given = (id: LineId, value: number, isChosen: boolean): void => {
    if (isChosen) ledger.choice(id, value, { source: 'typed on this page' });
    else ledger.input(id, value, source, tier);
  };
  const fitted = (id: LineId, value: number): void => {
    const over =
      law === 'wright' && projection.points.some(({ volume }) => volume !== null) ? 'the volume' : 'the year';
    ledger.model(id, value, `${KNOWN[known]}, over ${over}`, points);
  };
  const { halvingMonths, learningRate } = projection;
  if (law === 'exponential') {
    if (known !== 'given') fitted('projection.yearlyFall', yearlyFall);
    else if (halvingMonths !== null && projection.yearlyFall === null) {
      given('projection.halvingMonths', halvingMonths, false);
      ledger.line('projection.yearlyFall', '1 - 2 ^ (-12 / projection.halvingMonths)');
    } else given('projection.yearlyFall', yearlyFall, chosen.fall);
    return;
  }
  if (projection.volumeGrowth === null)
    ledger.choice('projection.volumeGrowth', volumeGrowth ?? NaN, { source: 'nobody counted it: doubling is assumed' });
  else given('projection.volumeGrowth', volumeGrowth ?? NaN, chosen.growth);
  if (learningRate !== null) {
    given('projection.learningRate', learningRate, false);
    ledger.line('projection.exponent', '-ln(1 - projection.learningRate) / ln(2)');
  } else if (known === 'given') {
    given('projection.yearlyFall', yearlyFall, chosen.fall);
    ledger.line('projection.exponent', '-ln(1 - projection.yearlyFall) / ln(1 + projection.volumeGrowth)');
    return;
  } else fitted('projection.exponent', exponent ?? NaN);
  ledger.line('projection.yearlyFall', '1 - (1 + projection.volumeGrowth) ^ (-projection.exponent)');
};

/** Every number of a series in a year: its points, its slope, where its law starts, the value there and its band. */
export const projectionLines = (
  series: PublishedSeries,
  prediction: Prediction,
  year: number,
  chosen: ChosenSlopes = { fall: false, growth: false },
): readonly LedgerLine[] => {
  const { projection, citation } = series;
  const ledger = createLedger({ recording: true });
  const of = projection.name;
  const ordered = [...projection.points].sort((a, b) => a.year - b.year);
  const told = ordered.length > MOST_POINTS ? [] : ordered;
  const points = told.map((point, index) => {
    const id = pointLine(index + 1);
    const detail = `${String(point.year)}, ${projection.unit}`;
    ledger.input(id, point.value, projection.source || 'not stated', citation === null ? 'assumed' : 'published', {
      of,
      detail,
    });
    return id;
  });
  slopeLines(ledger, series, prediction, points, chosen);
  // Wright's law over counted volumes is an exponential from the last of them on only.
  const start = startYearOf(projection, prediction, ordered[0]?.year ?? NaN);
  ledger.choice('projection.startYear', start, { source: 'first, or last counted, year of the series' });
  ledger.model('projection.startValue', prediction.at(start).value, KNOWN[prediction.known], points, {
    of,
    detail: projection.unit,
  });
  ledger.choice('projection.year', year, { source: 'asked for' });
  const after = start > year ? prediction.at(year).value : null;
  if (after !== null && start !== ordered[0]?.year)
    ledger.model('projection.value', after, 'the law at the volume of that year', points, {
      of,
      detail: projection.unit,
    });
  else
    ledger.line(
      'projection.value',
      'projection.startValue * (1 - projection.yearlyFall) ^ (projection.year - projection.startYear)',
      { of, detail: projection.unit, source: 'docs/training.md, projections' },
    );
  const { low, high } = prediction.at(year);
  const how =
    prediction.residual === null
      ? 'by the slowest and the fastest fall that the source speaks of'
      : '90 % prediction interval of the fit';
  if (low !== null) ledger.model('projection.low', low, how, ['projection.value'], { of, detail: projection.unit });
  if (high !== null) ledger.model('projection.high', high, how, ['projection.value'], { of, detail: projection.unit });
  return ledger.lines();
};

const startYearOf = ({ points, learningRate }: Projection, { law, known }: Prediction, first: number): number => {
  const counted = points.filter(({ volume }) => volume !== null);
  if (law !== 'wright' || learningRate !== null || known === 'given' || counted.length < 2) return first;
  return Math.max(...counted.map(({ year }) => year));
};
