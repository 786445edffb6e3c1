import type { MeasuredCase, Measurement } from '../records/measurement.ts';

type Roofs = Measurement['roofs'];

const most = (cases: readonly MeasuredCase[], kind: MeasuredCase['kind'], rate: 'gflops' | 'gbps'): number | null =>
  cases.reduce<number | null>((best, measured) => {
    const value = measured.kind === kind && measured.outcome === 'measured' ? measured[rate] : null;
    return value === null || (best !== null && best >= value) ? best : value;
  }, null);

/** The roofs are the best that any probe reached. */
export const bestRoofs = (cases: readonly MeasuredCase[]): Roofs => ({
  fmaGflops: most(cases, 'fma', 'gflops'),
  readGBps: most(cases, 'read', 'gbps'),
  writeGBps: most(cases, 'write', 'gbps'),
  copyGBps: most(cases, 'copy', 'gbps'),
});

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

/** Cases with their share of the roof, which is known only when all probes have run. */
export const placeUnderRoof = (cases: readonly MeasuredCase[]): MeasuredCase[] => {
  const roofs = bestRoofs(cases);
  return cases.map((measured) => ({ ...measured, percentOfRoof: percentOfRoof(measured, roofs) }));
};
