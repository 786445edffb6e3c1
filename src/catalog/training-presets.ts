import { TRAINING } from '../records/kinds.ts';
import { withTraining, type Training } from '../records/training.ts';
import seeds from './facts/seeds.json' with { type: 'json' };

export interface TrainingPreset {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** What the source gets wrong, or what must be known to read it. */
  readonly notes: readonly string[];
  readonly training: Training;
}

const { inputs, exact } = seeds.training;

/** The published arithmetic for GPT-3; stands in for whatever a training leaves out. */
export const trainingDefaults: Training = {
  format: TRAINING.format,
  version: TRAINING.version,
  name: 'GPT-3 175B',
  training: {
    params: inputs.gpt3.params,
    tokens: inputs.gpt3.tokens,
    flop: null,
    flopRule: 'params',
    attention: 'none',
    recompute: 'none',
    accelerator: 'a100-sxm-80gb',
    precision: 'bf16',
    peakTflops: null,
    count: 1024,
    mfu: inputs.mfu,
    achievedTflops: null,
    wattsPerAccelerator: null,
    idlePowerShare: null,
    hostWattsPerAccelerator: 0,
    pue: 1.1,
    kgPerKwh: 0.4,
    embodiedKgPerGpuHour: 0,
    usdPerGpuHour: exact.impliedUsdPerA100Hour,
    electricityUsdPerKwh: 0.08,
  },
  shape: { layers: null, hidden: null, heads: null, vocabulary: null, sequence: null },
  memory: {
    microBatch: 1,
    tensorParallel: 1,
    pipelineParallel: 1,
    shardingStage: '0',
    checkpointing: 'selective',
    weightBytes: 2,
    gradientBytes: 2,
    optimiserBytes: 12,
    overheadShare: 0.05,
    memoryGB: null,
  },
  failures: { acceleratorMtbfHours: null, checkpointSeconds: 60, checkpointMinutes: null, restartMinutes: 10 },
  economics: {
    method: 'cloud',
    acceleratorUsd: null,
    depreciationOomPerYear: 0.14,
    occupancy: 0.81,
    powerShare: 0.75,
    ownedKwPerAccelerator: null,
    priceIndex: 1,
  },
  budget: { experimentsShare: 0, dataUsd: 0, staffYears: 0, usdPerStaffYear: 500_000, otherUsd: 0 },
  levers: {
    fineTuning: null,
    lora: null,
    distillation: null,
    pruning: null,
    quantisation: null,
    dataEfficiency: null,
    shared: null,
  },
};

const run = (name: string, fields: Partial<Training['training']>): Training => ({
  ...withTraining(trainingDefaults, 'training', fields),
  name,
});

const MFU_SLIP = seeds.training.slips[0];

const gpt3 = withTraining(
  withTraining(run('GPT-3 175B: the published estimate', {}), 'shape', {
    layers: 96,
    hidden: 12_288,
    heads: 96,
    vocabulary: 50_257,
    sequence: 2048,
  }),
  'memory',
  { tensorParallel: 8, pipelineParallel: 8 },
);

/** MTBF of an accelerator in the Llama 3 run: 16,384 H100 for 54 days with 419 unexpected interruptions. */
const LLAMA3_MTBF_HOURS = (16_384 * 54 * 24) / 419;

/** Chip-hours, prices and power of GPT-4 as Epoch takes them; what stands around the run is spread by their shares. */
const frontier: Training = {
  ...trainingDefaults,
  name: 'A frontier run of more than 100 million dollars',
  training: {
    ...trainingDefaults.training,
    params: null,
    tokens: null,
    flop: 2.1e25,
    accelerator: 'a100-sxm-40gb',
    count: 25_000,
    mfu: 0.328,
    pue: 1.25,
    electricityUsdPerKwh: 0.0806,
    kgPerKwh: 0.3,
    hostWattsPerAccelerator: 412.5,
    usdPerGpuHour: 2.5,
  },
  economics: {
    ...trainingDefaults.economics,
    method: 'amortised',
    acceleratorUsd: 24_875,
    ownedKwPerAccelerator: 0.8125,
    priceIndex: 119.403 / 117.766,
  },
  budget: { experimentsShare: 0.2, dataUsd: 5e6, staffYears: 60, usdPerStaffYear: 500_000, otherUsd: 2e6 },
};

export const trainingPresets: readonly TrainingPreset[] = [
  {
    id: 'gpt3-training',
    title: 'GPT-3 175B: the published estimate',
    about: '6 × 175 billion parameters × 300 billion tokens on A100s at 46.2 % of their peak: 1.398 million dollars.',
    notes: [MFU_SLIP ?? ''],
    training: gpt3,
  },
  {
    id: 'gopher-training',
    title: 'Gopher 280B: the published estimate',
    about: 'The same arithmetic for 280 billion parameters and 300 billion tokens: the “2 million” of the range.',
    notes: ['Gopher ran on TPU v3; the estimate puts it on A100s.'],
    training: run('Gopher 280B: the published estimate', inputs.gopher),
  },
  {
    id: 'palm-training',
    title: 'PaLM 540B: the published estimate',
    about: 'The same arithmetic for 540 billion parameters and 780 billion tokens: the “12 million” of the range.',
    notes: [
      'PaLM ran on 6,144 TPU v4; the estimate puts it on A100s. Heim has 9 to 23 million dollars, Epoch 3.39 million.',
    ],
    training: run('PaLM 540B: the published estimate', { ...inputs.palm, count: 6144 }),
  },
  {
    id: 'palm-tpu-training',
    title: 'PaLM 540B as it ran',
    about: '6,144 TPU v4 at 45.7 % of their peak, without attention FLOPs.',
    notes: ['Nobody published a rent that Google pays itself; the cost by cloud is unknown here.'],
    training: run('PaLM 540B as it ran', {
      ...inputs.palm,
      accelerator: 'tpu-v4',
      count: 6144,
      mfu: 0.457,
      usdPerGpuHour: null,
      pue: 1.08,
    }),
  },
  {
    id: 'bloom-training',
    title: 'BLOOM 176B as it ran',
    about: '176 billion parameters, 366 billion tokens, 384 A100 on French electricity.',
    notes: [],
    training: run('BLOOM 176B as it ran', {
      params: 176e9,
      tokens: 366e9,
      count: 384,
      mfu: null,
      achievedTflops: 99.1,
      wattsPerAccelerator: 400,
      pue: 1,
      kgPerKwh: 0.057,
      usdPerGpuHour: 1.5,
    }),
  },
  {
    id: 'llama31-405b-training',
    title: 'Llama 3.1 405B as it ran',
    about: '16,384 H100 at 38 to 43 % of their peak, with the failures of the 54 days that Meta counted.',
    notes: ['Meta prints 30.84 million H100 hours; 6ND over all of them is 34.5 % of the peak.'],
    training: {
      ...withTraining(
        withTraining(
          run('Llama 3.1 405B as it ran', {
            params: 405e9,
            tokens: 15.6e12,
            accelerator: 'h100-sxm',
            count: 16_384,
            mfu: 0.4,
            pue: 1.1,
            usdPerGpuHour: 2.5,
            kgPerKwh: 0.413,
          }),
          'shape',
          { layers: 126, hidden: 16_384, heads: 128, vocabulary: 128_256, sequence: 8192 },
        ),
        'memory',
        { tensorParallel: 8, pipelineParallel: 16, shardingStage: '2' },
      ),
      failures: {
        acceleratorMtbfHours: LLAMA3_MTBF_HOURS,
        checkpointSeconds: 60,
        checkpointMinutes: null,
        restartMinutes: 15,
      },
    },
  },
  {
    id: 'frontier-100m',
    title: 'A frontier run of more than 100 million dollars',
    about:
      'What stands behind “over USD 100 million”: a run of 2.1e25 FLOP, amortised as Epoch does, and failed runs, data and people around it.',
    notes: [
      'The article prints no figures. Compute, hours and prices are Epoch’s of GPT-4; the share of experiments is the low end of Epoch’s 1.2 to 4 times the final run; people and data are assumed.',
    ],
    training: frontier,
  },
];

export const findTrainingPreset = (id: string): TrainingPreset | null =>
  trainingPresets.find((preset) => preset.id === id) ?? null;
