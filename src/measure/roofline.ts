import type { MeasuredCase, Measurement } from '../records/measurement.ts';

type Roofs = Measurement['roofs'];

const most = (
  cases: readonly MeasuredCase[],
  rate: 'gflops' | 'gbps',
  counts: (one: MeasuredCase) => boolean,
): number | null =>
  cases.reduce<number | null>((best, measured) => {
    const value = measured.outcome === 'measured' && counts(measured) ? measured[rate] : null;
    return value === null || (best !== null && best >= value) ? best : value;
  }, null);

/** Reads of a small working set again and again show caches, not memory; their kernel's name says so. */
const ofMemory = ({ kernel }: MeasuredCase): boolean => !kernel.endsWith('-again');

/** The arithmetic roof of a number format: the best that any chain of it reached. */
const arithmeticRoof = (cases: readonly MeasuredCase[], dtype: MeasuredCase['dtype']): number | null =>
  most(cases, 'gflops', (one) => one.kind === 'fma' && one.dtype === dtype);

/** The roofs are the best that any probe reached. */
export const bestRoofs = (cases: readonly MeasuredCase[]): Roofs => ({
  fmaGflops: arithmeticRoof(cases, 'f32'),
  readGBps: most(cases, 'gbps', (one) => one.kind === 'read' && ofMemory(one)),
  writeGBps: most(cases, 'gbps', ({ kind }) => kind === 'write'),
  copyGBps: most(cases, 'gbps', ({ kind }) => kind === 'copy'),
});

/** The format in which a product's sums are made; weights are dequantised to f32 first. */
const sumsOf = (dtype: MeasuredCase['dtype']): MeasuredCase['dtype'] => {
  if (dtype === 'f16-accumulate') return 'f16';
  return dtype === 'i8' ? 'i8' : 'f32';
};

/**
 * Share of the roof, in percent: attainable = min(peak FLOP/s, intensity · read bandwidth), intensity in FLOP/byte of
 * least traffic (Williams, Waterman & Patterson, "Roofline", CACM 52(4), 2009). Above 100 % where operands stay in a
 * cache, because the bandwidth is that of memory. Null where no roof is known.
 */
export const percentOfRoof = (
  { kind, gflops, flop, bytes }: Pick<MeasuredCase, 'kind' | 'gflops' | 'flop' | 'bytes'>,
  { fmaGflops, readGBps }: Roofs,
): number | null => {
  if (gflops === null || fmaGflops === null) return null;
  if (kind === 'fma') return (100 * gflops) / fmaGflops;
  if (readGBps === null || bytes === 0) return null;
  return (100 * gflops) / Math.min(fmaGflops, (flop / bytes) * readGBps);
};

/** Cases with their share of the roof of their number format, which is known only when all probes have run. */
export const placeUnderRoof = (cases: readonly MeasuredCase[]): MeasuredCase[] => {
  const roofs = bestRoofs(cases);
  return cases.map((measured) => {
    const fmaGflops = arithmeticRoof(cases, measured.kind === 'fma' ? measured.dtype : sumsOf(measured.dtype));
    return { ...measured, percentOfRoof: percentOfRoof(measured, { ...roofs, fmaGflops }) };
  });
};
