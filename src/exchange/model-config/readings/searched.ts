import { entryAt } from '../../../base/checked.ts';
import { isPlainObject } from '../../../base/plain-object.ts';
import { attention, dense, headDimension, hiddenSize, layerNumber, NAMES, type Layer } from '../dimensions.ts';
import type { Reading } from './reading.ts';

/** Width of an MLP of so many times the hidden size, as DeciLM rounds it: two thirds of it, up to a multiple of 256. */
const roundedWidth = (hidden: number, mult: number): number =>
  256 * Math.ceil(Math.floor((2 * mult * hidden) / 3) / 256);

/** A block for each layer that a search has cut: its attention or MLP may be missing, narrower or one matrix. */
export const nemotronNas: Reading = (config) => {
  const hidden = hiddenSize(config);
  const layers = layerNumber(config);
  const heads = config.whole(NAMES.heads);
  const headDim = headDimension(config, hidden, heads);
  config.ignore(...NAMES.kvHeads, ...NAMES.ffn);
  const blocks = config.list('block_configs', layers);
  if (blocks === null) {
    config.refuse('block_configs', 'config.json has no block_configs, which say what each layer is.');
    return { hidden, layers: NaN, at: () => ({ mixers: [], mlps: [] }) };
  }
  const made = blocks.slice(0, layers).map((block, at): Layer => {
    const path = `block_configs[${String(at)}]`;
    const part = (name: string): Readonly<Record<string, unknown>> => {
      const value = isPlainObject(block) ? block[name] : undefined;
      if (isPlainObject(value)) return value;
      config.refuse(`${path}.${name}`, `${path}.${name} must be an object.`);
      return {};
    };
    const [own, mlp] = [part('attention'), part('ffn')];
    if (own['replace_with_linear'] === true || mlp['replace_with_linear'] === true) {
      config.refuse(path, `${path} replaces a part by one matrix (replace_with_linear), which is not modelled.`);
    }
    for (const [name, of] of [
      ['sparsify', own],
      ['sparsify', mlp],
      ['num_sink_tokens', own],
    ] as const) {
      if (of[name] !== undefined && of[name] !== null)
        config.refuse(`${path}.${name}`, `${path} sets ${name}, which is not modelled.`);
    }
    const window = own['window_length'];
    const group = own['n_heads_in_group'];
    const kvHeads = typeof group === 'number' ? heads / group : NaN;
    if (own['no_op'] !== true && !Number.isInteger(kvHeads)) {
      config.refuse(
        `${path}.attention.n_heads_in_group`,
        `${path}.attention.n_heads_in_group must divide the ${String(heads)} heads.`,
      );
    }
    const [mult, width] = [mlp['ffn_mult'], mlp['intermediate_size']];
    const ffn = typeof width === 'number' ? width : typeof mult === 'number' ? roundedWidth(hidden, mult) : NaN;
    if (mlp['no_op'] !== true && !(Number.isInteger(ffn) && ffn > 0)) {
      config.refuse(`${path}.ffn.ffn_mult`, `${path}.ffn.ffn_mult must be a positive number.`);
    }
    return {
      mixers:
        own['no_op'] === true
          ? []
          : [attention({ heads, kvHeads, headDim }, { windowTokens: typeof window === 'number' ? window : null })],
      mlps: mlp['no_op'] === true ? [] : [dense(ffn, true)],
    };
  });
  return { hidden, layers, at: (layer) => entryAt(made, layer) };
};
