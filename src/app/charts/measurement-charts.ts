import { binaryText, formatNumber, quantityText } from '../../base/format.ts';
import {
  fastestOf,
  isRated,
  isTimed,
  isTimedProduct,
  type RatedCase,
  type TimedCase,
  type TimedProductCase,
} from '../../records/cases.ts';
import type { MeasuredCase, Measurement } from '../../records/measurement.ts';
import { caseText, KIND_WORDS, rateInterval, rateText, shapeText, workingSet } from './case-words.ts';
import type { XyChartData, XyPoint, XySeries } from './xy-data.ts';

const SERIES_STYLES = 4;

type RatedProduct = TimedProductCase & RatedCase;

const products = (cases: readonly MeasuredCase[]): RatedProduct[] => cases.filter(isTimedProduct).filter(isRated);

const isSquare = ({ m, n, k }: RatedProduct): boolean => m === n && n === k;

/** Edge of the cube with as many multiply-adds: one number for the size of any product. */
export const equivalentSize = ({ flop }: MeasuredCase): number => Math.cbrt(flop / 2);

const toPoint = (rated: RatedCase, x: number): XyPoint => {
  const interval = rateInterval(rated);
  return {
    x,
    y: rated.gflops,
    low: interval?.[0] ?? null,
    high: interval?.[1] ?? null,
    reading: `${caseText(rated)} ${rated.dtype}, ${rated.kernel}: ${rateText(rated)}${rated.verified ? '' : ', not verified'}`,
    hollow: !rated.verified,
  };
};

const byKernel = (cases: readonly RatedCase[], connected: boolean, place: (rated: RatedCase) => number): XySeries[] => {
  const kernels = [...new Set(cases.map(({ kernel }) => kernel))];
  return kernels.map((kernel, index) => ({
    label: kernel,
    style: (index % SERIES_STYLES) as XySeries['style'],
    connected,
    points: cases
      .filter((rated) => rated.kernel === kernel)
      .map((rated) => toPoint(rated, place(rated)))
      .sort((a, b) => a.x - b.x),
  }));
};

const table = (cases: readonly RatedCase[]): XyChartData['table'] => ({
  head: ['Product m×n×k', 'Kernel', 'GFLOP/s', 'Low', 'High', 'FLOP/byte', 'Verified'],
  rows: cases.map((rated) => {
    const interval = rateInterval(rated);
    return [
      shapeText(rated) ?? rated.id,
      rated.kernel,
      formatNumber(rated.gflops, 4),
      interval === null ? '–' : formatNumber(interval[0], 4),
      interval === null ? '–' : formatNumber(interval[1], 4),
      formatNumber(rated.flop / rated.bytes),
      rated.verified ? 'yes' : 'no',
    ];
  }),
});

/** GFLOP/s by size: square products as lines, all others as marks. Grows while a run goes on. */
export const sizeChart = (cases: readonly MeasuredCase[]): XyChartData => {
  const drawn = products(cases);
  const best = fastestOf(drawn);
  const squares = byKernel(drawn.filter(isSquare), true, equivalentSize);
  const others = drawn.filter((rated) => !isSquare(rated)).map((rated) => toPoint(rated, equivalentSize(rated)));
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

const intensity = ({ flop, bytes }: MeasuredCase): number => flop / bytes;

/** Names of kernels are long and many: dots of one family look alike, and reading one names its kernel. */
const byFamily = (cases: readonly RatedCase[]): XySeries[] => {
  const families = Map.groupBy(cases, ({ kernel }) => /^[a-z]+(?:-[a-z]+)*/i.exec(kernel)?.[0] ?? kernel);
  return [...families].map(([label, members], index) => ({
    label,
    style: (index % SERIES_STYLES) as XySeries['style'],
    connected: false,
    points: members.map((rated) => toPoint(rated, intensity(rated))),
  }));
};

const referenceSeries = (cases: readonly RatedCase[]): XySeries[] =>
  REFERENCES.flatMap((kind, style) => {
    const points = cases
      .filter((rated) => rated.kind === kind)
      .map((rated) => toPoint(rated, intensity(rated)))
      .sort((a, b) => a.x - b.x);
    const label = KIND_WORDS[kind].toLowerCase();
    return points.length === 0
      ? []
      : [{ label, style: (3 - style) as XySeries['style'], connected: kind === 'intensity', points }];
  });

/** Kernels of the roofline that are no products: what bends the measured roof, and whole layers. */
const REFERENCES: readonly MeasuredCase['kind'][] = ['intensity', 'replay'];

/** The measured roofs, and every kernel that computes as a dot at its arithmetic intensity. */
export const rooflineChart = (measurement: Measurement): XyChartData => {
  const references = measurement.cases
    .filter(isTimed)
    .filter(isRated)
    .filter(({ kind }) => REFERENCES.includes(kind));
  const drawn = [...products(measurement.cases), ...references];
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
    series: [...byFamily(products(measurement.cases)), ...referenceSeries(references)],
    curves,
    table: table(drawn),
  };
};

const STREAMS = ['read', 'write', 'copy', 'workgroup-memory'] as const;

const gbpsInterval = ({ bytes, ci95Ms }: TimedCase): readonly [number, number] | null =>
  ci95Ms[0] <= 0 ? null : [bytes / ci95Ms[1] / 1e6, bytes / ci95Ms[0] / 1e6];

/** Bytes that a stream goes over, once or again and again. */
const setOf = (rated: MeasuredCase): number => workingSet(rated) ?? rated.bytes;

/** Bandwidth against the bytes that are gone over: caches show as steps. Null where there is no such case. */
export const bandwidthChart = (cases: readonly MeasuredCase[]): XyChartData | null => {
  const drawn = cases.filter(isTimed).flatMap((timed) => {
    const { kind, gbps } = timed;
    return STREAMS.some((stream) => stream === kind) && gbps !== null && gbps > 0 ? [{ ...timed, gbps }] : [];
  });
  if (drawn.length === 0) return null;
  const best = drawn.reduce((fastest, next) => (next.gbps > fastest.gbps ? next : fastest));
  return {
    title: 'Bandwidth by working set',
    summary: `Most: ${KIND_WORDS[best.kind].toLowerCase()} of ${binaryText(setOf(best))} at ${quantityText(best.gbps, 'GB/s')}.`,
    x: { quantity: 'Working set', unit: 'B', scale: 'log', base: 2, include: [] },
    y: { quantity: 'Bandwidth', unit: 'GB/s', scale: 'log', include: [] },
    series: STREAMS.flatMap((stream, style) => {
      const own = drawn.filter(({ kind }) => kind === stream).sort((a, b) => setOf(a) - setOf(b));
      if (own.length === 0) return [];
      const points = own.map((rated) => {
        const [low, high] = gbpsInterval(rated) ?? [null, null];
        const range = low === null || high === null ? '' : ` (${formatNumber(low)}–${formatNumber(high)})`;
        const reading = `${KIND_WORDS[rated.kind]} of ${binaryText(setOf(rated))}, ${rated.kernel}: ${quantityText(rated.gbps, 'GB/s')}${range}`;
        return { x: setOf(rated), y: rated.gbps, low, high, reading, hollow: !rated.verified };
      });
      return [{ label: KIND_WORDS[stream].toLowerCase(), style: style as XySeries['style'], connected: true, points }];
    }),
    curves: [],
    table: {
      head: ['Test', 'Kernel', 'Working set', 'GB/s', 'Low', 'High', 'Verified'],
      rows: drawn.map((rated) => [
        rated.kind,
        rated.kernel,
        binaryText(setOf(rated)),
        formatNumber(rated.gbps, 4),
        ...(gbpsInterval(rated)?.map((end) => formatNumber(end, 4)) ?? ['–', '–']),
        rated.verified ? 'yes' : 'no',
      ]),
    },
  };
};
