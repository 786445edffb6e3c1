import { findAccelerator, servers } from '../catalog/catalog.ts';
import type { Accelerator } from '../catalog/schema.ts';
import type { Tier } from '../records/tier.ts';
import type { Training } from '../records/training.ts';
import { computeRate } from '../throughput/precision.ts';

/** A number with where it comes from; NaN where nobody published it. */
export interface Fact {
  readonly value: number;
  readonly source: string;
  readonly tier: Tier;
}

/** What a training stands on beside what it asks for: stated there, or looked up in the catalogue. */
export interface TrainingFacts {
  readonly accelerator: Accelerator | null;
  readonly peakTflops: Fact;
  readonly watts: Fact;
  readonly memoryGB: Fact;
  /** Price of an accelerator with its share of a server. */
  readonly acceleratorUsd: Fact;
  readonly ownedKw: Fact;
}

const STATED = 'stated in the training';
const UNKNOWN: Fact = { value: NaN, source: 'nobody published it', tier: 'assumed' };

const stated = (value: number | null, otherwise: () => Fact): Fact =>
  value === null ? otherwise() : { value, source: STATED, tier: 'assumed' };

const published = (value: number | null | undefined, source: string | null | undefined, tier: Tier): Fact =>
  value === null || value === undefined ? UNKNOWN : { value, source: source ?? '', tier };

/** By the server where one has a price: its processors, memory and network train as well. The cheapest where there are several. */
const priceOf = (accelerator: Accelerator | null): Fact => {
  if (accelerator === null) return UNKNOWN;
  const priced = servers
    .flatMap(({ acceleratorId, priceUsd, gpus, model, priceSource }) =>
      acceleratorId === accelerator.id && priceUsd !== null
        ? [{ value: priceUsd / gpus, source: `${model}, by ${String(gpus)}: ${priceSource ?? ''}` }]
        : [],
    )
    .sort((a, b) => a.value - b.value);
  const cheapest = priced.at(0);
  return cheapest === undefined
    ? published(accelerator.priceUsd, accelerator.priceSource, 'published')
    : { ...cheapest, tier: 'published' };
};

export const trainingFacts = ({ training, memory, economics }: Training): TrainingFacts => {
  const accelerator = training.accelerator === null ? null : findAccelerator(training.accelerator);
  const datasheet = accelerator?.sources[0];
  const rate =
    accelerator === null
      ? null
      : computeRate(accelerator, { weights: training.precision, activations: training.precision });
  const watts = stated(training.wattsPerAccelerator, () => published(accelerator?.tdpW, datasheet, 'datasheet'));
  return {
    accelerator,
    peakTflops: stated(training.peakTflops, () =>
      published(rate === null ? null : rate.peakFlops / 1e12, datasheet, 'datasheet'),
    ),
    watts,
    memoryGB: stated(memory.memoryGB, () => published(accelerator?.memoryGB, datasheet, 'datasheet')),
    acceleratorUsd: stated(economics.acceleratorUsd, () => priceOf(accelerator)),
    ownedKw: stated(economics.ownedKwPerAccelerator, () => ({
      value: (watts.value + training.hostWattsPerAccelerator) / 1000,
      source: 'power of the accelerator and its host',
      tier: watts.tier,
    })),
  };
};
