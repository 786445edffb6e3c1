import { firstOrder, type Moved, type Uncertainty } from '../plan/sensitivity/first-order.ts';
import type { Band } from '../records/plan.ts';
import { TRAINING_HEADLINES, type TrainingHeadlineId } from '../records/training-lines.ts';
import { withTraining, type Training } from '../records/training.ts';
import { trainingFacts } from './facts.ts';
import { train, trainingFigure } from './train.ts';

interface UncertainField extends Omit<Moved, 'down' | 'up'> {
  readonly vary: (factor: number) => Training;
}

/** What a training stands on that may well be another, with the width of its 90 % band and why it is that wide. */
const uncertainFields = (whole: Training): readonly UncertainField[] => {
  const { training, economics, budget, failures } = whole;
  const facts = trainingFacts(whole);
  const run = (fields: Partial<Training['training']>): Training => withTraining(whole, 'training', fields);
  return [
    training.achievedTflops === null
      ? {
          input: {
            id: 'training.mfu',
            label: 'MFU',
            tier: 'assumed',
            band: 0.3,
            basis: 'published runs of one size on one accelerator reach from 0.3 to 0.55',
            remedy: 'Measure tokens per second over some hundred steps.',
          },
          vary: (factor) => run({ mfu: Math.min(1, (training.mfu ?? NaN) * factor) }),
        }
      : {
          input: {
            id: 'training.achievedTflops',
            label: 'Achieved rate',
            tier: 'assumed',
            band: 0.1,
            basis: 'assumed: a rate stated for a good day, without restarts and stragglers',
            remedy: 'Take tokens per second over the whole run.',
          },
          vary: (factor) => run({ achievedTflops: (training.achievedTflops ?? NaN) * factor }),
        },
    {
      input: {
        id: 'training.usdPerGpuHour',
        label: 'Rent',
        tier: 'assumed',
        band: 0.5,
        basis: 'assumed: list prices of clouds for one accelerator in one year differ by a factor of three',
        remedy: 'Put in the contract price.',
      },
      vary: (factor) =>
        run({ usdPerGpuHour: training.usdPerGpuHour === null ? null : training.usdPerGpuHour * factor }),
    },
    {
      input: {
        id: 'economics.acceleratorUsd',
        label: 'Price of an accelerator',
        tier: facts.acceleratorUsd.tier,
        band: 0.25,
        basis: 'assumed: list prices against quotes',
        remedy: 'Ask for a quote.',
      },
      vary: (factor) => withTraining(whole, 'economics', { acceleratorUsd: facts.acceleratorUsd.value * factor }),
    },
    {
      input: {
        id: 'training.wattsPerAccelerator',
        label: 'Power',
        tier: facts.watts.tier,
        band: 0.16,
        basis: 'datasheet maximum; under HPL Selene drew 73 % of it, fabric included',
        remedy: 'Read the meter of one server in training.',
      },
      vary: (factor) => run({ wattsPerAccelerator: facts.watts.value * factor }),
    },
    {
      input: {
        id: 'training.pue',
        label: 'PUE',
        tier: 'assumed',
        band: 0.1,
        basis: 'assumed: a facility whose meters nobody has read',
        remedy: 'Take the energy of the site and of its IT from a year of meter readings.',
      },
      vary: (factor) => run({ pue: Math.max(1, training.pue * factor) }),
    },
    {
      input: {
        id: 'training.kgPerKwh',
        label: 'Grid carbon',
        tier: 'assumed',
        band: 0.3,
        basis: 'assumed: yearly means of neighbouring grids, and hours within a year',
        remedy: 'Put in the figure of the grid operator for the site and the year.',
      },
      vary: (factor) => run({ kgPerKwh: training.kgPerKwh * factor }),
    },
    {
      input: {
        id: 'training.electricityUsdPerKwh',
        label: 'Price of electricity',
        tier: 'assumed',
        band: 0.3,
        basis: 'assumed: industrial tariffs of neighbouring regions and years',
        remedy: 'Put in the contract price.',
      },
      vary: (factor) => run({ electricityUsdPerKwh: training.electricityUsdPerKwh * factor }),
    },
    {
      input: {
        id: 'failures.acceleratorMtbfHours',
        label: 'MTBF',
        tier: 'assumed',
        band: 0.7,
        basis: 'assumed: published clusters differ by a factor of two',
        remedy: 'Count the interruptions of your own runs.',
      },
      vary: (factor) =>
        withTraining(whole, 'failures', {
          acceleratorMtbfHours: failures.acceleratorMtbfHours === null ? null : failures.acceleratorMtbfHours * factor,
        }),
    },
    {
      input: {
        id: 'budget.experimentsShare',
        label: 'Experiments',
        tier: 'assumed',
        band: Math.LN2,
        basis: 'Cottier et al. 2024 take 1.2 to 4 times the final run for all compute of a model',
        remedy: 'Add up the accelerator time of the project.',
      },
      vary: (factor) => withTraining(whole, 'budget', { experimentsShare: budget.experimentsShare * factor }),
    },
    {
      input: {
        id: 'budget.staffYears',
        label: 'Staff',
        tier: 'assumed',
        band: 0.4,
        basis: 'assumed: lists of authors say who took part, not for how long',
        remedy: 'Count the people and months of the project.',
      },
      vary: (factor) => withTraining(whole, 'budget', { staffYears: budget.staffYears * factor }),
    },
    {
      input: {
        id: 'budget.dataUsd',
        label: 'Data',
        tier: 'assumed',
        band: Math.LN2,
        basis: 'assumed: nobody publishes what licences and annotation cost',
        remedy: 'Add up the contracts.',
      },
      vary: (factor) => withTraining(whole, 'budget', { dataUsd: budget.dataUsd * factor }),
    },
    {
      input: {
        id: 'economics.depreciationOomPerYear',
        label: 'Depreciation',
        tier: 'published',
        band: 0.25,
        basis: 'Cottier et al. 2024: 0.14 powers of ten per year, 90 % interval about 0.10 to 0.18',
        remedy: 'Take the resale price of a year-old server.',
      },
      vary: (factor) =>
        withTraining(whole, 'economics', { depreciationOomPerYear: economics.depreciationOomPerYear * factor }),
    },
  ];
};

export interface TrainingUncertainty extends Uncertainty {
  readonly id: TrainingHeadlineId;
}

/** First-order uncertainty of the headlines of a training, as of those of a plan. */
export const trainingSensitivity = (training: Training): readonly TrainingUncertainty[] => {
  const at = (changed: Training) => train(changed, { ledger: false });
  const middle = at(training);
  const varied = uncertainFields(training).map(({ input, vary }) => ({
    input,
    down: at(vary(Math.exp(-input.band))),
    up: at(vary(Math.exp(input.band))),
  }));
  return TRAINING_HEADLINES.flatMap(({ id }) => {
    const moved = varied.map(({ input, down, up }) => ({
      input,
      down: trainingFigure(down, id),
      up: trainingFigure(up, id),
    }));
    const found = firstOrder(trainingFigure(middle, id), moved);
    return found === null ? [] : [{ id, ...found }];
  });
};

/** The bands as the answer carries them. */
export const trainingBands = (
  found: readonly TrainingUncertainty[],
): Readonly<Partial<Record<TrainingHeadlineId, Band>>> =>
  Object.fromEntries(found.map(({ id, low, value, high }) => [id, { p5: low, p50: value, p95: high }]));
