import type { Dtype } from './dtypes.ts';
import { isTimed, type TimedCase } from './cases.ts';
import type { MeasuredCase, Measurement } from './measurement.ts';

type Roofs = Measurement['roofs'];

const most = (
  cases: readonly MeasuredCase[],
  rate: 'gflops' | 'gbps',
  counts: (timed: TimedCase) => boolean,
): number | null => {
  const rates = cases.filter(isTimed).flatMap((timed) => (counts(timed) ? (timed[rate] ?? []) : []));
  return rates.length > 0 ? Math.max(...rates) : null;
};

/** Reads of a small working set again and again show caches, not memory; their kernel's name says so. */
const ofMemory = ({ kernel }: TimedCase): boolean => !kernel.endsWith('-again');

/** The arithmetic roof of a number format: the best that any chain of it reached. */
const arithmeticRoof = (cases: readonly MeasuredCase[], dtype: Dtype): number | null =>
  most(cases, 'gflops', (timed) => timed.kind === 'fma' && timed.dtype === dtype);

/** The roofs are the best that any probe reached. */
export const bestRoofs = (cases: readonly MeasuredCase[]): Roofs => ({
  fmaGflops: arithmeticRoof(cases, 'f32'),
  readGBps: most(cases, 'gbps', (timed) => timed.kind === 'read' && ofMemory(timed)),
  writeGBps: most(cases, 'gbps', ({ kind }) => kind === 'write'),
  copyGBps: most(cases, 'gbps', ({ kind }) => kind === 'copy'),
});

/** The format in which a product's sums are made; weights are dequantised to f32 first. */
const sumsOf = (dtype: Dtype): Dtype => {
  if (dtype === 'f16-accumulate') return 'f16';
  return dtype === 'i8' ? 'i8' : 'f32';
};

/**
 * Share of the roof, in percent: attainable = min(peak FLOP/s, intensity · read bandwidth), intensity in FLOP/byte of
 * least traffic (Williams, Waterman & Patterson, "Roofline", CACM 52(4), 2009). Above 100 % where operands stay in a
 * cache, because the bandwidth is that of memory. Null where no roof is known.
 */
export const percentOfRoof = (
  { kind, gflops, flop, bytes }: Pick<TimedCase, 'kind' | 'gflops' | 'flop' | 'bytes'>,
  { fmaGflops, readGBps }: Roofs,
): number | null => {
  if (gflops === null || fmaGflops === null) return null;
  if (kind === 'fma') return (100 * gflops) / fmaGflops;
  if (readGBps === null || bytes === 0) return null;
  return (100 * gflops) / Math.min(fmaGflops, (flop / bytes) * readGBps);
};

/** Cases with their share of the roof of their number format by the cases that were `probed`; final only when all probes have run. */
export const placeUnderRoof = (
  cases: readonly MeasuredCase[],
  probed: readonly MeasuredCase[] = cases,
): MeasuredCase[] => {
  const roofs = bestRoofs(probed);
  return cases.map((measured) => {
    if (!isTimed(measured)) return measured;
    const fmaGflops = arithmeticRoof(probed, measured.kind === 'fma' ? measured.dtype : sumsOf(measured.dtype));
    return { ...measured, percentOfRoof: percentOfRoof(measured, { ...roofs, fmaGflops }) };
  });
};
