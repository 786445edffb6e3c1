import type { MeasureRequest } from '../../src/measure/request.ts';
import type { RoofRecord } from '../../src/measure/comparison/host.ts';
import type { Measurement } from '../../src/records/measurement.ts';

/** Roofs come with every run; the smallest product there is comes beside them. */
export const ROOFS_ONLY: MeasureRequest = {
  suite: 'custom',
  shapes: [{ m: 16, n: 16, k: 16 }],
  dtype: 'f32',
  kernel: 'naive',
  seed: 1,
  powerPreference: 'high-performance',
};

export const roofsOf = ({ roofs: { fmaGflops, readGBps, copyGBps } }: Measurement): RoofRecord => ({
  fmaGflops,
  readGBps,
  copyGBps,
});
