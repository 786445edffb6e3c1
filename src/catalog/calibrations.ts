import type { KernelParameters } from '../records/calibration.ts';
import type { Tier } from '../records/tier.ts';
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
  /** Relative error of the fit, as a fraction. */
  readonly fitError: { readonly median: number; readonly p90: number };
  /** Timings the fit rests on; null where the number was not kept. */
  readonly n: number | null;
  readonly source: string;
  readonly note: string;
}

const TABLES = 'GEMM latency tables of ai-dynamo/aiconfigurator (Apache-2.0), fitted here';

const fitted = (
  accelerator: string,
  stack: string,
  stackVersion: string,
  [peakTflops, bandwidthGBps]: readonly [number, number],
  [computeEfficiency, memoryEfficiency, smoothness, overheadUs]: readonly [number, number, number, number],
  [medianPercent, p90Percent]: readonly [number, number],
  n: number | null,
): PublishedCalibration => ({
  id: `${accelerator}--${stack}`,
  accelerator,
  stack,
  dtype: 'bf16',
  elementBytes: 2,
  peakTflops,
  bandwidthGBps,
  parameters: { computeEfficiency, memoryEfficiency, smoothness, overheadUs },
  fitError: { median: medianPercent / 100, p90: p90Percent / 100 },
  n,
  source: `${TABLES}; ${stack} ${stackVersion}`,
  note: 'Fitted to bf16 products with n, k ≥ 1024.',
});

export const publishedCalibrations: readonly PublishedCalibration[] = [
  fitted('a100-sxm-80gb', 'vllm', '0.14.0', [312, 2039], [0.839, 0.772, 1.64, 6.0], [6.8, 17.5], 4704),
  fitted('a100-sxm-80gb', 'sglang', '0.5.10', [312, 2039], [0.767, 0.783, 1.59, 6.9], [5.8, 17.7], null),
  fitted('h100-sxm', 'vllm', '0.14.0', [989, 3350], [0.805, 0.883, 3.86, 3.9], [6.3, 15.7], null),
  fitted('h100-sxm', 'sglang', '0.5.10', [989, 3350], [0.765, 0.846, 3.07, 4.2], [5.5, 13.4], null),
  fitted('h200-sxm', 'vllm', '0.14.0', [989, 4800], [0.806, 0.834, 3.28, 4.2], [6.3, 14.2], null),
  fitted('b200-sxm', 'vllm', '0.19.0', [2250, 7700], [0.726, 0.823, 2.3, 3.7], [6.9, 18.9], null),
  fitted('l40s', 'vllm', '0.14.0', [362, 864], [0.717, 0.799, 2.93, 0], [7.5, 25.8], null),
  fitted('l40s', 'sglang', '0.5.10', [362, 864], [0.571, 0.782, 2.11, 0], [7.2, 22.7], null),
];

/**
 * Same silicon with another memory or a cut link: kernels reach the same shares of its peaks. B300 and GB200 are not
 * here, because their peaks stand in another proportion.
 */
const SAME_DIE: Readonly<Record<string, string>> = {
  'a100-sxm-40gb': 'a100-sxm-80gb',
  'a100-pcie-40gb': 'a100-sxm-80gb',
  'a100-pcie-80gb': 'a100-sxm-80gb',
  'a800-sxm-80gb': 'a100-sxm-80gb',
  'h800-sxm': 'h100-sxm',
  'h100-pcie': 'h100-sxm',
  'h100-nvl': 'h100-sxm',
  h20: 'h200-sxm',
};

export interface ChosenParameters {
  readonly parameters: KernelParameters;
  readonly tier: Tier;
  readonly source: string;
  /** Why these are not the accelerator's and the stack's own; null where they are. */
  readonly caveat: string | null;
}

/** Medians of the shipped fits, one per accelerator, for hardware that nobody published timings of. */
const TYPICAL: KernelParameters = { computeEfficiency: 0.77, memoryEfficiency: 0.82, smoothness: 2.9, overheadUs: 4 };

/** The published parameters closest to an accelerator and a serving stack, and how far off they are. */
export const publishedParametersFor = (accelerator: Accelerator, stack: string): ChosenParameters => {
  const ofDie = publishedCalibrations.filter((fit) => fit.accelerator === (SAME_DIE[accelerator.id] ?? accelerator.id));
  const fit = ofDie.find((candidate) => candidate.stack === stack) ?? ofDie[0];
  if (fit === undefined) {
    return {
      parameters: TYPICAL,
      tier: 'assumed',
      source: 'medians of the shipped fits',
      caveat: `Nobody published matrix timings of ${accelerator.name} that could be used: typical efficiencies stand in. Carried from one accelerator to another they are off by 10 to 25 % (median) and up to 50 % (p90).`,
    };
  }
  const caveats = [
    fit.accelerator === accelerator.id ? [] : [`measured on ${fit.accelerator}, the same silicon`],
    fit.stack === stack ? [] : [`measured with ${fit.stack}, not ${stack}`],
  ].flat();
  return {
    parameters: fit.parameters,
    tier: 'published',
    source: fit.source,
    caveat:
      caveats.length === 0 ? null : `The kernel efficiencies of ${accelerator.name} were ${caveats.join(' and ')}.`,
  };
};
