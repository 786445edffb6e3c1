import { formatNumber, formatQuantity } from '../../base/format.ts';
import type { PublishedSeries } from '../../catalog/series.ts';
import { projectYears, yearsOf } from '../../projection/compare-laws.ts';
import type { Prediction, Projected } from '../../projection/project.ts';
import type { XyChartData, XyPoint, XySeries } from './xy-data.ts';

/** A series with the law that carries it on. */
export interface ProjectedSeries {
  readonly series: PublishedSeries;
  readonly prediction: Prediction;
}

/** A value of a series with its unit: $41.2, or a plain number of what the unit names. */
export const seriesValue = (value: number, unit: string): string => {
  const { text, unit: shown } = unit.startsWith('USD')
    ? formatQuantity(value, unit)
    : { text: formatNumber(value), unit };
  return `${text} ${shown}`.trim();
};

const yearText = (year: number): string => String(Number(year.toFixed(2)));

const STYLES = [0, 1, 2, 3] as const;
const styleOf = (index: number): XySeries['style'] => STYLES[index % STYLES.length] ?? 0;

const rangeText = ({ low, high }: Projected, unit: string): string =>
  low === null || high === null ? '' : ` (${seriesValue(low, unit)} to ${seriesValue(high, unit)})`;

const lawPoints = ({ series, prediction }: ProjectedSeries, years: readonly Projected[]): XyPoint[] =>
  years.map((projected) => ({
    x: projected.year,
    y: projected.value,
    low: projected.low,
    high: projected.high,
    hollow: false,
    reading: `${series.projection.name}, ${yearText(projected.year)} by the ${prediction.law === 'wright' ? 'law of Wright' : 'exponential'}: ${seriesValue(projected.value, series.projection.unit)}${rangeText(projected, series.projection.unit)}`,
  }));

const toldPoints = ({ projection, expected }: PublishedSeries): XyPoint[] =>
  [
    ...projection.points.map((point) => ({ ...point, hollow: false, words: 'as published' })),
    ...expected.map((point) => ({ ...point, hollow: true, words: 'expected by the source' })),
  ].map(({ year, value, hollow, words }) => ({
    x: year,
    y: value,
    low: null,
    high: null,
    hollow,
    reading: `${projection.name}, ${yearText(year)} ${words}: ${seriesValue(value, projection.unit)}`,
  }));

/** Costs over the years on a log axis: the law as a line with its band, what was published as marks, forecasts hollow. */
export const projectionChart = (all: readonly ProjectedSeries[], until: number): XyChartData => {
  const projected = all.map((answer) => projectYears(answer.prediction, yearsOf(answer.series.projection, until)));
  const [first] = all;
  const unit = first?.series.projection.unit ?? '';
  const end = first?.prediction.at(until) ?? null;
  return {
    title: all.length === 1 ? (first?.series.projection.name ?? '') : 'Costs over the years',
    summary:
      first === undefined || end === null
        ? 'There is no series.'
        : `${first.series.projection.name}: ${seriesValue(end.value, unit)} in ${yearText(until)}${rangeText(end, unit)}.`,
    x: { quantity: 'Year', unit: '', scale: 'linear', include: [until], exact: true, whole: 'years' },
    y: { quantity: 'Cost', unit, scale: 'log', include: [] },
    series: all.flatMap((answer, index): XySeries[] => [
      {
        label: all.length === 1 ? 'by the law' : answer.series.projection.name,
        style: styleOf(index),
        connected: true,
        // The band stands at every year; the marks are those of what was published.
        marks: true,
        points: lawPoints(answer, projected[index] ?? []),
      },
      { label: '', style: styleOf(index), connected: false, points: toldPoints(answer.series) },
    ]),
    curves: [],
    table: {
      head: ['Series', 'Year', `By the law, ${unit}`, 'From', 'To', 'Published or expected'],
      rows: all.flatMap(({ series }, index) =>
        (projected[index] ?? []).map(({ year, value, low, high }) => {
          const told = [...series.projection.points, ...series.expected].find((point) => point.year === year);
          return [
            series.projection.name,
            yearText(year),
            formatNumber(value, 4),
            low === null ? '–' : formatNumber(low, 3),
            high === null ? '–' : formatNumber(high, 3),
            told === undefined ? '–' : formatNumber(told.value, 4),
          ];
        }),
      ),
    },
  };
};
