import * as v from 'valibot';
import { choice, count, identifier, quantity } from './fields.ts';
import { TRAINING } from './kinds.ts';
import { precisions } from './scenario.ts';
import { text } from './values.ts';

/** The run itself: `flop`, or `params` and `tokens`; `mfu`, or `achievedTflops`. What is not given is null. */
const training = v.strictObject({
  params: v.nullable(quantity('Parameters', '', 1e3, 1e16, 'Parameters that a token passes; of a mixture the active.')),
  tokens: v.nullable(quantity('Tokens', '', 1, 1e18, 'Tokens that are trained on, repeats counted.')),
  flop: v.nullable(quantity('Compute', 'FLOP', 1e6, 1e36, 'Stated instead of parameters and tokens.')),
  flopRule: choice(
    'Counted from',
    ['params', 'layers'],
    '6 FLOP per parameter and token, or the products of every layer (needs layers, hidden, vocabulary, sequence).',
  ),
  attention: choice(
    'Attention FLOPs',
    ['none', 'causal', 'full'],
    'Not counted, half of the square, or all of it; needs layers, hidden and sequence.',
  ),
  recompute: choice(
    'Recompute',
    ['none', 'full'],
    'Full: the forward pass is computed once more, 8 FLOP in place of 6.',
  ),
  accelerator: v.nullable(
    identifier('Accelerator', 'From the catalogue; left open: described by peak, power, memory and price.'),
  ),
  precision: choice('Number format', precisions, 'Format of the products; decides which peak counts.'),
  peakTflops: v.nullable(quantity('Peak', 'TFLOP/s', 1e-6, 1e7, 'Of one accelerator; left open: the catalogue’s.')),
  count: count('Accelerators', 'GPUs', 1, 1e8, 'That train together.'),
  mfu: v.nullable(quantity('MFU', '', 1e-4, 1, 'Model FLOP/s over peak FLOP/s.')),
  achievedTflops: v.nullable(quantity('Achieved', 'TFLOP/s', 1e-6, 1e7, 'Of one accelerator, instead of MFU.')),
  wattsPerAccelerator: v.nullable(
    quantity('Power', 'W', 0, 1e5, 'Of one accelerator; left open: the catalogue’s maximum.'),
  ),
  idlePowerShare: v.nullable(
    quantity(
      'Idle share',
      '',
      0,
      1,
      'Power at rest over maximum, the rest in proportion to MFU; left open: maximum throughout.',
    ),
  ),
  hostWattsPerAccelerator: quantity('Host power', 'W', 0, 1e5, 'Of processors, network and fans, per accelerator.'),
  pue: quantity('PUE', '', 1, 5, 'Energy of the facility over energy of its IT.'),
  kgPerKwh: quantity('Grid carbon', 'kg/kWh', 0, 5, 'CO2e of a kWh from the grid.'),
  embodiedKgPerGpuHour: quantity('Embodied carbon', 'kg/h', 0, 100, 'CO2e of making hardware, per accelerator hour.'),
  usdPerGpuHour: v.nullable(quantity('Rent', 'USD/h', 0, 1e4, 'Of one accelerator; left open: not known.')),
  electricityUsdPerKwh: quantity('Electricity', 'USD/kWh', 0, 10, 'Price of electricity; part of a rent.'),
});

/** Dimensions of the model, as far as attention, the rule by layers, and memory need them. */
const shape = v.strictObject({
  layers: v.nullable(count('Layers', '', 1, 1e5, 'Transformer layers.')),
  hidden: v.nullable(count('Hidden', '', 1, 1e7, 'Width of the model.')),
  heads: v.nullable(count('Heads', '', 1, 1e5, 'Attention heads.')),
  vocabulary: v.nullable(count('Vocabulary', '', 1, 1e8, 'Entries of the vocabulary.')),
  sequence: v.nullable(count('Sequence', 'tokens', 1, 1e8, 'Tokens of a training sequence.')),
});

/** How a training step is dealt out; it is checked where the shape is known. */
const memory = v.strictObject({
  microBatch: count('Micro-batch', 'sequences', 1, 1e6, 'Sequences that pass through a replica at once.'),
  tensorParallel: count('Tensor parallelism', 'GPUs', 1, 1e5, 'Accelerators that share every layer.'),
  pipelineParallel: count('Pipeline parallelism', 'stages', 1, 1e5, 'Groups that hold a part of the layers each.'),
  shardingStage: choice(
    'ZeRO stage',
    ['0', '1', '2', '3'],
    'What the data-parallel replicas share: nothing, optimiser, gradients as well, weights as well.',
  ),
  checkpointing: choice(
    'Activations',
    ['all', 'selective', 'full'],
    'All kept, attention scores left out, or only the inputs of layers.',
  ),
  weightBytes: quantity('Weights', 'B', 0, 16, 'Bytes per parameter.'),
  gradientBytes: quantity('Gradients', 'B', 0, 16, 'Bytes per parameter.'),
  optimiserBytes: quantity(
    'Optimiser',
    'B',
    0,
    64,
    'Bytes per parameter: Adam keeps master, mean, variance in 4 each.',
  ),
  overheadShare: quantity('Workspace', '', 0, 1, 'Workspace and fragments over the weights on an accelerator.'),
  memoryGB: v.nullable(quantity('Memory', 'GB', 0.1, 1e6, 'Of one accelerator; left open: the catalogue’s.')),
});

/** Failures and checkpoints; off where the MTBF is null. */
const failures = v.strictObject({
  acceleratorMtbfHours: v.nullable(
    quantity('MTBF', 'h', 1, 1e9, 'Mean time between failures that stop the job, times accelerators; left open: none.'),
  ),
  checkpointSeconds: quantity('Checkpoint', 's', 0, 1e5, 'Time that writing one holds the training up.'),
  checkpointMinutes: v.nullable(
    quantity('Interval', 'min', 0.01, 1e6, 'Between checkpoints; left open: the best one.'),
  ),
  restartMinutes: quantity('Restart', 'min', 0, 1e5, 'From a failure to training again.'),
});

/** Three ways of putting a price on the hardware of one run (Cottier et al. 2024). */
export const COST_METHODS = ['cloud', 'amortised', 'acquisition'] as const;

const economics = v.strictObject({
  method: choice('Cost of hardware', COST_METHODS, 'Rented; owned, by the hours used; owned, bought for this run.'),
  acceleratorUsd: v.nullable(
    quantity(
      'Price',
      'USD',
      0,
      1e7,
      'Of one accelerator with its share of server and network; left open: the catalogue’s.',
    ),
  ),
  depreciationOomPerYear: quantity(
    'Depreciation',
    'OOM/year',
    0,
    3,
    'Powers of ten in which hardware of the same price gets faster in a year: what one owned loses.',
  ),
  occupancy: quantity('Occupancy', '', 0.01, 1, 'Share of its life that owned hardware is in use.'),
  powerShare: quantity('Power share', '', 0, 1, 'Mean over maximum power of owned hardware.'),
  ownedKwPerAccelerator: v.nullable(
    quantity(
      'Server power',
      'kW',
      0,
      100,
      'Maximum of a server per accelerator; left open: power and host power above.',
    ),
  ),
  priceIndex: quantity('Price index', '', 0.1, 10, 'Prices of the day the result is in over those of the run.'),
});

/** What stands around the final run. */
const budget = v.strictObject({
  experimentsShare: quantity('Experiments', '', 0, 100, 'Compute of failed runs and experiments over the final run.'),
  dataUsd: quantity('Data', 'USD', 0, 1e12, 'Acquiring and preparing data.'),
  staffYears: quantity('Staff', 'person-years', 0, 1e6, 'Engineers and researchers.'),
  usdPerStaffYear: quantity('Cost of staff', 'USD/year', 0, 1e8, 'Of one person, equity and overhead counted.'),
  otherUsd: quantity('Other', 'USD', 0, 1e12, 'Storage, evaluation, licences and the rest.'),
});

/** A share put in the place of the published one; null: the published. */
const share = (label: string, help: string) => v.nullable(quantity(label, '', 0, 10, help));

/** What is left of the cost by each lever, where it is not taken from its source. */
const levers = v.strictObject({
  fineTuning: share('Fine-tuning', 'Compute of adapting an existing model over training one.'),
  lora: share('LoRA', 'Compute of training adapters over fine-tuning all weights.'),
  distillation: share('Distillation', 'Tokens that a distilled model needs over those from scratch.'),
  pruning: share('Pruning', 'Compute of cutting a larger model down over training the smaller one.'),
  quantisation: share('Number format', 'Time in 8 bits over time in 16.'),
  dataEfficiency: share('Data efficiency', 'Compute with filtered data over compute without.'),
  shared: share('Federated or shared', 'Price of accelerator time that others lend over rent.'),
});

/**
 * The question of what a training run takes: how much is computed, on what, how well, at which prices, with which failures,
 * and what stands around the run itself. Attention FLOPs, recompute, failures, checkpoints and host power are off unless asked.
 */
export const trainingSchema = v.strictObject({
  format: v.literal(TRAINING.format),
  version: v.literal(TRAINING.version),
  name: text(200),
  training,
  shape,
  memory,
  failures,
  economics,
  budget,
  levers,
});

export type Training = v.InferOutput<typeof trainingSchema>;
export type TrainingSection = 'training' | 'shape' | 'memory' | 'failures' | 'economics' | 'budget' | 'levers';
export type LeverId = keyof Training['levers'];

/** The training with some fields of a section changed. */
export const withTraining = <K extends TrainingSection>(
  whole: Training,
  section: K,
  fields: Partial<Training[K]>,
): Training => ({ ...whole, [section]: { ...whole[section], ...fields } });

/** Fields of which one stands in the place of the others: whoever sets one removes them. */
export const ALTERNATIVES: readonly (readonly (readonly string[])[])[] = [
  [['training.flop'], ['training.params', 'training.tokens']],
  [['training.mfu'], ['training.achievedTflops']],
];

/** Sections under the title that a form gives them. */
export const TRAINING_TOPICS: readonly { readonly id: TrainingSection; readonly title: string }[] = [
  { id: 'training', title: 'The run' },
  { id: 'shape', title: 'Shape of the model' },
  { id: 'memory', title: 'Memory of a step' },
  { id: 'failures', title: 'Failures and checkpoints' },
  { id: 'economics', title: 'Cost of hardware' },
  { id: 'budget', title: 'Around the run' },
  { id: 'levers', title: 'Levers, by your own figures' },
];

/** A training on the shelf. */
export interface SavedTraining {
  readonly id: string;
  readonly savedAt: string;
  readonly training: Training;
}
