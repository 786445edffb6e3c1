import { formatNumber } from '../../base/format.ts';
import type { StackFit } from '../../records/stack-fit.ts';
import { zeroLine, type XyChartData, type XySeries } from './xy-data.ts';

type Residual = StackFit['residuals'][number];

/** Figures of a benchmark, as a table and a chart name them. */
export const SERVICE_FIGURES: Readonly<Record<Residual['figure'], { readonly words: string; readonly unit: string }>> =
  {
    outputTokensPerS: { words: 'output rate', unit: 'tokens/s' },
    tpotMs: { words: 'time per token', unit: 'ms' },
  };

const errorPercent = (computed: number, measured: number): number => 100 * (computed / measured - 1);

/** Each concurrency predicted by constants that were fitted without it: what the fit is worth for a load not measured. */
export const stackFitChart = ({ residuals }: StackFit): XyChartData => {
  const figures = Object.keys(SERVICE_FIGURES) as Residual['figure'][];
  const concurrencies = residuals.map(({ concurrency }) => concurrency);
  const worst = residuals.reduce((so, row) =>
    Math.abs(Math.log(row.leftOut / row.measured)) > Math.abs(Math.log(so.leftOut / so.measured)) ? row : so,
  );
  const reading = ({ concurrency, figure, measured, leftOut }: Residual): string => {
    const { words, unit } = SERVICE_FIGURES[figure];
    const off = errorPercent(leftOut, measured);
    return (
      `${formatNumber(concurrency)} at once, ${words}: measured ${formatNumber(measured, 4)} ${unit}, ` +
      `computed without it ${formatNumber(leftOut, 4)} ${unit} (${off > 0 ? '+' : ''}${formatNumber(off, 2)} %)`
    );
  };
  return {
    title: 'Each concurrency, computed without it',
    summary: `Furthest off: ${reading(worst)}.`,
    x: { quantity: 'Requests at once', unit: '', scale: 'log', base: 2, include: [] },
    y: { quantity: 'Computed over measured', unit: '% off', scale: 'linear', include: [-20, 20] },
    series: figures.flatMap((figure, style): XySeries[] => {
      const rows = residuals.filter((row) => row.figure === figure);
      if (rows.length === 0) return [];
      const points = rows.map((row) => ({
        x: row.concurrency,
        y: errorPercent(row.leftOut, row.measured),
        low: null,
        high: null,
        hollow: false,
        reading: reading(row),
      }));
      return [{ label: SERVICE_FIGURES[figure].words, style: style as XySeries['style'], connected: false, points }];
    }),
    curves: [zeroLine(concurrencies)],
    table: {
      head: ['Requests at once', 'Figure', 'Measured', 'Computed', 'Computed without it', 'Off, %'],
      rows: residuals.map(({ concurrency, figure, measured, computed, leftOut }) => [
        formatNumber(concurrency),
        `${SERVICE_FIGURES[figure].words}, ${SERVICE_FIGURES[figure].unit}`,
        formatNumber(measured, 4),
        formatNumber(computed, 4),
        formatNumber(leftOut, 4),
        formatNumber(errorPercent(leftOut, measured), 2),
      ]),
    },
  };
};
