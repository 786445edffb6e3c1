import type { LayerGroup, Mixer, Mlp } from '../records/model.ts';

const whole = (value: number): string => value.toLocaleString('en-US');

const mixerWords = (mixer: Mixer): string => {
  switch (mixer.kind) {
    case 'attention': {
      const { heads, kvHeads, headDim, windowTokens, keysAndValues } = mixer;
      const window = windowTokens === null ? '' : ` over ${whole(windowTokens)} tokens`;
      const shared = keysAndValues === 'of an earlier layer' ? ', keys and values of an earlier layer' : '';
      return `attention${window}, ${whole(heads)} heads of ${whole(headDim)}, ${whole(kvHeads)} for keys and values${shared}`;
    }
    case 'latent':
      return `latent attention, ${whole(mixer.heads)} heads, ${whole(mixer.kvLoraRank)} + ${whole(mixer.qkRopeHeadDim)} kept${mixer.index === null ? '' : `, at ${whole(mixer.index.topTokens)} tokens chosen by an index`}`;
    case 'compressed':
      return `attention over ${whole(mixer.windowTokens)} tokens${mixer.ratio === null ? '' : ` and one entry for every ${whole(mixer.ratio)}`}, ${whole(mixer.heads)} heads of ${whole(mixer.headDim)}`;
    case 'recurrent':
      return `${mixer.algorithm}, ${whole(Math.round(mixer.stateBytes / 1000))} kB of state`;
  }
};

const mlpWords = (mlp: Mlp): string =>
  mlp.kind === 'dense'
    ? `MLP of ${whole(mlp.width)}${mlp.gated ? '' : ' without a gate'}`
    : `${whole(mlp.perToken)} of ${whole(mlp.experts)} experts of ${whole(mlp.width)}`;

/** What a layer of a group is, in words. */
export const layerWords = ({ mixers, mlps }: LayerGroup): string =>
  [...mixers.map(mixerWords), ...mlps.map(mlpWords)].join('; ') || 'nothing but the residual';
