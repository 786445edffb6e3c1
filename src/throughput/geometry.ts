import type { Model } from '../catalog/schema.ts';

/** One weight matrix with `n` outputs and `k` inputs, `count` of them in the model. */
export interface Matrix {
  readonly n: number;
  readonly k: number;
  readonly count: number;
}

/** The routed experts of the layers that have them. */
export interface Experts {
  readonly layers: number;
  readonly experts: number;
  readonly perToken: number;
  readonly width: number;
  readonly matricesPerExpert: number;
}

/**
 * A decoder-only transformer as its matrices. Norms and biases (below 0.1 % of the parameters) are left out; positional
 * embeddings too.
 */
export interface ModelGeometry {
  /** Matrices that split by their outputs over a tensor-parallel group, for example QKV. */
  readonly columnParallel: readonly Matrix[];
  /** Matrices that split by their inputs, after which the group adds up its parts, for example the MLP's last. */
  readonly rowParallel: readonly Matrix[];
  /** Matrices that every member of the group holds whole: routers and latent projections. */
  readonly replicated: readonly Matrix[];
  readonly experts: Experts | null;
  readonly head: Matrix | null;
  readonly paramsTotal: number;
  /** Parameters of all routed experts; part of the total. */
  readonly expertParams: number;
  readonly paramsActive: number;
}

const attentionMatrices = (model: Model): Pick<ModelGeometry, 'columnParallel' | 'rowParallel' | 'replicated'> => {
  const { hidden, heads, headDim, kvHeads, layers, mla } = model;
  if (mla === null) {
    return {
      columnParallel: [{ n: (heads + 2 * kvHeads) * headDim, k: hidden, count: layers }],
      rowParallel: [{ n: hidden, k: heads * headDim, count: layers }],
      replicated: [],
    };
  }
  const queryWidth = heads * (mla.qkNopeHeadDim + mla.qkRopeHeadDim);
  const compressed = { n: mla.kvLoraRank + mla.qkRopeHeadDim, k: hidden, count: layers };
  const queryIn = mla.qLoraRank === null ? [] : [{ n: mla.qLoraRank, k: hidden, count: layers }];
  return {
    columnParallel: [
      { n: queryWidth, k: mla.qLoraRank ?? hidden, count: layers },
      { n: heads * (mla.qkNopeHeadDim + mla.vHeadDim), k: mla.kvLoraRank, count: layers },
    ],
    rowParallel: [{ n: hidden, k: heads * mla.vHeadDim, count: layers }],
    replicated: [...queryIn, compressed],
  };
};

const sizeOf = (matrices: readonly Matrix[]): number =>
  matrices.reduce((sum, { n, k, count }) => sum + n * k * count, 0);

export const modelGeometry = (model: Model): ModelGeometry => {
  const { hidden, layers, moe } = model;
  const attention = attentionMatrices(model);
  const inputsPerMlp = model.gatedMlp ? 2 : 1;
  const mlp = (width: number, count: number): { up: Matrix; down: Matrix } => ({
    up: { n: inputsPerMlp * width, k: hidden, count },
    down: { n: hidden, k: width, count },
  });

  const denseLayers = moe === null ? layers : (moe.denseLayers ?? 0);
  const expertLayers = layers - denseLayers;
  const blocks = [
    denseLayers > 0 ? [mlp(moe === null ? model.ffn : (moe.denseFfn ?? model.ffn), denseLayers)] : [],
    moe !== null && moe.sharedExperts > 0 ? [mlp(moe.sharedExperts * moe.expertFfn, expertLayers)] : [],
  ].flat();
  const experts: Experts | null =
    moe === null
      ? null
      : {
          layers: expertLayers,
          experts: moe.experts,
          perToken: moe.expertsPerToken,
          width: moe.expertFfn,
          matricesPerExpert: inputsPerMlp + 1,
        };

  const columnParallel = [...attention.columnParallel, ...blocks.map(({ up }) => up)];
  const rowParallel = [...attention.rowParallel, ...blocks.map(({ down }) => down)];
  const router = moe === null ? [] : [{ n: moe.experts, k: hidden, count: expertLayers }];
  const replicated = [...attention.replicated, ...router];
  const head = model.vocab === null ? null : { n: model.vocab, k: hidden, count: 1 };

  const embeddings = (model.vocab ?? 0) * hidden * (model.tiedEmbeddings ? 1 : 2);
  const always = sizeOf(columnParallel) + sizeOf(rowParallel) + sizeOf(replicated) + embeddings;
  const expertSize = experts === null ? 0 : experts.matricesPerExpert * hidden * experts.width * experts.layers;
  return {
    columnParallel,
    rowParallel,
    replicated,
    experts,
    head,
    paramsTotal: always + expertSize * (experts?.experts ?? 0),
    expertParams: expertSize * (experts?.experts ?? 0),
    paramsActive: always + expertSize * (experts?.perToken ?? 0),
  };
};

/**
 * Distinct experts that `tokens` tokens use, with uniform and independent routing: E·(1 − (1 − k/E)^tokens). Real routers
 * are less even, so this is an upper estimate.
 */
export const expertsTouched = ({ experts, perToken }: Pick<Experts, 'experts' | 'perToken'>, tokens: number): number =>
  experts * (1 - (1 - perToken / experts) ** tokens);

/** Elements that one token leaves in the KV cache of one layer. */
export const kvElementsPerTokenAndLayer = ({ kvHeads, headDim, mla }: Model): number =>
  mla === null ? 2 * kvHeads * headDim : mla.kvLoraRank + mla.qkRopeHeadDim;

/** Sum over the layers of the tokens each still sees of a context: all of it, or the last window. */
export const layerContextTokens = ({ layers, slidingWindow }: Model, contextTokens: number): number => {
  const windowed = slidingWindow?.windowedLayers ?? 0;
  return (layers - windowed) * contextTokens + windowed * Math.min(contextTokens, slidingWindow?.windowTokens ?? 0);
};
