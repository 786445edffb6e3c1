import { formatNumber } from '../../../base/format.ts';
import type { Accelerator } from '../../../catalog/schema.ts';
import type { Measurement } from '../../../records/measurement.ts';

/** What most readers know: the accelerators of the published estimates, a graphics card, and a laptop. */
export const USUAL_REFERENCES: readonly string[] = ['h100-sxm', 'a100-sxm-80gb', 'rtx-4090', 'apple-m4-max'];

export interface Reference {
  readonly id: string;
  readonly name: string;
  readonly launchYear: number | null;
  /** Datasheet's peak of multiply-adds in f32, without matrix units. */
  readonly gflops: number | null;
  readonly gbps: number | null;
  /** What was measured here over that of the datasheet; null where one of them is not known. */
  readonly gflopsShare: number | null;
  readonly gbpsShare: number | null;
}

const share = (measured: number | null, published: number | null): number | null =>
  measured === null || published === null || published === 0 ? null : measured / published;

/** Roofs of a run beside the datasheets of others, the fastest first. */
export const referencesTo = ({ roofs }: Pick<Measurement, 'roofs'>, others: readonly Accelerator[]): Reference[] =>
  others
    .map(({ id, name, launchYear, peakDenseFp32Tflops, memoryBandwidthGBps }) => {
      const gflops = peakDenseFp32Tflops === null ? null : 1e3 * peakDenseFp32Tflops;
      return {
        id,
        name,
        launchYear,
        gflops,
        gbps: memoryBandwidthGBps,
        gflopsShare: share(roofs.fmaGflops, gflops),
        gbpsShare: share(roofs.readGBps, memoryBandwidthGBps),
      };
    })
    .sort((a, b) => (b.gflops ?? 0) - (a.gflops ?? 0));

/** (0.0123) → "1.2 %", (3.41) → "3.4 ×". */
export const shareText = (ratio: number | null): string =>
  ratio === null ? '–' : ratio < 1 ? `${formatNumber(100 * ratio, 2)} %` : `${formatNumber(ratio, 2)} ×`;
