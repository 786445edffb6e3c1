import { formatNumber } from '../base/format.ts';
import type { Warning } from '../records/measurement.ts';
import type { Band, Binding, LedgerLine } from '../records/plan.ts';
import type { TrainingHeadlineId, TrainingLineId } from '../records/training-lines.ts';
import type { Training } from '../records/training.ts';
import { createLedger, knownOrNull, type Ledger } from '../plan/ledger.ts';
import { budgetLines, footprintLines, moneyLines } from './cost-lines.ts';
import { trainingFacts } from './facts.ts';
import { memoryLines } from './memory-lines.ts';
import { runLines } from './run-lines.ts';

export const TRAINING_PLAN_FORMAT = 'roofrack-training-plan';

/** What a training takes. As a plan it is its ledger; the figures beside it are values of its lines. */
export interface TrainingPlan {
  readonly format: typeof TRAINING_PLAN_FORMAT;
  readonly version: 1;
  readonly training: Training;
  readonly feasible: boolean;
  readonly binding: readonly Binding[];
  readonly flop: number | null;
  readonly gpuHours: number | null;
  readonly days: number | null;
  readonly usd: number | null;
  readonly mwh: number | null;
  readonly tCO2e: number | null;
  readonly mfu: number | null;
  readonly budgetUsd: number | null;
  /** One run by the three methods of Cottier et al. 2024. */
  readonly methods: Readonly<Record<'cloudUsd' | 'amortisedUsd' | 'acquisitionUsd', number | null>>;
  readonly goodput: number | null;
  /** Of the fullest accelerator; null where the shape of the model is not given. */
  readonly memory: { readonly totalGB: number | null; readonly memoryGB: number | null; readonly fits: boolean | null };
  /** Band of each headline by ledger id; null until the uncertainty is computed. */
  readonly uncertainty: Readonly<Partial<Record<TrainingHeadlineId, Band>>> | null;
  readonly ledger: readonly LedgerLine[];
  readonly warnings: readonly Warning[];
}

const gb = (value: number): string => `${formatNumber(value, 4)} GB`;

const LARGEST = [
  ['step.activationsGB', 'activations', 'Lower memory.microBatch, or set memory.checkpointing=full.'],
  [
    'step.optimiserGB',
    'the optimiser',
    'Raise memory.shardingStage, memory.tensorParallel or memory.pipelineParallel.',
  ],
  [
    'step.weightsGB',
    'the weights',
    'Raise memory.tensorParallel or memory.pipelineParallel, or set memory.shardingStage=3.',
  ],
  ['step.gradientsGB', 'the gradients', 'Set memory.shardingStage=2, or raise memory.tensorParallel.'],
] as const;

const memoryBinding = (ledger: Ledger): Binding[] => {
  if (!ledger.has('step.roomGB') || !(ledger.value('step.roomGB') < 0)) return [];
  const [line, words, relief] = LARGEST.reduce((most, part) =>
    ledger.value(part[0]) > ledger.value(most[0]) ? part : most,
  );
  return [
    {
      constraint: 'memory',
      message: `A step takes ${gb(ledger.value('step.totalGB'))} and an accelerator has ${gb(ledger.value('accelerator.memoryGB'))}; ${words} take ${gb(ledger.value(line))} of it.`,
      relief,
      line: 'step.totalGB',
    },
  ];
};

const failureBinding = (ledger: Ledger): Binding[] => {
  if (!ledger.has('failures.goodput') || ledger.value('failures.goodput') > 0) return [];
  return [
    {
      constraint: 'failures',
      message: `The job fails every ${ledger.value('failures.jobMtbfHours').toPrecision(3)} h, sooner than it writes a checkpoint and starts again: it never ends.`,
      relief: 'Lower training.count, failures.checkpointSeconds or failures.restartMinutes.',
      line: 'failures.goodput',
    },
  ];
};

const warningsOf = (ledger: Ledger, { training, failures }: Training): Warning[] => {
  const warnings: Warning[] = [];
  const warn = (code: string, message: string): void => {
    warnings.push({ code, message });
  };
  if (training.flop !== null && (training.recompute === 'full' || training.attention !== 'none')) {
    warn(
      'stated-compute',
      'training.flop states the whole compute: training.attention and training.recompute change nothing.',
    );
  }
  if (ledger.value('run.mfu') > 1) {
    warn(
      'above-peak',
      `The stated rate is ${(100 * ledger.value('run.mfu')).toFixed(0)} % of the peak: no accelerator does that; check training.achievedTflops and training.peakTflops.`,
    );
  }
  if (training.recompute === 'full' && ledger.has('run.modelMfu')) {
    warn(
      'hardware-utilisation',
      `With recompute the utilisation counts what is computed twice; without it MFU is ${(100 * ledger.value('run.modelMfu')).toFixed(1)} %.`,
    );
  }
  if (ledger.has('run.tokensPerParam')) {
    const ratio = ledger.value('run.tokensPerParam');
    const best = `for the least loss of ${ledger.value('run.flop').toExponential(2).replace('e+', 'e')} FLOP the rule of 20 tokens per parameter has ${ledger.value('run.chinchillaParams').toExponential(2).replace('e+', 'e')} parameters and ${ledger.value('run.chinchillaTokens').toExponential(2).replace('e+', 'e')} tokens`;
    if (ratio < 10) warn('under-trained', `${ratio.toPrecision(2)} tokens per parameter: ${best}.`);
    else if (ratio > 40)
      warn(
        'over-trained',
        `${ratio.toPrecision(2)} tokens per parameter, which makes the model cheaper to serve: ${best}.`,
      );
  }
  if (
    failures.acceleratorMtbfHours !== null &&
    ledger.value('failures.checkpointHours') > ledger.value('failures.jobMtbfHours') / 2
  ) {
    warn(
      'rare-checkpoints',
      'Checkpoints are further apart than half the MTBF of the job: the closed form of goodput is a rough one there.',
    );
  }
  return warnings;
};

export interface TrainOptions {
  /** False leaves `ledger` empty; every other number is the same. */
  readonly ledger?: boolean;
}

/** What a training takes whose fields have been checked by `checkTraining`. */
export const train = (training: Training, { ledger: recording = true }: TrainOptions = {}): TrainingPlan => {
  const ledger = createLedger({ recording });
  const facts = trainingFacts(training);
  runLines(ledger, training, facts);
  footprintLines(ledger, training, facts);
  moneyLines(ledger, training, facts);
  budgetLines(ledger, training);
  memoryLines(ledger, training, facts);
  const valueOf = (id: TrainingLineId | 'accelerator.memoryGB'): number | null =>
    ledger.has(id) ? knownOrNull(ledger.value(id)) : null;
  const binding = [...failureBinding(ledger), ...memoryBinding(ledger)];
  const room = valueOf('step.roomGB');
  return {
    format: TRAINING_PLAN_FORMAT,
    version: 1,
    training,
    feasible: binding.length === 0,
    binding,
    flop: valueOf('run.flop'),
    gpuHours: valueOf('run.gpuHours'),
    days: valueOf('run.days'),
    usd: valueOf('money.usd'),
    mwh: valueOf('footprint.mwh'),
    tCO2e: valueOf('footprint.tCO2e'),
    mfu: valueOf('run.mfu'),
    budgetUsd: valueOf('budget.totalUsd'),
    methods: {
      cloudUsd: valueOf('money.cloudUsd'),
      amortisedUsd: valueOf('money.amortisedUsd'),
      acquisitionUsd: valueOf('money.acquisitionUsd'),
    },
    goodput: valueOf('failures.goodput'),
    memory: {
      totalGB: valueOf('step.totalGB'),
      memoryGB: valueOf('accelerator.memoryGB'),
      fits: room === null ? null : room >= 0,
    },
    uncertainty: null,
    ledger: ledger.lines(),
    warnings: warningsOf(ledger, training),
  };
};

const FIGURES_OF: Readonly<Record<TrainingHeadlineId, (plan: TrainingPlan) => number | null>> = {
  'run.flop': ({ flop }) => flop,
  'run.gpuHours': ({ gpuHours }) => gpuHours,
  'run.days': ({ days }) => days,
  'money.usd': ({ usd }) => usd,
  'footprint.mwh': ({ mwh }) => mwh,
  'footprint.tCO2e': ({ tCO2e }) => tCO2e,
  'budget.totalUsd': ({ budgetUsd }) => budgetUsd,
};

/** The value of a headline; null where it is not known. */
export const trainingFigure = (plan: TrainingPlan, id: TrainingHeadlineId): number | null => FIGURES_OF[id](plan);
