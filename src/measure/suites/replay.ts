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
const DECODE_CONTEXT = 512;
const PREFILL_TOKENS = 128;

const widths = (model: Model, divisor: number) => ({
  hidden: model.hidden / divisor,
  ffn: Math.ceil(model.ffn / divisor),
  heads: model.heads / divisor,
  kvHeads: Math.max(1, model.kvHeads / divisor),
});

const layerWeights = (model: Model, divisor: number): number => {
  const { hidden, ffn, heads, kvHeads } = widths(model, divisor);
  return hidden * ((heads + 2 * kvHeads) * model.headDim + heads * model.headDim + (model.gatedMlp ? 3 : 2) * ffn);
};

/** Products of a layer that takes `tokens` new tokens with `context` tokens to attend to. */
const layerProblems = (model: Model, divisor: number, tokens: number, context: number): MatmulProblem[] => {
  const { hidden, ffn, heads, kvHeads } = widths(model, divisor);
  const { headDim, gatedMlp } = model;
  const product = (m: number, n: number, k: number): MatmulProblem => ({
    m,
    n,
    k,
    dtype: 'f32',
    layout: 'nn',
    batch: 1,
  });
  const perHead = (n: number, k: number, layout: 'nn' | 'nt'): MatmulProblem => ({
    ...product(tokens, n, k),
    layout,
    batch: heads,
  });
  return [
    product(tokens, (heads + 2 * kvHeads) * headDim, hidden),
    perHead(context, headDim, 'nt'),
    perHead(headDim, context, 'nn'),
    product(tokens, hidden, heads * headDim),
    product(tokens, (gatedMlp ? 2 : 1) * ffn, hidden),
    product(tokens, hidden, ffn),
  ];
};

/** A decode layer and a prefill layer, narrowed until they suit the adapter. */
export const replayPlans = (model: Model, software: boolean): ReplayPlan[] => {
  const most = WEIGHT_BYTES[software ? 'software' : 'gpu'];
  let divisor = 1;
  while (4 * layerWeights(model, divisor) > most && model.heads % (2 * divisor) === 0) divisor *= 2;
  const plan = (phase: string, tokens: number, context: number): ReplayPlan => ({
    id: `replay:model=${model.id};phase=${phase};divisor=${String(divisor)};tokens=${String(tokens)};context=${String(context)};dtype=f32`,
    problems: layerProblems(model, divisor, tokens, context),
  });
  return [plan('decode', 1, DECODE_CONTEXT), plan('prefill', PREFILL_TOKENS, PREFILL_TOKENS)];
};

const prefixed = <T>(prefix: string, named: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [`${prefix}${name}`, value]));

const renamed = (prefix: string, bound: Binding): Binding => {
  if ('buffer' in bound) return { ...bound, buffer: prefix + bound.buffer };
  return 'texture' in bound ? { ...bound, texture: prefix + bound.texture } : bound;
};

/** One program of many: resources get a prefix, steps follow each other. */
const chained = (programs: readonly Program[]): Program => ({
  buffers: programs.flatMap(({ buffers }, i) => buffers.map((one) => ({ ...one, name: `${String(i)}.${one.name}` }))),
  textures: programs.flatMap(({ textures }, i) =>
    textures.map((one) => ({ ...one, name: `${String(i)}.${one.name}` })),
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
    m: null,
    n: null,
    k: null,
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
      const found = products.map((product, i) => product.verify(kind, { c: outputs[`${String(i)}.c`] }));
      return found.find(({ ok }) => !ok) ?? found.reduce((worst, one) => (one.maxError > worst.maxError ? one : worst));
    },
  };
};
