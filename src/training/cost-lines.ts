import type { Ledger } from '../plan/ledger.ts';
import type { Training } from '../records/training.ts';
import type { TrainingFacts } from './facts.ts';
import { askedLine } from './printed-inputs.ts';

const EPOCH = 'Cottier et al. 2024, “The rising costs of training frontier AI models”, arXiv 2405.21015';

/** Energy of the run at the meter of the facility, and its carbon. */
export const footprintLines = (ledger: Ledger, { training }: Training, facts: TrainingFacts): void => {
  const { value, source, tier } = facts.watts;
  ledger.input('training.wattsPerAccelerator', value, source, tier);
  ledger.choice('training.hostWattsPerAccelerator', training.hostWattsPerAccelerator);
  if (training.idlePowerShare === null) {
    ledger.line('footprint.wattsPerAccelerator', 'training.wattsPerAccelerator + training.hostWattsPerAccelerator');
  } else {
    ledger.choice('training.idlePowerShare', training.idlePowerShare);
    ledger.line(
      'footprint.wattsPerAccelerator',
      'training.wattsPerAccelerator * (training.idlePowerShare + (1 - training.idlePowerShare) * run.mfu) + training.hostWattsPerAccelerator',
    );
  }
  ledger.choice('training.pue', training.pue);
  ledger.line('footprint.itMwh', 'run.gpuHours * footprint.wattsPerAccelerator / 1e6');
  ledger.line('footprint.mwh', 'footprint.itMwh * training.pue');
  ledger.choice('training.electricityUsdPerKwh', training.electricityUsdPerKwh);
  ledger.line('footprint.electricityUsd', 'footprint.mwh * 1000 * training.electricityUsdPerKwh');
  ledger.choice('training.kgPerKwh', training.kgPerKwh);
  ledger.line('footprint.operationalT', 'footprint.mwh * training.kgPerKwh');
  ledger.choice('training.embodiedKgPerGpuHour', training.embodiedKgPerGpuHour);
  ledger.line('footprint.embodiedT', 'run.gpuHours * training.embodiedKgPerGpuHour / 1000');
  ledger.line('footprint.tCO2e', 'footprint.operationalT + footprint.embodiedT');
};

const OF_METHOD = {
  cloud: 'money.cloudUsd',
  amortised: 'money.amortisedUsd',
  acquisition: 'money.acquisitionUsd',
} as const;

/**
 * The three methods of Cottier et al.: rented at a cloud's price; owned, its loss of value for the hours in use and the
 * electricity of these; bought outright for this run. Hardware loses value as newer gets faster for the same price:
 * price × r × ln 10 per year with r powers of ten per year, over the share of its life that it is in use.
 */
export const moneyLines = (ledger: Ledger, { training, economics }: Training, facts: TrainingFacts): void => {
  if (training.usdPerGpuHour === null) {
    ledger.input('training.usdPerGpuHour', null, 'nobody published it', 'assumed');
  } else askedLine(ledger, 'training.usdPerGpuHour', training.usdPerGpuHour);
  ledger.line('money.cloudUsd', 'run.gpuHours * training.usdPerGpuHour', { source: EPOCH });
  const { acceleratorUsd, ownedKw } = facts;
  ledger.input('economics.acceleratorUsd', acceleratorUsd.value, acceleratorUsd.source, acceleratorUsd.tier);
  ledger.choice('economics.depreciationOomPerYear', economics.depreciationOomPerYear);
  ledger.choice('economics.occupancy', economics.occupancy);
  ledger.line(
    'money.amortisedUsdPerHour',
    'economics.acceleratorUsd * economics.depreciationOomPerYear * ln(10) / 8766 / economics.occupancy',
    { source: EPOCH },
  );
  ledger.input('economics.ownedKwPerAccelerator', ownedKw.value, ownedKw.source, ownedKw.tier);
  ledger.choice('economics.powerShare', economics.powerShare);
  ledger.line(
    'money.energyUsdPerHour',
    'economics.ownedKwPerAccelerator * economics.powerShare * training.pue * training.electricityUsdPerKwh',
    { source: EPOCH },
  );
  ledger.choice('economics.priceIndex', economics.priceIndex);
  ledger.line(
    'money.amortisedUsd',
    '(money.amortisedUsdPerHour + money.energyUsdPerHour) * run.gpuHours * economics.priceIndex',
    { source: EPOCH },
  );
  ledger.line('money.acquisitionUsd', 'economics.acceleratorUsd * training.count * economics.priceIndex', {
    source: EPOCH,
  });
  ledger.line('money.usd', `${OF_METHOD[economics.method]} + 0`, { detail: METHOD_WORDS[economics.method] });
};

export const METHOD_WORDS = {
  cloud: 'rented',
  amortised: 'owned, by the hours used',
  acquisition: 'bought for it',
} as const;

const ARTICLE =
  'components as “The rising costs of training large language models” lists them: compute, data, size of the model, energy, engineering talent; no address kept';

/** The final run, and what stands around it. The size of the model is in the compute. */
export const budgetLines = (ledger: Ledger, { budget, economics }: Training): void => {
  ledger.line('budget.computeUsd', 'money.usd + 0', { source: ARTICLE });
  // A rent and the amortised cost hold the electricity already.
  const apart = economics.method === 'acquisition';
  ledger.line('budget.energyUsd', apart ? 'footprint.electricityUsd + 0' : 'footprint.electricityUsd * 0', {
    source: ARTICLE,
    ...(apart ? {} : { detail: 'counted in the final run' }),
  });
  ledger.choice('budget.experimentsShare', budget.experimentsShare);
  ledger.line('budget.experimentsUsd', 'budget.computeUsd * budget.experimentsShare', { source: EPOCH });
  ledger.choice('budget.dataUsd', budget.dataUsd);
  ledger.choice('budget.staffYears', budget.staffYears);
  ledger.choice('budget.usdPerStaffYear', budget.usdPerStaffYear);
  ledger.line('budget.staffUsd', 'budget.staffYears * budget.usdPerStaffYear', { source: ARTICLE });
  ledger.choice('budget.otherUsd', budget.otherUsd);
  ledger.line(
    'budget.totalUsd',
    'budget.computeUsd + budget.energyUsd + budget.experimentsUsd + budget.dataUsd + budget.staffUsd + budget.otherUsd',
  );
};
