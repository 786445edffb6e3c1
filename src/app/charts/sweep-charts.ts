import { formatCount, quantityText } from '../../base/format.ts';
import { headlineOf, HEADLINES, type HeadlineId } from '../../records/ledger-lines.ts';
import { ANY, type ShownRow, type SweepView } from '../../sweep/view.ts';
import type { AxisSpec, XyChartData, XyPoint, XySeries } from './xy-data.ts';

export type RowHref = (index: number) => string;

export const headlineText = (id: HeadlineId, value: number): string =>
  Number.isFinite(value) ? quantityText(value, headlineOf(id).unit) : '–';

const headlineAxis = (id: HeadlineId, scale: AxisSpec['scale']): AxisSpec => ({
  quantity: headlineOf(id).name,
  unit: headlineOf(id).unit,
  scale,
  include: [],
});

/** What of a row's inputs is worth a word: those that differ among the rows shown. */
export const inputsText = ({ inputs, only }: SweepView, row: ShownRow): string =>
  inputs
    .flatMap(({ path, unit }, index) => {
      const cell = row.inputs[index] ?? null;
      if ((only[path] ?? ANY) !== ANY || cell === null) return [];
      return [typeof cell === 'number' ? quantityText(cell, unit) : cell];
    })
    .join(', ');

/** The front over its first two objectives; the third is in what is read of each. */
export const frontChart = (view: SweepView, hrefOf: RowHref): XyChartData => {
  const [first, second, third] = view.objectives;
  const [nameX, nameY, nameZ] = view.objectives.map((id) => headlineOf(id).name);
  const pointOf =
    (hollow: boolean) =>
    (row: ShownRow): XyPoint => {
      const [x = NaN, y = NaN, z = NaN] = row.objectives;
      return {
        x,
        y,
        low: null,
        high: null,
        hollow,
        href: hrefOf(row.index),
        reading: `Row ${formatCount(row.index)}: ${headlineText(first, x)}, ${headlineText(second, y)}, ${headlineText(third, z)}; ${inputsText(view, row)}`,
      };
    };
  const series: XySeries[] = [
    { label: 'close to it', style: 1, connected: false, points: view.near.map(pointOf(true)) },
    { label: 'Pareto front', style: 0, connected: false, points: view.front.map(pointOf(false)) },
  ];
  return {
    title: `${nameX ?? ''}, ${nameY ?? ''} and ${nameZ ?? ''}`,
    summary: `${formatCount(view.frontCount)} of ${formatCount(view.compared)} plans are beaten by no other in all three at once.`,
    x: headlineAxis(first, view.scales[0]),
    y: headlineAxis(second, view.scales[1]),
    series: series.filter(({ points }) => points.length > 0),
    curves: [],
    cells: view.density,
    table: {
      head: ['Row', nameX ?? '', nameY ?? '', nameZ ?? '', 'Inputs'],
      rows: view.front.map((row) => [
        String(row.index),
        ...view.objectives.map((id, index) => headlineText(id, row.objectives[index] ?? NaN)),
        inputsText(view, row),
      ]),
      hrefs: view.front.map(({ index }) => hrefOf(index)),
    },
  };
};

/** The least of one figure along another, by the values of an input. */
export const sweepCurveChart = (view: SweepView, hrefOf: RowHref): XyChartData => {
  const input = view.inputs.find(({ path }) => path === view.curveX);
  const headline = HEADLINES.find(({ id }) => id === view.curveX);
  const quantity = input?.label ?? headline?.name ?? view.curveX;
  const unit = input?.unit ?? headline?.unit ?? '';
  const name = headlineOf(view.curveY).name;
  const series = view.curves.map(({ label, points }, index): XySeries => ({
    label,
    style: (index % 4) as XySeries['style'],
    connected: true,
    points: points.map(({ x, y, index: row }) => ({
      x,
      y,
      low: null,
      high: null,
      hollow: false,
      href: hrefOf(row),
      reading: `${label === '' ? '' : `${label}, `}${quantityText(x, unit)}: ${headlineText(view.curveY, y)}, row ${formatCount(row)}`,
    })),
  }));
  return {
    title: `${name} against ${quantity}`,
    summary: `The least that any plan of the sweep needs at each ${quantity}.`,
    x: { quantity, unit, scale: view.curveScales[0], include: [] },
    y: headlineAxis(view.curveY, view.curveScales[1]),
    series,
    curves: [],
    table: {
      head: ['Row', quantity, name, ''],
      rows: view.curves.flatMap(({ label, points }) =>
        points.map(({ x, y, index }) => [String(index), quantityText(x, unit), headlineText(view.curveY, y), label]),
      ),
      hrefs: view.curves.flatMap(({ points }) => points.map(({ index }) => hrefOf(index))),
    },
  };
};
