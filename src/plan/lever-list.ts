import { models } from '../catalog/catalog.ts';
import type { Model } from '../catalog/schema.ts';
import type { PhysicalScenario } from '../records/scenario.ts';

/** One change that is known to make serving cheaper. */
export interface LeverDefinition {
  readonly id: string;
  readonly label: string;
  /** What it costs beside money, in words. */
  readonly price: string;
  /** The changed scenario; null where the lever is already pulled or does not exist. */
  readonly apply: (scenario: PhysicalScenario) => PhysicalScenario | null;
}

const wide = (precision: string): boolean => precision === 'fp16' || precision === 'bf16';

/** A distilled model is a third of the size of its teacher, say, as the smaller models of a family often are. */
const DISTILLED_SHARE = 1 / 3;

/** A dense model of the catalogue that a distilled one would be like: of the same maker first, of about the right size. */
const smallerModel = (id: string): string | null => {
  const model = models.find((candidate) => candidate.id === id);
  const wanted = (model?.paramsTotal ?? 0) * DISTILLED_SHARE;
  const distance = ({ paramsTotal }: Model): number => Math.abs(Math.log((paramsTotal ?? 0) / wanted));
  const foreign = ({ organisation }: Model): number => (organisation === model?.organisation ? 0 : 1);
  // Within a factor of three of the wanted size: neither the teacher itself nor a toy.
  const candidates = models
    .filter((candidate) => candidate.architecture === 'dense' && distance(candidate) < Math.log(3) - 1e-9)
    .sort((a, b) => foreign(a) - foreign(b) || distance(a) - distance(b));
  return candidates[0]?.id ?? null;
};

export const LEVERS: readonly LeverDefinition[] = [
  {
    id: 'weights-int8',
    label: 'Weights in 8 bits',
    price: 'A small loss of quality; computed in 16 bits.',
    apply: (s) => (wide(s.precision.weights) ? { ...s, precision: { ...s.precision, weights: 'int8' } } : null),
  },
  {
    id: 'weights-int4',
    label: 'Weights in 4 bits',
    price: 'A loss of quality that has to be measured; computed in 16 bits.',
    apply: (s) => (s.precision.weights === 'int4' ? null : { ...s, precision: { ...s.precision, weights: 'int4' } }),
  },
  {
    id: 'all-8-bit',
    label: 'Weights and activations in 8 bits',
    price: 'A loss of quality that has to be measured; needs calibration data.',
    apply: (s) =>
      wide(s.precision.activations)
        ? { ...s, precision: { ...s.precision, weights: 'int8', activations: 'int8' } }
        : null,
  },
  {
    id: 'kv-8-bit',
    label: 'KV cache in 8 bits',
    price: 'A small loss of quality on long contexts.',
    apply: (s) => (wide(s.precision.kvCache) ? { ...s, precision: { ...s.precision, kvCache: 'int8' } } : null),
  },
  {
    id: 'sparsity',
    label: 'Half of the weights pruned, 2:4',
    price: 'Training after pruning; a loss of quality that has to be measured.',
    apply: (s) => (s.precision.sparsity === 'dense' ? { ...s, precision: { ...s.precision, sparsity: '2:4' } } : null),
  },
  {
    id: 'distillation',
    label: 'A distilled, smaller model',
    price: 'Training, and the quality of the smaller model.',
    apply: (s) => {
      const model = smallerModel(s.model);
      // The smaller model is dense: it has no experts to deal out.
      const hardware = {
        ...s.hardware,
        expertParallel: 'auto',
        attentionDataParallel: 'auto',
        prefillExpertParallel: 'same',
        prefillAttentionDataParallel: 'same',
      } as const;
      return model === null ? null : { ...s, model, hardware };
    },
  },
  {
    id: 'speculation',
    label: 'Speculative decoding, four proposals',
    price: 'A draft model; helps small batches, costs large ones.',
    apply: (s) => (s.serving.draftTokens === 0 ? { ...s, serving: { ...s.serving, draftTokens: 4 } } : null),
  },
  {
    id: 'prefix-cache',
    label: 'Half of the prompt tokens cached',
    price: 'Prompts that share their beginning, and routing that finds them.',
    apply: (s) => (s.serving.prefixHitRate < 0.5 ? { ...s, serving: { ...s.serving, prefixHitRate: 0.5 } } : null),
  },
  {
    id: 'chunked-prefill',
    label: 'Prompts in chunks beside decoding',
    price: 'None.',
    apply: (s) => (s.serving.prefill === 'whole' ? { ...s, serving: { ...s.serving, prefill: 'chunked' } } : null),
  },
  {
    id: 'paged-kv',
    label: 'KV cache in pages',
    price: 'None.',
    apply: (s) => (s.serving.kvPolicy === 'reserve' ? { ...s, serving: { ...s.serving, kvPolicy: 'paged' } } : null),
  },
];
