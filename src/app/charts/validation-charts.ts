import { entryAt } from '../../base/checked.ts';
import { formatNumber } from '../../base/format.ts';
import { median, quantile } from '../../base/statistics/order.ts';
import type { Validated } from '../../plan/standing/validation.ts';
import { zeroLine, type XyChartData, type XySeries } from './xy-data.ts';

/** Published figures of one stack on one accelerator, and how far the model is off them. */
export interface ValidationGroup {
  readonly stack: string;
  readonly accelerator: string;
  readonly figure: Validated['figure'];
  readonly count: number;
  readonly medianError: number;
  readonly p90Error: number;
  readonly inBand: number;
}

export const FIGURE_WORDS: Record<Validated['figure'], string> = {
  outputTokensPerSecond: 'output tokens/s',
  prefillMs: 'prefill, ms',
  tpotMs: 'time per token, ms',
};

export const groupValidated = (rows: readonly Validated[]): ValidationGroup[] => {
  const groups = Map.groupBy(rows, ({ case: { stack, accelerator }, figure }) => `${stack}|${accelerator}|${figure}`);
  return [...groups.values()].map((members) => {
    const { case: first, figure } = entryAt(members, 0);
    const errors = members.map(({ error }) => Math.abs(error));
    return {
      stack: first.stack,
      accelerator: first.accelerator,
      figure,
      count: members.length,
      medianError: median(errors),
      p90Error: quantile(errors, 0.9),
      inBand: members.filter(({ inBand }) => inBand).length / members.length,
    };
  });
};

const nameOf = ({ case: servingCase }: Validated): string =>
  `${servingCase.model} on ${servingCase.gpus} × ${servingCase.accelerator}, ${servingCase.stack}, batch ${servingCase.batch}, ${servingCase.inputTokens}→${servingCase.outputTokens ?? 1}`;

/** Error of every published figure against its size: a cloud about zero is a model that is right on average. */
export const validationChart = (rows: readonly Validated[]): XyChartData => {
  const figures = Object.keys(FIGURE_WORDS) as Validated['figure'][];
  const errors = rows.map(({ error }) => Math.abs(error));
  return {
    title: 'Computed against published, one dot a figure',
    summary: `${rows.length} figures; half of them within ${formatNumber(100 * median(errors), 2)} %, nine in ten within ${formatNumber(100 * quantile(errors, 0.9), 2)} %. Hollow ones lie outside their 90 % band.`,
    x: { quantity: 'Published figure', unit: '', scale: 'log', include: [] },
    y: { quantity: 'Computed over published', unit: '% off', scale: 'linear', include: [-25, 25] },
    series: figures.flatMap((figure, style): XySeries[] => {
      const own = rows.filter((row) => row.figure === figure);
      const points = own.map((row) => ({
        x: row.published,
        y: 100 * row.error,
        low: null,
        high: null,
        hollow: !row.inBand,
        reading: `${nameOf(row)}: published ${formatNumber(row.published, 4)}, computed ${formatNumber(row.computed, 4)} ${FIGURE_WORDS[figure]}${row.inBand ? '' : ', outside its band'}`,
      }));
      return own.length === 0
        ? []
        : [{ label: FIGURE_WORDS[figure], style: style as XySeries['style'], connected: false, points }];
    }),
    curves: [zeroLine(rows.map(({ published }) => published))],
    table: {
      head: ['Case', 'Figure', 'Published', 'Computed', 'Off, %', 'In its 90 % band', 'Source'],
      rows: rows.map((row) => [
        nameOf(row),
        FIGURE_WORDS[row.figure],
        formatNumber(row.published, 4),
        formatNumber(row.computed, 4),
        formatNumber(100 * row.error, 2),
        row.inBand ? 'yes' : 'no',
        row.case.source,
      ]),
    },
  };
};
