import { machinePeak } from '../../throughput/product.ts';
import { formatNumber, quantityText } from '../../base/format.ts';
import type { Calibration } from '../../records/calibration.ts';
import { kernelTimeS } from '../../throughput/kernel-time.ts';
import { zeroLine, type XyChartData, type XyPoint, type XySeries } from './xy-data.ts';

type Residual = Calibration['residuals'][number];

const CURVE_POINTS = 60;
const SERIES: readonly { label: string; heldOut: boolean }[] = [
  { label: 'fitted', heldOut: false },
  { label: 'held out', heldOut: true },
];

type Shape = Pick<Residual, 'm' | 'n' | 'k'>;

const flopOf = ({ m, n, k }: Shape): number => 2 * m * n * k;
const gflopsOf = (row: Residual, us: number): number => flopOf(row) / us / 1e3;
/** Relative error of the prediction in percent: positive where the model expects more time than was measured. */
export const errorPercent = ({ measuredUs, predictedUs }: Pick<Residual, 'measuredUs' | 'predictedUs'>): number =>
  100 * (predictedUs / measuredUs - 1);

const intensityOf = ({ m, n, k }: Shape, elementBytes: number): number =>
  (2 * m * n * k) / (elementBytes * (m * k + k * n + m * n));

/** What a fitted roofline is drawn from: a calibration, or published constants without their rows. */
export type RooflineFit = Pick<Calibration, 'parameters' | 'peakTflops' | 'bandwidthGBps' | 'elementBytes'> & {
  readonly residuals: Calibration['residuals'];
};

const series = (calibration: RooflineFit, toPoint: (row: Residual) => XyPoint): XySeries[] =>
  SERIES.flatMap(({ label, heldOut }, style) => {
    const rows = calibration.residuals.filter((row) => row.heldOut === heldOut);
    return rows.length === 0
      ? []
      : [{ label, style: style as XySeries['style'], connected: false, points: rows.map(toPoint) }];
  });

const reading = (row: Residual): string =>
  `${row.m}×${row.n}×${row.k}: measured ${quantityText(row.measuredUs * 1e-6, 's')}, predicted ` +
  `${quantityText(row.predictedUs * 1e-6, 's')} (${errorPercent(row) > 0 ? '+' : ''}${formatNumber(errorPercent(row), 2)} %)`;

const table = ({ residuals }: RooflineFit): XyChartData['table'] => ({
  head: ['Product m×n×k', 'Measured, µs', 'Predicted, µs', 'Error, %', 'Held out'],
  rows: residuals.map((row) => [
    `${row.m}×${row.n}×${row.k}`,
    formatNumber(row.measuredUs, 4),
    formatNumber(row.predictedUs, 4),
    formatNumber(errorPercent(row), 2),
    row.heldOut ? 'yes' : 'no',
  ]),
});

/** Width and depth of the products that the fitted line is of: those of a transformer layer of some 7 billion parameters. */
const CURVE_WIDTH = 4096;
const MOST_ROWS = 2 ** 14;

/** The model's rate of m×4096×4096 products, from generating one token to long prompts, over the measured products. */
export const fitChart = (fit: RooflineFit): XyChartData => {
  const { parameters, peakTflops, bandwidthGBps, elementBytes, residuals } = fit;
  const peak = machinePeak({ peakTflops, bandwidthGBps });
  const rows = [
    ...new Set(Array.from({ length: CURVE_POINTS }, (_, i) => Math.round(MOST_ROWS ** (i / (CURVE_POINTS - 1))))),
  ];
  const curve = rows.map((m): [number, number] => {
    const shape = { m, n: CURVE_WIDTH, k: CURVE_WIDTH };
    const seconds = kernelTimeS(
      { ...shape, weightBytes: elementBytes, activationBytes: elementBytes },
      peak,
      parameters,
    );
    return [intensityOf(shape, elementBytes), flopOf(shape) / seconds / 1e9];
  });
  const most = Math.max(...curve.map(([, gflops]) => gflops));
  return {
    title: residuals.length === 0 ? 'Fitted roofline' : 'Fitted roofline over the measured products',
    summary: `The line is a product of m×${CURVE_WIDTH}×${CURVE_WIDTH}, m from 1 up; it reaches ${quantityText(most, 'GFLOP/s')}.`,
    x: { quantity: 'Arithmetic intensity', unit: 'FLOP/byte', scale: 'log', include: [] },
    y: { quantity: 'Throughput', unit: 'GFLOP/s', scale: 'log', include: [] },
    series: series(fit, (row) => ({
      x: intensityOf(row, elementBytes),
      y: gflopsOf(row, row.measuredUs),
      low: null,
      high: null,
      reading: reading(row),
      hollow: row.heldOut,
    })),
    curves: [{ kind: 'fit', label: 'fit', points: curve }],
    table:
      residuals.length > 0
        ? table(fit)
        : {
            head: ['FLOP/byte', 'GFLOP/s'],
            rows: curve.map(([intensity, gflops]) => [formatNumber(intensity), formatNumber(gflops)]),
          },
  };
};

/** Error of the prediction against the size of the product. */
export const residualChart = (calibration: Calibration): XyChartData => {
  const sizes = calibration.residuals.map((row) => Math.cbrt(flopOf(row) / 2));
  const worst = calibration.residuals.reduce<Residual | null>(
    (so, row) => (so === null || Math.abs(errorPercent(row)) > Math.abs(errorPercent(so)) ? row : so),
    null,
  );
  return {
    title: 'Residuals by size of the product',
    summary: worst === null ? 'No residuals.' : `Largest: ${reading(worst)}.`,
    x: { quantity: 'Size ∛(m·n·k)', unit: '', scale: 'log', base: 2, include: [] },
    y: { quantity: 'Predicted over measured time', unit: '% error', scale: 'linear', include: [-20, 20] },
    series: series(calibration, (row) => ({
      x: Math.cbrt(flopOf(row) / 2),
      y: errorPercent(row),
      low: null,
      high: null,
      reading: reading(row),
      hollow: row.heldOut,
    })),
    curves: [zeroLine(sizes)],
    table: table(calibration),
  };
};
