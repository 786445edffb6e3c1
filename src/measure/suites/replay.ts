import { entryAt, present } from '../../base/checked.ts';
import type { Model } from '../../catalog/schema.ts';
import { matmulWorkload } from '../kernels/matmul.ts';
import type { MatmulProblem } from '../kernels/matmul-program.ts';
import type { Binding, Program, Typed, Workload } from '../kernels/program.ts';
import type { MatmulVariant } from '../kernels/variants.ts';

/**
 * Replay: the products of one layer of a real transformer, one after the other in one submit, so that what a model
 * composed of single kernels predicts can be held against a measured whole. Norms, softmax and the like are left out:
 * they move a few vectors, where the products move all weights.
 */
export interface ReplayPlan {
  readonly id: string;
  readonly problems: readonly MatmulProblem[];
}

/** Widths are divided by a power of two until the layer's weights fit this. */
const WEIGHT_BYTES = { software: 16 * 2 ** 20, gpu: 256 * 2 ** 20 } as const;

/** What a layer does in one pass. */
interface Pass {
  readonly model: string;
  readonly phase: 'decode' | 'prefill';
  readonly sequences: number;
  /** New tokens of each sequence. */
  readonly tokens: number;
  /** Tokens of each sequence that are attended to. */
  readonly context: number;
}

/**
 * One token of one request, a prompt, and a batch of requests with grouped heads: each is bound by something else, and all
 * are layers that serving spends its time in.
 */
const PASSES: readonly Pass[] = [
  { model: 'llama-2-7b', phase: 'decode', sequences: 1, tokens: 1, context: 512 },
  { model: 'llama-2-7b', phase: 'prefill', sequences: 1, tokens: 128, context: 128 },
  { model: 'llama-3-8b', phase: 'decode', sequences: 16, tokens: 1, context: 128 },
];

/** A layer of plain attention and one MLP. */
interface PlainLayer {
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly ffn: number;
  readonly gatedMlp: boolean;
}

const plainLayer = ({ hidden, layers }: Model): PlainLayer | null => {
  const { mixers, mlps } = entryAt(layers, 0);
  const [mixer, mlp] = [mixers.at(0), mlps.at(0)];
  if (mixer?.kind !== 'attention' || mlp?.kind !== 'dense') return null;
  const { heads, kvHeads, headDim } = mixer;
  return { hidden, heads, kvHeads, headDim, ffn: mlp.width, gatedMlp: mlp.gated };
};

const divided = (layer: PlainLayer, divisor: number): PlainLayer => ({
  ...layer,
  hidden: layer.hidden / divisor,
  ffn: Math.ceil(layer.ffn / divisor),
  heads: layer.heads / divisor,
  kvHeads: Math.max(1, layer.kvHeads / divisor),
});

const layerWeights = ({ hidden, ffn, heads, kvHeads, headDim, gatedMlp }: PlainLayer): number =>
  hidden * ((heads + 2 * kvHeads) * headDim + heads * headDim + (gatedMlp ? 3 : 2) * ffn);

const layerProblems = (layer: PlainLayer, { sequences, tokens, context }: Pass): MatmulProblem[] => {
  const { hidden, ffn, heads, kvHeads, headDim, gatedMlp } = layer;
  const rows = sequences * tokens;
  const product = (n: number, k: number): MatmulProblem => ({ m: rows, n, k, dtype: 'f32', layout: 'nn', batch: 1 });
  // Keys are kept turned round in the cache, as serving engines lay them out for their kernels to read.
  const perHead = (n: number, k: number): MatmulProblem => ({ ...product(n, k), m: tokens, batch: sequences * heads });
  return [
    product((heads + 2 * kvHeads) * headDim, hidden),
    perHead(context, headDim),
    perHead(headDim, context),
    product(hidden, heads * headDim),
    product((gatedMlp ? 2 : 1) * ffn, hidden),
    product(hidden, ffn),
  ];
};

const narrowed = (layer: PlainLayer, software: boolean): number => {
  const most = WEIGHT_BYTES[software ? 'software' : 'gpu'];
  let divisor = 1;
  while (4 * layerWeights(divided(layer, divisor)) > most && layer.heads % (2 * divisor) === 0) divisor *= 2;
  return divisor;
};

/** Layers of real models, narrowed until they suit the adapter. */
export const replayPlans = (findModel: (id: string) => Model | null, software: boolean): ReplayPlan[] =>
  PASSES.flatMap((pass) => {
    const model = findModel(pass.model);
    const layer = model === null ? null : plainLayer(model);
    if (model === null || layer === null) return [];
    const divisor = narrowed(layer, software);
    const { phase, sequences, tokens, context } = pass;
    const id = `replay:model=${model.id};phase=${phase};divisor=${String(divisor)};sequences=${String(sequences)};tokens=${String(tokens)};context=${String(context)};dtype=f32`;
    return [{ id, problems: layerProblems(divided(layer, divisor), pass) }];
  });

const prefixed = <T>(prefix: string, named: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [`${prefix}${name}`, value]));

const renamed = (prefix: string, bound: Binding): Binding => {
  if ('buffer' in bound) return { ...bound, buffer: prefix + bound.buffer };
  return 'texture' in bound ? { ...bound, texture: prefix + bound.texture } : bound;
};

/** One program of many: resources get a prefix, steps follow each other. */
const chained = (programs: readonly Program[]): Program => ({
  buffers: programs.flatMap(({ buffers }, i) =>
    buffers.map((buffer) => ({ ...buffer, name: `${String(i)}.${buffer.name}` })),
  ),
  textures: programs.flatMap(({ textures }, i) =>
    textures.map((texture) => ({ ...texture, name: `${String(i)}.${texture.name}` })),
  ),
  steps: programs.flatMap(({ steps }, i) =>
    steps.map((step) => ({ ...step, bindings: step.bindings.map((bound) => renamed(`${String(i)}.`, bound)) })),
  ),
  features: [...new Set(programs.flatMap(({ features }) => features))],
});

export interface ReplayPart {
  readonly problem: MatmulProblem;
  readonly variant: MatmulVariant;
}

export const replayWorkload = (id: string, parts: readonly ReplayPart[], seed: number): Workload => {
  const products = parts.map(({ problem, variant }, i) => matmulWorkload(variant, problem, seed + 10 * i));
  return {
    id,
    kind: 'replay',
    dtype: 'f32',
    kernel: 'layer',
    flop: products.reduce((sum, { flop }) => sum + flop, 0),
    bytes: products.reduce((sum, { bytes }) => sum + bytes, 0),
    parts: parts.map(({ problem: { m, n, k, batch }, variant }) => ({ m, n, k, batch, kernel: variant.id })),
    program: chained(products.map(({ program }) => program)),
    inputs: (kind) =>
      Object.assign({}, ...products.map((product, i) => prefixed(`${String(i)}.`, product.inputs(kind)))) as Record<
        string,
        Typed
      >,
    verify: (kind, outputs) => {
      const found = products.map((product, i) => {
        const name = `${String(i)}.c`;
        return product.verify(kind, { c: present(outputs[name], `output ${name}`) });
      });
      return (
        found.find(({ ok }) => !ok) ??
        found.reduce((worst, verification) => (verification.maxError > worst.maxError ? verification : worst))
      );
    },
  };
};
