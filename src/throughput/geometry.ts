import type { RoutedExperts } from '../catalog/model-geometry.ts';
import type { Mixer, ModelShape } from '../records/model.ts';

/**
 * Distinct experts that `tokens` tokens use, with uniform and independent routing: E·(1 − (1 − k/E)^tokens). Real routers
 * are less even, so this is an upper estimate.
 */
export const expertsTouched = (
  { experts, perToken }: Pick<RoutedExperts, 'experts' | 'perToken'>,
  tokens: number,
): number => experts * (1 - (1 - perToken / experts) ** tokens);

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
