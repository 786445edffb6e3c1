import { PLAIN_FORM, type KernelParameters } from '../records/calibration.ts';
import { findAccelerator } from './catalog.ts';
import type { Accelerator } from './schema.ts';

/** A fit of the kernel-time formula to somebody's published timings. */
export interface PublishedCalibration {
  readonly id: string;
  readonly accelerator: string;
  readonly stack: string;
  readonly dtype: 'bf16';
  readonly elementBytes: 2;
  readonly peakTflops: number;
  readonly bandwidthGBps: number;
  readonly parameters: KernelParameters;
  /** Relative error on rows that the fit did not see, as a fraction; of the fit itself where `n` is null. */
  readonly unseenError: { readonly median: number; readonly p90: number };
  /** Timings the fit rests on; null where the number was not kept. */
  readonly n: number | null;
  readonly date: string;
  readonly source: string;
  readonly note: string;
}

const TABLES = 'GEMM latency tables of ai-dynamo/aiconfigurator (Apache-2.0), fitted here';

type Peaks = readonly [tflops: number, gbps: number];
type Core = readonly [computeEfficiency: number, memoryEfficiency: number, smoothness: number, overheadUs: number];
type Percents = readonly [median: number, p90: number];

const plain = ([computeEfficiency, memoryEfficiency, smoothness, overheadUs]: Core): KernelParameters => ({
  computeEfficiency,
  memoryEfficiency,
  smoothness,
  overheadUs,
  ...PLAIN_FORM,
});

const tiled = (
  core: Core,
  [computeUnits, waveSharpness, stepNs, tileUs, splitUs, cacheGain, cacheMB]: readonly [
    units: number,
    sharpness: number,
    stepNs: number,
    tileUs: number,
    splitUs: number,
    cacheGain: number,
    cacheMB: number,
  ],
): KernelParameters => ({
  ...plain(core),
  tile: { computeUnits, waveSharpness, stepNs, tileUs, splitUs, cacheGain, cacheMB },
});

const fitted = (
  accelerator: string,
  stack: string,
  stackVersion: string,
  [peakTflops, bandwidthGBps]: Peaks,
  parameters: KernelParameters,
  [medianPercent, p90Percent]: Percents,
  n: number | null,
): PublishedCalibration => ({
  id: `${accelerator}--${stack}`,
  accelerator,
  stack,
  dtype: 'bf16',
  elementBytes: 2,
  peakTflops,
  bandwidthGBps,
  parameters,
  unseenError: { median: medianPercent / 100, p90: p90Percent / 100 },
  n,
  date: '2026-11-22',
  source: `${TABLES}; ${stack} ${stackVersion}`,
  note:
    parameters.tile === null
      ? 'Fitted to bf16 products with n, k ≥ 1024.'
      : 'Fitted to bf16 products of all sizes with n, k ≥ 128 (docs/model-fit.md).',
});

/** Constants of `tools/model/model-fit.ts`; the error is that of rows left out, by five-fold cross-validation. */
export const publishedCalibrations: readonly PublishedCalibration[] = [
  fitted(
    'a100-sxm-80gb',
    'vllm',
    '0.14.0',
    [312, 2039],
    tiled([1.049, 0.7209, 2.155, 2.39], [108, 1, 2.739, 1.432, 2.247, 1, 60]),
    [6.5, 16.6],
    300,
  ),
  fitted(
    'a100-sxm-80gb',
    'sglang',
    '0.5.10',
    [312, 2039],
    tiled([0.9284, 0.7536, 1.956, 0.8389], [108, 0.9307, 1.887, 3.278, 3.339, 1, 60]),
    [5.2, 18.8],
    300,
  ),
  fitted(
    'h100-sxm',
    'vllm',
    '0.14.0',
    [989, 3350],
    tiled([0.9599, 0.8689, 2.962, 2.448], [132, 0, 1.01, 0.3502, 3.705, 1.192, 29.56]),
    [5.0, 16.3],
    300,
  ),
  fitted('h100-sxm', 'sglang', '0.5.10', [989, 3350], plain([0.765, 0.846, 3.07, 4.2]), [5.5, 13.4], null),
  fitted(
    'h200-sxm',
    'vllm',
    '0.14.0',
    [989, 4800],
    tiled([0.9256, 0.7937, 3.012, 1.58], [132, 0, 0.8803, 1.412, 3.587, 1, 60]),
    [6.4, 16.3],
    300,
  ),
  fitted(
    'b200-sxm',
    'vllm',
    '0.19.0',
    [2250, 8000],
    tiled([0.929, 0.7748, 2.494, 1.639], [148, 0.09731, 1.015, 0.4485, 4.852, 1, 60]),
    [5.7, 14.9],
    300,
  ),
  fitted(
    'l40s',
    'vllm',
    '0.14.0',
    [362, 864],
    tiled([0.7777, 0.7633, 3.597, 1.597], [142, 0.09397, 0.9943, 1.381, 1.181, 2.659, 100.4]),
    [8.0, 27.3],
    300,
  ),
  fitted('l40s', 'sglang', '0.5.10', [362, 864], plain([0.571, 0.782, 2.11, 0]), [7.2, 22.7], null),
];

/** Fits to timings of the accelerator, or of the one of the same silicon whose timings hold for it. */
export const publishedCalibrationsOf = ({ id, kernelsOf }: Accelerator): readonly PublishedCalibration[] => {
  // A user's own accelerator may name a shipped one that was not timed itself either.
  const timed = kernelsOf === null ? id : (findAccelerator(kernelsOf)?.kernelsOf ?? kernelsOf);
  return publishedCalibrations.filter(({ accelerator }) => accelerator === timed);
};

/** Medians of the shipped fits, one per accelerator, for hardware that nobody published timings of. */
export const TYPICAL_KERNELS = plain([0.77, 0.82, 2.9, 4]);

/**
 * Best 16-bit product that a search found, TFLOP/s, of accelerators whose timings nobody published as a table and that no other's
 * kernels run on (stas00/ml-engineering, table of maximum achievable matmul FLOPS, @744d01e; the records are in measured.json).
 */
const BEST_PRODUCT_TFLOPS: Readonly<Record<string, number>> = {
  mi300x: 668.4,
  mi325x: 784.9,
  mi355x: 1565,
  gaudi2: 418.7,
  gaudi3: 1243,
};

/** The same share of the peak where tables were fitted: 0.803 on H100, 0.776 on B200. */
const TYPICAL_BEST_SHARE = 0.79;

/** An accelerator's own best product over its datasheet, as far as it was measured. */
export const bestProductShare = ({ id, peakDenseBf16Tflops }: Accelerator): number | null => {
  const best = Object.hasOwn(BEST_PRODUCT_TFLOPS, id) ? BEST_PRODUCT_TFLOPS[id] : undefined;
  return best === undefined || peakDenseBf16Tflops === null ? null : best / peakDenseBf16Tflops;
};

/**
 * What products take in whole answers over such kernels. MI300X: nine published rows of dense models in fp8 (Oracle's blog of
 * October 2024, Llama 3.1 405B at six batches; AMD's page of vLLM 0.10.2, 70B and 405B), which it brings from 22 to 36 % too fast
 * to within 20 %, most of them within 11 %; MI325X has the same compute dies.
 */
const SERVED_OVER_KERNELS: Readonly<Record<string, number>> = { mi300x: 1.5, mi325x: 1.5 };

/** Whether typical kernels were slowed to what published answers took. */
export const isSlowerServed = ({ id }: Accelerator): boolean => Object.hasOwn(SERVED_OVER_KERNELS, id);

/**
 * What kernels reach of an accelerator's peaks over what those of timed accelerators do: as much less or more as its best product
 * is than theirs, and as much slower as published answers of it were. 1 where nothing is known.
 */
export const reachOverTimed = (accelerator: Accelerator): { readonly compute: number; readonly memory: number } => {
  const { id } = accelerator;
  const share = bestProductShare(accelerator) ?? TYPICAL_BEST_SHARE;
  const slower = Object.hasOwn(SERVED_OVER_KERNELS, id) ? (SERVED_OVER_KERNELS[id] ?? 1) : 1;
  return { compute: share / TYPICAL_BEST_SHARE / slower, memory: 1 / slower };
};

/** Typical kernels, as far as they reach on this accelerator. */
export const typicalKernelsOf = (accelerator: Accelerator): KernelParameters => {
  const { compute, memory } = reachOverTimed(accelerator);
  return {
    ...TYPICAL_KERNELS,
    computeEfficiency: Math.min(1, TYPICAL_KERNELS.computeEfficiency * compute),
    memoryEfficiency: TYPICAL_KERNELS.memoryEfficiency * memory,
  };
};
