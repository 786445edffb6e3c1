import { formatNumber, quantityText } from '../../base/format.ts';
import type { MeasuredCase, Measurement } from '../../records/measurement.ts';
import { caseText, rateInterval, rateText, shapeText } from './case-words.ts';
import type { XyChartData, XyPoint, XySeries } from './xy-data.ts';

const SERIES_STYLES = 4;

const products = (cases: readonly MeasuredCase[]): MeasuredCase[] =>
  cases.filter(({ kind, gflops }) => (kind === 'matmul' || kind === 'gemv') && gflops !== null && gflops > 0);

const isSquare = ({ m, n, k }: MeasuredCase): boolean => m === n && n === k;

/** Edge of the cube with as many multiply-adds: one number for the size of any product. */
export const equivalentSize = ({ flop }: MeasuredCase): number => Math.cbrt(flop / 2);

const toPoint = (one: MeasuredCase, x: number): XyPoint => {
  const interval = rateInterval(one);
  return {
    x,
    y: one.gflops ?? NaN,
    low: interval?.[0] ?? null,
    high: interval?.[1] ?? null,
    reading: `${caseText(one)} ${one.dtype}, ${one.kernel}: ${rateText(one)}${one.verified ? '' : ', not verified'}`,
    hollow: !one.verified,
  };
};

const byKernel = (
  cases: readonly MeasuredCase[],
  connected: boolean,
  place: (one: MeasuredCase) => number,
): XySeries[] => {
  const kernels = [...new Set(cases.map(({ kernel }) => kernel))];
  return kernels.map((kernel, index) => ({
    label: kernel,
    style: (index % SERIES_STYLES) as XySeries['style'],
    connected,
    points: cases
      .filter((one) => one.kernel === kernel)
      .map((one) => toPoint(one, place(one)))
      .sort((a, b) => a.x - b.x),
  }));
};

const table = (cases: readonly MeasuredCase[]): XyChartData['table'] => ({
  head: ['Product m×n×k', 'Kernel', 'GFLOP/s', 'Low', 'High', 'FLOP/byte', 'Verified'],
  rows: cases.map((one) => {
    const interval = rateInterval(one);
    return [
      shapeText(one) ?? one.id,
      one.kernel,
      formatNumber(one.gflops ?? NaN, 4),
      interval === null ? '–' : formatNumber(interval[0], 4),
      interval === null ? '–' : formatNumber(interval[1], 4),
      formatNumber(one.flop / one.bytes),
      one.verified ? 'yes' : 'no',
    ];
  }),
});

/** GFLOP/s by size: square products as lines, all others as marks. Grows while a run goes on. */
export const sizeChart = (cases: readonly MeasuredCase[]): XyChartData => {
  const drawn = products(cases);
  const best = drawn.reduce<MeasuredCase | null>(
    (fastest, one) => (fastest === null || (one.gflops ?? 0) > (fastest.gflops ?? 0) ? one : fastest),
    null,
  );
  const squares = byKernel(drawn.filter(isSquare), true, equivalentSize);
  const others = drawn.filter((one) => !isSquare(one)).map((one) => toPoint(one, equivalentSize(one)));
  const style = (squares.length % SERIES_STYLES) as XySeries['style'];
  return {
    title: 'Throughput by size of the product',
    summary: best === null ? 'No product measured yet.' : `Fastest: ${caseText(best)} at ${rateText(best)}.`,
    x: { quantity: 'Size ∛(m·n·k)', unit: '', scale: 'log', base: 2, include: [64, 1024] },
    y: { quantity: 'Throughput', unit: 'GFLOP/s', scale: 'log', include: drawn.length === 0 ? [1, 100] : [] },
    series: [
      ...squares,
      ...(others.length > 0 ? [{ label: 'not square', style, connected: false, points: others }] : []),
    ],
    curves: [],
    table: table(drawn),
  };
};

/** The measured roofs, and every product as a dot at its arithmetic intensity. */
export const rooflineChart = (measurement: Measurement): XyChartData => {
  const drawn = products(measurement.cases);
  const { fmaGflops, readGBps } = measurement.roofs;
  const intensities = drawn.map(({ flop, bytes }) => flop / bytes);
  const ridge = fmaGflops !== null && readGBps !== null ? fmaGflops / readGBps : null;
  const low = Math.min(0.25, ...intensities);
  const high = Math.max(64, ...intensities, (ridge ?? 1) * 4);
  const curves =
    fmaGflops === null || readGBps === null || ridge === null
      ? []
      : [
          {
            kind: 'roof' as const,
            label: '',
            points: [
              [low, low * readGBps],
              [ridge, fmaGflops],
            ] as const,
          },
          {
            kind: 'roof' as const,
            label: `${quantityText(fmaGflops, 'GFLOP/s')} multiply-add`,
            points: [
              [ridge, fmaGflops],
              [high, fmaGflops],
            ] as const,
          },
        ];
  return {
    title: 'Roofline',
    summary:
      ridge === null || readGBps === null
        ? 'The roofs were not measured in this run.'
        : `Reads ${quantityText(readGBps, 'GB/s')}; compute binds above ${formatNumber(ridge)} FLOP/byte.`,
    x: { quantity: 'Arithmetic intensity', unit: 'FLOP/byte', scale: 'log', include: [low, high] },
    y: { quantity: 'Throughput', unit: 'GFLOP/s', scale: 'log', include: [] },
    series: byKernel(drawn, false, ({ flop, bytes }) => flop / bytes),
    curves,
    table: table(drawn),
  };
};

const STREAMS = ['read', 'write', 'copy', 'workgroup-memory'] as const;
const MIB = 2 ** 20;

/** Bandwidth against the bytes that are touched: caches show as steps. Null where there is no such case. */
export const bandwidthChart = (cases: readonly MeasuredCase[]): XyChartData | null => {
  const drawn = cases.filter(
    ({ kind, gbps }) => STREAMS.some((stream) => stream === kind) && gbps !== null && gbps > 0,
  );
  if (drawn.length === 0) return null;
  const best = drawn.reduce((fastest, one) => ((one.gbps ?? 0) > (fastest.gbps ?? 0) ? one : fastest));
  const interval = ({ bytes, ci95Ms }: MeasuredCase): readonly [number, number] | null =>
    ci95Ms === null || ci95Ms[0] <= 0 ? null : [bytes / ci95Ms[1] / 1e6, bytes / ci95Ms[0] / 1e6];
  const size = (bytes: number): string => `${formatNumber(bytes / MIB)} MiB`;
  return {
    title: 'Bandwidth by working set',
    summary: `Most: ${caseText(best).toLowerCase()} of ${size(best.bytes)} at ${quantityText(best.gbps ?? NaN, 'GB/s')}.`,
    x: { quantity: 'Bytes moved in a run', unit: 'MiB', scale: 'log', base: 2, include: [] },
    y: { quantity: 'Bandwidth', unit: 'GB/s', scale: 'log', include: [] },
    series: STREAMS.flatMap((stream, style) => {
      const own = drawn.filter(({ kind }) => kind === stream).sort((a, b) => a.bytes - b.bytes);
      if (own.length === 0) return [];
      const points = own.map((one) => {
        const [low, high] = interval(one) ?? [null, null];
        const range = low === null || high === null ? '' : ` (${formatNumber(low)}–${formatNumber(high)})`;
        const reading = `${stream} of ${size(one.bytes)}, ${one.kernel}: ${quantityText(one.gbps ?? NaN, 'GB/s')}${range}`;
        return { x: one.bytes / MIB, y: one.gbps ?? NaN, low, high, reading, hollow: !one.verified };
      });
      return [{ label: stream, style: style as XySeries['style'], connected: true, points }];
    }),
    curves: [],
    table: {
      head: ['Test', 'Kernel', 'MiB', 'GB/s', 'Verified'],
      rows: drawn.map((one) => [
        one.kind,
        one.kernel,
        formatNumber(one.bytes / MIB, 4),
        formatNumber(one.gbps ?? NaN, 4),
        one.verified ? 'yes' : 'no',
      ]),
    },
  };
};
