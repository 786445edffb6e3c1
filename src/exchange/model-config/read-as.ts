import { layerCount, modelGeometry, sequenceBytes } from '../../catalog/model-geometry.ts';
import type { ModelFormats, ModelShape } from '../../records/model.ts';

/** Contexts for which the cache is told. */
export const TOLD_CONTEXTS = [1024, 8192, 131_072] as const;

/** What a model comes to, counted from its layers. */
export interface ReadFigures {
  readonly paramsTotal: number;
  readonly paramsActive: number;
  /** The same with the table of input embeddings, which some makers count; null where it is in anyway. */
  readonly paramsActiveWithTable: number | null;
  /** Bytes of keys and values per token, 16-bit elements, mean over a context; null beyond the model's own. */
  readonly kvBytesPerToken: Readonly<Record<`${(typeof TOLD_CONTEXTS)[number]}`, number | null>>;
  /** Bytes of a sequence that do not grow with it. */
  readonly stateBytes: number;
  readonly contextTokens: number | null;
  readonly layers: number;
}

const ELEMENT_BYTES = 2;

export const readFigures = (shape: ModelShape): ReadFigures => {
  const geometry = modelGeometry(shape);
  const perToken = (tokens: number): number | null =>
    shape.context !== null && tokens > shape.context
      ? null
      : sequenceBytes(geometry, tokens, ELEMENT_BYTES).cache / tokens;
  return {
    paramsTotal: geometry.paramsTotal,
    paramsActive: geometry.paramsActive,
    paramsActiveWithTable:
      geometry.paramsActive < geometry.paramsTotal && !shape.tiedEmbeddings && shape.vocab !== null
        ? geometry.paramsActive + shape.vocab * shape.hidden
        : null,
    kvBytesPerToken: { 1024: perToken(1024), 8192: perToken(8192), 131072: perToken(131_072) },
    stateBytes: geometry.stateBytes,
    contextTokens: shape.context,
    layers: layerCount(shape),
  };
};

const billions = (count: number): string => {
  const [value, unit] = count >= 1e12 ? [count / 1e12, 'T'] : count >= 1e9 ? [count / 1e9, 'B'] : [count / 1e6, 'M'];
  return `${value.toLocaleString('en-US', { maximumSignificantDigits: 4 })} ${unit}`;
};

/** From here on the count of who takes the table in is another model's. */
const WORTH_TELLING = 1.05;

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** "read as: 671 B parameters, 36.6 B active, KV 70,272 B per token at 1 k and 128 k, fp8, context 163,840 tokens". */
export const readAs = (shape: ModelShape, formats: Pick<ModelFormats, 'weights' | 'unquantised' | 'wide'>): string => {
  const { paramsTotal, paramsActive, paramsActiveWithTable, kvBytesPerToken, stateBytes, contextTokens } =
    readFigures(shape);
  const withTable =
    paramsActiveWithTable === null || paramsActiveWithTable < paramsActive * WORTH_TELLING
      ? ''
      : ` (${billions(paramsActiveWithTable)} with the table of input embeddings)`;
  const [short, long] = [kvBytesPerToken[1024], kvBytesPerToken[131072]];
  const at = (bytes: number | null): string => (bytes === null ? 'beyond its context' : `${whole(bytes)} B`);
  const kv =
    short !== null && short === long
      ? `KV ${at(short)} per token at 1 k and 128 k`
      : `KV ${at(short)} per token at 1 k, ${long === null ? `128 k ${at(long)}` : `${at(long)} at 128 k`}`;
  const parts = formats.unquantised.filter((part) => part !== 'embeddings');
  const rest = parts.length === 0 || formats.weights === formats.wide ? '' : ` (${parts.join(', ')} ${formats.wide})`;
  return [
    `read as: ${billions(paramsTotal)} parameters`,
    `${billions(paramsActive)} active${withTable}`,
    kv,
    ...(stateBytes > 0
      ? [`state ${(stateBytes / 1e6).toLocaleString('en-US', { maximumSignificantDigits: 3 })} MB per sequence`]
      : []),
    `${formats.weights}${rest}`,
    contextTokens === null ? 'context not told' : `context ${whole(contextTokens)} tokens`,
  ].join(', ');
};
