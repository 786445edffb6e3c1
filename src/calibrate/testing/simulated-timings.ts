import { createRandom } from '../../base/random.ts';
import { PLAIN_FORM, type Calibration, type GemmTiming, type KernelParameters } from '../../records/calibration.ts';
import { calibrate, machineOf, type CalibrateOptions } from '../calibrate.ts';
import { predictUs } from '../forms.ts';

export const PARAMETER_NAMES = ['computeEfficiency', 'memoryEfficiency', 'smoothness', 'overheadUs'] as const;

/** Parameters published for the A100 (research table), so that simulated timings look like a real GPU's. */
export const TRUE: KernelParameters = {
  computeEfficiency: 0.84,
  memoryEfficiency: 0.77,
  smoothness: 1.64,
  overheadUs: 6,
  ...PLAIN_FORM,
};

/** The fit of this form to the published A100 table (docs/model-fit.md). */
export const TRUE_TILED: KernelParameters = {
  ...PLAIN_FORM,
  computeEfficiency: 0.95,
  memoryEfficiency: 0.75,
  smoothness: 2.2,
  overheadUs: 2.4,
  tile: {
    computeUnits: 108,
    waveSharpness: 0.9,
    stepNs: 2.2,
    tileUs: 1.4,
    splitUs: 2.4,
    cacheGain: 2,
    cacheMB: 40,
  },
};

export const OPTIONS: CalibrateOptions & { readonly computeUnits: number } = {
  id: 'simulated',
  name: 'Simulated A100',
  createdAt: '2026-01-01T00:00:00Z',
  source: 'simulation',
  tier: 'measured',
  software: false,
  accelerator: 'a100-sxm-80gb',
  stack: null,
  dtype: 'bf16',
  elementBytes: 2,
  computeUnits: 108,
  peakTflops: 312,
  bandwidthGBps: 2039,
};

export const MACHINE = machineOf(OPTIONS);

export const SHAPES = [1, 4, 16, 64, 256, 1024, 4096].flatMap((m) =>
  [256, 1024, 4096].flatMap((n) => [256, 2048, 8192].map((k) => ({ m, n, k }))),
);

type Shape = Omit<GemmTiming, 'measuredUs'>;

/** Times by the formula with these parameters, each a log-normal `noise` off. */
export const simulate = (
  seed: number,
  noise: number,
  shapes: readonly Shape[] = SHAPES,
  truth: KernelParameters = TRUE,
): GemmTiming[] => {
  const random = createRandom(seed);
  return shapes.map((shape) => ({
    ...shape,
    measuredUs: predictUs(shape, MACHINE, truth) * Math.exp(noise * random.normal()),
  }));
};

/** Shapes as a benchmark table has them: sizes of real layers, drawn at random. */
export const drawShapes = (seed: number, count: number): Shape[] => {
  const random = createRandom(seed);
  const size = (low: number, high: number) => Math.round(low * (high / low) ** random.uniform());
  return Array.from({ length: count }, () => ({ m: size(1, 8192), n: 128 * size(1, 128), k: 128 * size(1, 128) }));
};

/** The calibration of timings that can be fitted. */
export const fitted = (timings: readonly GemmTiming[], options: Partial<CalibrateOptions> = {}): Calibration => {
  const result = calibrate(timings, { ...OPTIONS, ...options });
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
};
