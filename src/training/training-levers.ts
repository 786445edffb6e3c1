import { percentText } from '../base/format.ts';
import { findAccelerator } from '../catalog/catalog.ts';
import { citationText, CITATIONS, type CitationId } from '../catalog/citations.ts';
import { publishedRent } from '../catalog/rents.ts';
import { withTraining, type LeverId, type Training } from '../records/training.ts';
import { computeRate } from '../throughput/precision.ts';
import { train, type TrainingPlan } from './train.ts';

/** One change that is known to make training cheaper, and what it would do here. */
export interface TrainingLever {
  readonly id: string;
  readonly label: string;
  /** What it does to the training, in words, with the share that is taken. */
  readonly effect: string;
  /** What it costs beside money. */
  readonly price: string;
  /** Whose figure the share is: a print's, or the user's own. */
  readonly source: string;
  readonly tier: 'published' | 'assumed';
  readonly training: Training;
  readonly plan: TrainingPlan;
  /** Cost of the run with it over without; null where one of the two is not known. */
  readonly ratio: number | null;
}

interface Published {
  readonly share: number;
  readonly source: CitationId;
  readonly words: string;
}

interface ShareLever {
  readonly id: LeverId;
  readonly label: string;
  readonly effect: (share: number) => string;
  readonly price: string;
  /** Null: nobody published one that holds beyond its own case; the user's own is asked for. */
  readonly published: Published | null;
  readonly apply: (training: Training, share: number) => Training;
}

/** Less of the same work: fewer tokens, or less stated compute. */
const lessWork = (whole: Training, share: number): Training => {
  const { flop, tokens } = whole.training;
  return withTraining(
    whole,
    'training',
    flop === null ? { tokens: tokens === null ? null : tokens * share } : { flop: flop * share },
  );
};

const moreRate = (whole: Training, factor: number): Training => {
  const { mfu, achievedTflops } = whole.training;
  return withTraining(
    whole,
    'training',
    achievedTflops === null
      ? { mfu: mfu === null ? null : Math.min(1, mfu * factor) }
      : { achievedTflops: achievedTflops * factor },
  );
};

const SHARES: readonly ShareLever[] = [
  {
    id: 'fineTuning',
    label: 'Fine-tuning a model that exists',
    effect: (share) => `${percentText(share)} of the compute of training one`,
    price: 'A base model with a licence for it, and its knowledge, no more.',
    published: {
      share: 24 / 82_432,
      source: 'alpaca',
      words: 'LLaMA 7B on 52,000 instructions: 3 hours on 8 A100, against 82,432 hours of training it',
    },
    apply: lessWork,
  },
  {
    id: 'lora',
    label: 'LoRA in place of all weights',
    effect: (share) => `${percentText(share)} of the time of fine-tuning, and next to no state of the optimiser`,
    price: 'Less change of the model than full fine-tuning makes.',
    published: {
      share: 1 / 1.25,
      source: 'lora',
      words: 'GPT-3 175B: 25 % faster than full fine-tuning, a third of the memory',
    },
    // The gradients and the optimiser of the frozen weights are not kept: what is trained is a ten-thousandth of them.
    apply: (whole, share) =>
      withTraining(lessWork(whole, share), 'memory', {
        gradientBytes: whole.memory.gradientBytes * 1e-4,
        optimiserBytes: whole.memory.optimiserBytes * 1e-4,
      }),
  },
  {
    id: 'distillation',
    label: 'Distillation from a larger model',
    effect: (share) => `${percentText(share)} of the tokens`,
    price: 'A teacher, and its forward passes.',
    published: { share: 1 / 40, source: 'minitron', words: 'up to 40 times fewer tokens for 8B and 4B from 15B' },
    apply: lessWork,
  },
  {
    id: 'pruning',
    label: 'Pruning a larger model',
    effect: (share) => `${percentText(share)} of the compute of training the smaller one`,
    price: 'A larger model of the same kind.',
    published: { share: 0.03, source: 'shearedLlama', words: '1.3B and 2.7B from LLaMA 2 7B at 3 % of the compute' },
    apply: lessWork,
  },
  {
    id: 'quantisation',
    label: 'Products in 8-bit floats',
    effect: (share) => `${percentText(share)} of the time`,
    price: 'Accelerators with 8-bit matrix units, and watching the loss.',
    published: { share: 1 / 1.75, source: 'fp8lm', words: 'GPT-175B on H100: 75 % faster than bf16' },
    apply: (whole, share) => moreRate(whole, 1 / share),
  },
  {
    id: 'dataEfficiency',
    label: 'Better data',
    effect: (share) => `${percentText(share)} of the compute for the same quality`,
    price: 'A filter, and a pool of documents many times as large.',
    published: {
      share: 1 / 6.6,
      source: 'dclm',
      words: 'DCLM 7B is comparable to Llama 3 8B with 6.6 times less compute',
    },
    apply: lessWork,
  },
  {
    id: 'shared',
    label: 'Federated or shared training',
    effect: (share) => `accelerator time at ${percentText(share)} of the rent`,
    price: 'Slow links: fewer exchanges of weights (DiLoCo, arXiv 2311.08105), and machines that come and go.',
    published: null,
    apply: (whole, share) => {
      const { usdPerGpuHour } = whole.training;
      const rented = withTraining(whole, 'training', {
        usdPerGpuHour: usdPerGpuHour === null ? null : usdPerGpuHour * share,
      });
      return withTraining(rented, 'economics', { method: 'cloud' });
    },
  },
];

/** What the next generation of an accelerator is, for the lever that changes it. */
const NEXT: Readonly<Record<string, string>> = {
  'v100-sxm2-16gb': 'a100-sxm-80gb',
  'v100-sxm2-32gb': 'a100-sxm-80gb',
  'a100-sxm-40gb': 'h100-sxm',
  'a100-sxm-80gb': 'h100-sxm',
  'a800-sxm-80gb': 'h100-sxm',
  'h100-sxm': 'b200-sxm',
  'h800-sxm': 'b200-sxm',
  'h200-sxm': 'b200-sxm',
  mi250x: 'mi300x',
  mi300x: 'mi355x',
  'tpu-v4': 'tpu-v5p',
  'tpu-v5e': 'tpu-v6e',
  trainium1: 'trainium2',
};

type Change = Omit<TrainingLever, 'plan' | 'ratio'>;

const hardwareLever = (whole: Training): Change[] => {
  const { accelerator, precision, achievedTflops } = whole.training;
  const now = accelerator === null ? null : findAccelerator(accelerator);
  const nextId = accelerator === null ? undefined : NEXT[accelerator];
  const next = nextId === undefined ? null : findAccelerator(nextId);
  if (now === null || next === null || whole.training.peakTflops !== null) return [];
  const choice = { weights: precision, activations: precision };
  const [from, to] = [computeRate(now, choice), computeRate(next, choice)];
  if (from === null || to === null) return [];
  const faster = to.peakFlops / from.peakFlops;
  const rent = publishedRent(next.id, 'neocloud');
  const changed = withTraining(whole, 'training', {
    accelerator: next.id,
    wattsPerAccelerator: null,
    ...(rent === null ? {} : { usdPerGpuHour: rent.usdPerGpuHour }),
    ...(achievedTflops === null ? {} : { achievedTflops: achievedTflops * faster }),
  });
  return [
    {
      id: 'hardware',
      label: `${next.name} in place of ${now.name}`,
      effect: `${Number(faster.toPrecision(3)).toString()} times the peak rate at the same MFU${rent === null ? ', at the rent above' : `, for ${String(rent.usdPerGpuHour)} USD per hour`}`,
      price: 'Larger machines reach a lower MFU until the software has caught up.',
      source:
        rent === null
          ? `peaks of the catalogue; rent as stated`
          : `peaks of the catalogue; rent: ${rent.source}, ${rent.date}`,
      tier: rent === null ? 'assumed' : 'published',
      training: withTraining(
        withTraining(changed, 'economics', { acceleratorUsd: null, ownedKwPerAccelerator: null }),
        'memory',
        {
          memoryGB: null,
        },
      ),
    },
  ];
};

/** The other way of having the hardware. */
const ownershipLever = (whole: Training): Change[] => {
  const method = whole.economics.method === 'cloud' ? 'amortised' : 'cloud';
  return [
    {
      id: method === 'cloud' ? 'cloud' : 'owned',
      label: method === 'cloud' ? 'Rented by the hour' : 'Owned, by the hours used',
      effect:
        method === 'cloud'
          ? 'the price of a cloud in place of owning'
          : `loss of value and electricity of owned hardware, in use ${percentText(whole.economics.occupancy)} of its life`,
      price:
        method === 'cloud' ? 'None that is not in the price.' : 'Capital, and other work for the rest of its life.',
      source: citationText(CITATIONS.epoch),
      tier: 'published',
      training: withTraining(whole, 'economics', { method }),
    },
  ];
};

/** More machines at once: sooner done, and more of them to fail. */
const distributionLever = (whole: Training): Change[] => [
  {
    id: 'distributed',
    label: 'Twice the accelerators',
    effect: 'half the days at the same MFU; a job of twice the machines fails twice as often',
    price: 'A larger batch, and a network that keeps MFU up.',
    source: 'arithmetic of this page; that MFU holds is the user’s own assumption',
    tier: 'assumed',
    training: withTraining(whole, 'training', { count: whole.training.count * 2 }),
  },
];

const shareLever = (whole: Training, lever: ShareLever): Change[] => {
  const own = whole.levers[lever.id];
  const { published } = lever;
  const share = own ?? published?.share ?? null;
  if (share === null) return [];
  const changed = lever.apply(whole, share);
  if (lever.id === 'quantisation' && own === null && whole.training.precision === 'fp8') return [];
  return [
    {
      id: lever.id,
      label: lever.label,
      effect: lever.effect(share),
      price: lever.price,
      source:
        own !== null || published === null
          ? 'the user’s own figure'
          : `${published.words}; ${citationText(CITATIONS[published.source])}`,
      tier: own !== null || published === null ? 'assumed' : 'published',
      training: { ...changed, levers: whole.levers },
    },
  ];
};

/** Levers that have no published share and none of the user's yet, by id and label. */
export const unsetLevers = (whole: Training): readonly { readonly id: LeverId; readonly label: string }[] =>
  SHARES.filter(({ id, published }) => published === null && whole.levers[id] === null);

/** Every lever, each pulled alone, with its effect on the cost of the run; the cheapest first. */
export const trainingLevers = (whole: Training): readonly TrainingLever[] => {
  const before = train(whole, { ledger: false });
  const changes = [
    ...SHARES.flatMap((lever) => shareLever(whole, lever)),
    ...hardwareLever(whole),
    ...ownershipLever(whole),
    ...distributionLever(whole),
  ];
  return changes
    .map((change): TrainingLever => {
      const plan = train(change.training, { ledger: false });
      const ratio = before.usd === null || plan.usd === null || before.usd === 0 ? null : plan.usd / before.usd;
      return { ...change, plan, ratio };
    })
    .sort((a, b) => (a.ratio ?? Infinity) - (b.ratio ?? Infinity));
};
