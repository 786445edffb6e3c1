import { formatCount } from '../base/format.ts';
import type { LayerGroup, Mixer, Mlp } from '../records/model.ts';

const mixerWords = (mixer: Mixer): string => {
  switch (mixer.kind) {
    case 'attention': {
      const { heads, kvHeads, headDim, windowTokens, keysAndValues } = mixer;
      const window = windowTokens === null ? '' : ` over ${formatCount(windowTokens)} tokens`;
      const shared = keysAndValues === 'of an earlier layer' ? ', keys and values of an earlier layer' : '';
      return `attention${window}, ${formatCount(heads)} heads of ${formatCount(headDim)}, ${formatCount(kvHeads)} for keys and values${shared}`;
    }
    case 'latent':
      return `latent attention, ${formatCount(mixer.heads)} heads, ${formatCount(mixer.kvLoraRank)} + ${formatCount(mixer.qkRopeHeadDim)} kept${mixer.index === null ? '' : `, at ${formatCount(mixer.index.topTokens)} tokens chosen by an index`}`;
    case 'compressed':
      return `attention over ${formatCount(mixer.windowTokens)} tokens${mixer.ratio === null ? '' : ` and one entry for every ${formatCount(mixer.ratio)}`}, ${formatCount(mixer.heads)} heads of ${formatCount(mixer.headDim)}`;
    case 'recurrent':
      return `${mixer.algorithm}, ${formatCount(mixer.stateBytes / 1000)} kB of state`;
  }
};

const mlpWords = (mlp: Mlp): string =>
  mlp.kind === 'dense'
    ? `MLP of ${formatCount(mlp.width)}${mlp.gated ? '' : ' without a gate'}`
    : `${formatCount(mlp.perToken)} of ${formatCount(mlp.experts)} experts of ${formatCount(mlp.width)}`;

/** What a layer of a group is, in words. */
export const layerWords = ({ mixers, mlps }: LayerGroup): string =>
  [...mixers.map(mixerWords), ...mlps.map(mlpWords)].join('; ') || 'nothing but the residual';
