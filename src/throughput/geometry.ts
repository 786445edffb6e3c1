import type { Entries, RoutedExperts } from '../catalog/model-geometry.ts';
import type { Mixer, ModelShape } from '../records/model.ts';

/**
 * Distinct experts that `tokens` tokens use, with uniform and independent routing: E·(1 − (1 − k/E)^tokens). Real routers
 * are less even, so this is an upper estimate.
 */
export const expertsTouched = (
  { experts, perToken }: Pick<RoutedExperts, 'experts' | 'perToken'>,
  tokens: number,
): number => experts * (1 - (1 - perToken / experts) ** tokens);

/** What queries look at in layers whose entries are alike. */
export interface Reads {
  readonly layers: number;
  /** FLOP that one query token and one entry cost in one layer: score and weighted sum, 2 FLOP a multiply-add. */
  readonly flopPerPair: number;
  /** Elements of an entry, in the cache's number format. */
  readonly elements: number;
  /** Bytes of an entry in a format of its own. */
  readonly fixedBytes: number;
  readonly heads: number;
  /** Heads that the entries may be dealt out by. */
  readonly kvHeads: number;
  /** Whether heads of a group may read their keys again; kernels of shared vectors read them once. */
  readonly rereads: boolean;
  readonly entries: readonly Entries[];
}

const mixerReads = (mixer: Mixer, layers: number): Reads[] => {
  const entries = (per: number, most: number): Entries => ({ layers, per, most });
  const index = (of: { readonly heads: number; readonly headDim: number } | null, per: number): Reads[] =>
    of === null
      ? []
      : [
          {
            layers,
            flopPerPair: 2 * of.heads * of.headDim,
            elements: 0,
            fixedBytes: of.headDim + 4,
            heads: of.heads,
            kvHeads: 1,
            rereads: false,
            entries: [entries(per, Infinity)],
          },
        ];
  switch (mixer.kind) {
    case 'attention': {
      const { heads, kvHeads, headDim, valueDim, windowTokens } = mixer;
      return [
        {
          layers,
          flopPerPair: 2 * heads * (headDim + valueDim),
          elements: kvHeads * (headDim + valueDim),
          fixedBytes: 0,
          heads,
          kvHeads,
          rereads: true,
          entries: [entries(1, windowTokens ?? Infinity)],
        },
      ];
    }
    case 'latent': {
      // Both products run on the compressed vectors, the "absorbed" form that decoding uses.
      const { heads, kvLoraRank, qkRopeHeadDim } = mixer;
      return [
        {
          layers,
          flopPerPair: 2 * heads * (2 * kvLoraRank + qkRopeHeadDim),
          elements: kvLoraRank + qkRopeHeadDim,
          fixedBytes: 0,
          heads,
          kvHeads: 1,
          rereads: false,
          entries: [entries(1, mixer.index?.topTokens ?? Infinity)],
        },
        ...index(mixer.index, 1),
      ];
    }
    case 'compressed': {
      const { heads, headDim, windowTokens, ratio } = mixer;
      return [
        {
          layers,
          flopPerPair: 4 * heads * headDim,
          elements: headDim,
          fixedBytes: 0,
          heads,
          kvHeads: 1,
          rereads: false,
          entries: [
            entries(1, windowTokens),
            ...(ratio === null ? [] : [entries(ratio, mixer.index?.topTokens ?? Infinity)]),
          ],
        },
        ...(ratio === null ? [] : index(mixer.index, ratio)),
      ];
    }
    case 'recurrent':
      return [];
  }
};

/** What attention looks at, layers of one make together whatever their windows. */
const joinedReads = (layers: ModelShape['layers']): Reads[] => {
  const joined = new Map<string, Reads>();
  for (const { count, mixers } of layers) {
    for (const reads of mixers.flatMap((mixer) => mixerReads(mixer, count))) {
      const { flopPerPair, elements, fixedBytes, kvHeads } = reads;
      const key = [flopPerPair, elements, fixedBytes, kvHeads].join();
      const before = joined.get(key);
      joined.set(
        key,
        before === undefined
          ? reads
          : { ...before, layers: before.layers + reads.layers, entries: [...before.entries, ...reads.entries] },
      );
    }
  }
  return [...joined.values()];
};

const knownReads = new WeakMap<ModelShape['layers'], readonly Reads[]>();

export const attentionReads = ({ layers }: Pick<ModelShape, 'layers'>): readonly Reads[] => {
  const before = knownReads.get(layers);
  if (before !== undefined) return before;
  const reads = joinedReads(layers);
  knownReads.set(layers, reads);
  return reads;
};

/** Widths of what passes between the products of all layers for a token: split over a group, and held whole by each member. */
export const passingWidths = ({
  layers,
  hidden,
}: Pick<ModelShape, 'layers' | 'hidden'>): { readonly split: number; readonly whole: number } => {
  let [split, whole] = [0, 0];
  for (const { count, mixers, mlps } of layers) {
    for (const mixer of mixers) split += count * mixerWidth(mixer);
    for (const mlp of mlps) {
      split += count * (mlp.gated ? 3 : 2) * mlp.width * (mlp.kind === 'experts' ? mlp.perToken : 1);
    }
    // A norm and a residual before and behind each of the two.
    whole += 4 * hidden * count * (Math.min(1, mixers.length) + Math.min(1, mlps.length));
  }
  return { split, whole };
};

/** Of queries, keys and values, before and behind their rotation. */
const mixerWidth = (mixer: Mixer): number => {
  switch (mixer.kind) {
    case 'attention':
      return 2 * (mixer.heads * mixer.headDim + mixer.kvHeads * (mixer.headDim + mixer.valueDim));
    case 'latent':
      return 2 * 3 * mixer.heads * (mixer.qkNopeHeadDim + mixer.qkRopeHeadDim);
    case 'compressed':
      return 2 * (mixer.heads + 1) * mixer.headDim;
    case 'recurrent':
      return mixer.inputs + mixer.outputs;
  }
};
