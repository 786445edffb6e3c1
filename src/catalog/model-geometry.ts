import type { Experts, LayerGroup, Mixer, ModelShape } from '../records/model.ts';

/** One weight matrix with `n` outputs and `k` inputs, `count` of them in the model. */
export interface Matrix {
  readonly n: number;
  readonly k: number;
  readonly count: number;
}

/** Routed experts of a kind, in the layers that have them. */
export interface RoutedExperts {
  readonly layers: number;
  readonly experts: number;
  readonly perToken: number;
  readonly width: number;
  /** Size of the vectors that pass them. */
  readonly inputWidth: number;
  readonly matricesPerExpert: number;
}

/**
 * Entries that layers hold, or look at, of a context: one for every `per` tokens, `most` of them at most. Layers of one size
 * of entry stand together.
 */
export interface Entries {
  readonly layers: number;
  readonly per: number;
  readonly most: number;
}

/** A cache of keys and values. */
export interface Cache {
  /** Elements of an entry, in the cache's number format. */
  readonly elements: number;
  /** Bytes of an entry in a format of its own. */
  readonly fixedBytes: number;
  /** Heads that it may be dealt out by; 1 where every member of a group holds all of it. */
  readonly heads: number;
  readonly entries: readonly Entries[];
}

/**
 * A decoder as its matrices. Norms and biases (below 0.1 % of the parameters) are left out; positional embeddings too, but
 * for tables that count.
 */
export interface ModelGeometry {
  /** Matrices that split by their outputs over a tensor-parallel group, for example QKV. */
  readonly columnParallel: readonly Matrix[];
  /** Matrices that split by their inputs, after which the group adds up its parts, for example the MLP's last. */
  readonly rowParallel: readonly Matrix[];
  /** Matrices that every member of the group holds whole: routers and latent projections. */
  readonly replicated: readonly Matrix[];
  readonly experts: readonly RoutedExperts[];
  readonly head: Matrix | null;
  readonly paramsTotal: number;
  /** Parameters of all routed experts; part of the total. */
  readonly expertParams: number;
  /**
   * Parameters that a token passes, as makers count them: of a dense model all; where there are experts, neither those it is
   * not routed to nor what it looks up only (a table of embeddings beside the head, encoders). "5.1 B active" of gpt-oss-120b
   * is counted so.
   */
  readonly paramsActive: number;
  readonly caches: readonly Cache[];
  /** Bytes of a sequence that do not grow with it. */
  readonly stateBytes: number;
}

/** Bytes of a scale of the index's keys (fp32), one a key of 128; DeepSeek-V3.2, inference/model.py and vLLM's indexer cache. */
const INDEX_SCALE_BYTES = 4;

interface Role {
  readonly column?: readonly (readonly [n: number, k: number])[];
  readonly row?: readonly (readonly [n: number, k: number])[];
  readonly replicated?: readonly (readonly [n: number, k: number])[];
  readonly otherParams?: number;
}

type Index = Extract<Mixer, { kind: 'latent' }>['index'];

/** Queries from the compressed query, one key a token, a weight for each head. */
const indexMatrices = (index: Index, queryIn: number, hidden: number): (readonly [number, number])[] =>
  index === null
    ? []
    : [
        [index.heads * index.headDim, queryIn],
        [index.headDim, hidden],
        [index.heads, hidden],
      ];

const mixerMatrices = (mixer: Mixer, hidden: number): Role => {
  switch (mixer.kind) {
    case 'attention': {
      const { heads, kvHeads, headDim, valueDim, gated, keysAndValues } = mixer;
      const kept =
        keysAndValues === 'projected'
          ? kvHeads * (headDim + valueDim)
          : keysAndValues === 'keys only'
            ? kvHeads * headDim
            : 0;
      return {
        column: [[heads * headDim + (gated ? heads * valueDim : 0) + kept, hidden]],
        row: [[hidden, heads * valueDim]],
      };
    }
    case 'latent': {
      const { heads, qLoraRank, kvLoraRank, qkNopeHeadDim, qkRopeHeadDim, vHeadDim, gateRank, index } = mixer;
      return {
        column: [
          [heads * (qkNopeHeadDim + qkRopeHeadDim), qLoraRank ?? hidden],
          [heads * (qkNopeHeadDim + vHeadDim), kvLoraRank],
          ...(gateRank === null ? [] : [[heads * vHeadDim, gateRank] as const]),
        ],
        row: [[hidden, heads * vHeadDim]],
        replicated: [
          ...(qLoraRank === null ? [] : [[qLoraRank, hidden] as const]),
          [kvLoraRank + qkRopeHeadDim, hidden],
          ...(gateRank === null || gateRank === hidden ? [] : [[gateRank, hidden] as const]),
          ...indexMatrices(index, qLoraRank ?? hidden, hidden),
        ],
      };
    }
    case 'compressed': {
      const { heads, headDim, qLoraRank, outputGroups, outputRank, ratio, overlapping, index } = mixer;
      // Each of key-value vector and gate; entries that overlap are made of two series.
      const series = overlapping ? 4 : 2;
      return {
        column: [
          [heads * headDim, qLoraRank],
          [outputGroups * outputRank, (heads * headDim) / outputGroups],
        ],
        row: [[hidden, outputGroups * outputRank]],
        replicated: [
          [qLoraRank, hidden],
          [headDim, hidden],
          ...(ratio === null ? [] : [[series * headDim, hidden] as const]),
          ...(index === null
            ? []
            : ([
                [index.heads * index.headDim, qLoraRank],
                [series * index.headDim, hidden],
                [index.heads, hidden],
              ] as const)),
        ],
      };
    }
    case 'recurrent':
      return {
        column: [[mixer.inputs, hidden]],
        row: [[hidden, mixer.outputs]],
        otherParams: mixer.otherParams,
      };
  }
};

/** Matrices by their size, in the order in which they are first met. */
const createTally = () => {
  const counts = new Map<string, Matrix>();
  return {
    add(pairs: readonly (readonly [n: number, k: number])[] = [], count: number): void {
      for (const [n, k] of pairs) {
        const key = `${String(n)}×${String(k)}`;
        counts.set(key, { n, k, count: (counts.get(key)?.count ?? 0) + count });
      }
    },
    matrices: (): Matrix[] => [...counts.values()],
  };
};

const sizeOf = (matrices: readonly Matrix[]): number =>
  matrices.reduce((sum, { n, k, count }) => sum + n * k * count, 0);

const routed = ({ experts, perToken, width, gated, latentWidth }: Experts, layers: number, hidden: number) => ({
  layers,
  experts,
  perToken,
  width,
  inputWidth: latentWidth ?? hidden,
  matricesPerExpert: gated ? 3 : 2,
});

/** What a mixer keeps of a sequence: caches of keys and values, without what is constant. */
const mixerCaches = (mixer: Mixer, layers: number): Cache[] => {
  const cache = (entries: Omit<Entries, 'layers'>, elements: number, heads = 1): Cache => ({
    elements,
    fixedBytes: 0,
    heads,
    entries: [{ layers, ...entries }],
  });
  const indexCache = (headDim: number, per: number): Cache => ({
    elements: 0,
    fixedBytes: headDim + INDEX_SCALE_BYTES * Math.ceil(headDim / 128),
    heads: 1,
    entries: [{ layers, per, most: Infinity }],
  });
  switch (mixer.kind) {
    case 'attention':
      return mixer.keysAndValues === 'of an earlier layer'
        ? []
        : [
            cache(
              { per: 1, most: mixer.windowTokens ?? Infinity },
              mixer.kvHeads * (mixer.headDim + mixer.valueDim),
              mixer.kvHeads,
            ),
          ];
    case 'latent':
      return [
        cache({ per: 1, most: Infinity }, mixer.kvLoraRank + mixer.qkRopeHeadDim),
        ...(mixer.index === null ? [] : [indexCache(mixer.index.headDim, 1)]),
      ];
    case 'compressed':
      return [
        cache({ per: 1, most: mixer.windowTokens }, mixer.headDim),
        ...(mixer.ratio === null ? [] : [cache({ per: mixer.ratio, most: Infinity }, mixer.headDim)]),
        ...(mixer.index === null || mixer.ratio === null ? [] : [indexCache(mixer.index.headDim, mixer.ratio)]),
      ];
    case 'recurrent':
      return [];
  }
};

/** Caches whose entries are alike, joined. */
const joinCaches = (caches: readonly Cache[]): Cache[] => {
  const joined = new Map<string, Cache>();
  for (const cache of caches) {
    const key = [cache.elements, cache.fixedBytes, cache.heads].join();
    const before = joined.get(key);
    joined.set(key, before === undefined ? cache : { ...before, entries: [...before.entries, ...cache.entries] });
  }
  return [...joined.values()];
};

const mixersOf = ({ layers }: ModelShape): { readonly mixer: Mixer; readonly count: number }[] =>
  layers.flatMap(({ count, mixers }) => mixers.map((mixer) => ({ mixer, count })));

const counted = (model: ModelShape): ModelGeometry => {
  const { hidden, layers } = model;
  const [column, row, replicated] = [createTally(), createTally(), createTally()];
  let otherParams = 0;
  let stateBytes = 0;
  for (const { mixer, count } of mixersOf(model)) {
    const role = mixerMatrices(mixer, hidden);
    column.add(role.column, count);
    row.add(role.row, count);
    replicated.add(role.replicated, count);
    otherParams += (role.otherParams ?? 0) * count;
    stateBytes += mixer.kind === 'recurrent' ? mixer.stateBytes * count : 0;
  }
  const experts: RoutedExperts[] = [];
  for (const { count, mlps } of layers) {
    for (const mlp of mlps) {
      if (mlp.kind === 'dense') {
        column.add([[(mlp.gated ? 2 : 1) * mlp.width, hidden]], count);
        row.add([[hidden, mlp.width]], count);
      } else {
        const { latentWidth } = mlp;
        replicated.add([[mlp.experts, hidden]], count);
        if (latentWidth !== null) {
          replicated.add(
            [
              [latentWidth, hidden],
              [hidden, latentWidth],
            ],
            count,
          );
        }
        experts.push(routed(mlp, count, hidden));
      }
    }
  }
  const joinedExperts = joinExperts(experts);
  const [columnParallel, rowParallel] = [column.matrices(), row.matrices()];
  const head = model.vocab === null ? null : { n: model.vocab, k: hidden, count: 1 };
  const embedding = (model.vocab ?? 0) * hidden;
  const passed = sizeOf(columnParallel) + sizeOf(rowParallel) + sizeOf(replicated.matrices()) + otherParams + embedding;
  const lookedUp = (model.tiedEmbeddings ? 0 : embedding) + model.lookupParams + model.towerParams;
  const expertParams = joinedExperts.reduce((sum, joinedExpert) => sum + routedParams(joinedExpert), 0);
  const paramsTotal = passed + lookedUp + expertParams;
  return {
    columnParallel,
    rowParallel,
    replicated: replicated.matrices(),
    experts: joinedExperts,
    head,
    paramsTotal,
    expertParams,
    paramsActive:
      joinedExperts.length === 0
        ? paramsTotal
        : passed +
          joinedExperts.reduce(
            (sum, routedExperts) =>
              sum + (routedParams(routedExperts) / routedExperts.experts) * routedExperts.perToken,
            0,
          ),
    caches: joinCaches(mixersOf(model).flatMap(({ mixer, count }) => mixerCaches(mixer, count))),
    stateBytes,
  };
};

/** Parameters of all experts of a kind. */
export const routedParams = ({ layers, experts, width, inputWidth, matricesPerExpert }: RoutedExperts): number =>
  layers * experts * matricesPerExpert * inputWidth * width;

/** A search over plans asks for the same model's thousands of times. */
const known = new WeakMap<ModelShape, ModelGeometry>();

export const modelGeometry = (model: ModelShape): ModelGeometry => {
  const before = known.get(model);
  if (before !== undefined) return before;
  const geometry = counted(model);
  known.set(model, geometry);
  return geometry;
};

/** Experts of one kind in several groups of layers, as one. */
const joinExperts = (experts: readonly RoutedExperts[]): RoutedExperts[] => {
  const joined = new Map<string, RoutedExperts>();
  for (const expert of experts) {
    const { layers, ...kind } = expert;
    const key = Object.values(kind).join();
    joined.set(key, { ...expert, layers: layers + (joined.get(key)?.layers ?? 0) });
  }
  return [...joined.values()];
};

/** Sum over layers of the entries that each has of a context. */
export const layerEntries = (entries: readonly Entries[], contextTokens: number): number =>
  entries.reduce((sum, { layers, per, most }) => sum + layers * Math.min(contextTokens / per, most), 0);

/** Bytes that a sequence of `contextTokens` keeps, with elements of `elementBytes`: keys and values, and constant state. */
export const sequenceBytes = (
  { caches, stateBytes }: Pick<ModelGeometry, 'caches' | 'stateBytes'>,
  contextTokens: number,
  elementBytes: number,
): { readonly cache: number; readonly state: number } => ({
  cache: caches.reduce(
    (sum, { elements, fixedBytes, entries }) =>
      sum + (elements * elementBytes + fixedBytes) * layerEntries(entries, contextTokens),
    0,
  ),
  state: stateBytes,
});

export const layerCount = ({ layers }: Pick<ModelShape, 'layers'>): number =>
  layers.reduce((sum, { count }) => sum + count, 0);

/**
 * Layers as far as passes are concerned: one has something that mixes tokens and an MLP. A layer that is one of the two
 * counts half.
 */
export const wholeLayers = ({ layers }: Pick<ModelShape, 'layers'>): number => {
  const parts = (list: LayerGroup): number => Math.min(1, list.mixers.length) + Math.min(1, list.mlps.length);
  return layers.reduce((sum, group) => sum + (group.count * parts(group)) / 2, 0);
};

export const hasExperts = ({ layers }: Pick<ModelShape, 'layers'>): boolean =>
  layers.some(({ mlps }) => mlps.some(({ kind }) => kind === 'experts'));

/** Kinds of models that a stack serves unlike well: by what mixes their tokens where that is no plain attention, else by experts. */
export type ModelKind = 'dense' | 'experts' | 'latent' | 'recurrent';

export const modelKind = (model: ModelShape): ModelKind => {
  const kinds = new Set(mixersOf(model).map(({ mixer }) => mixer.kind));
  if (kinds.has('recurrent')) return 'recurrent';
  if (kinds.has('latent') || kinds.has('compressed')) return 'latent';
  return hasExperts(model) ? 'experts' : 'dense';
};

/** Numbers of heads that a tensor-parallel group must divide, each once. */
export const headCounts = (model: ModelShape): number[] => [
  ...new Set(mixersOf(model).map(({ mixer }) => mixer.heads)),
];
