import { median, quantile } from '../base/statistics/order.ts';
import type { ProductShape, TimePredictor } from './predictor.ts';

/** One layer of a transformer as its four products, small enough for the machine at hand. */
export interface ReplayLayer {
  /** For example `decode:tokens=8;hidden=1024;ffn=2816`. */
  readonly id: string;
  readonly products: readonly ProductShape[];
}

export interface ReplaySize {
  /** Rows: sequences that decode, or tokens of prompts. */
  readonly tokens: number;
  readonly hidden: number;
  /** Width of the gated MLP. */
  readonly ffn: number;
}

/** The products of a layer with as many key heads as query heads: QKV, attention's output, gate and up, down. */
export const replayLayer = (phase: 'decode' | 'prefill', { tokens, hidden, ffn }: ReplaySize): ReplayLayer => ({
  id: `${phase}:tokens=${tokens};hidden=${hidden};ffn=${ffn}`,
  products: [
    { m: tokens, n: 3 * hidden, k: hidden },
    { m: tokens, n: hidden, k: hidden },
    { m: tokens, n: 2 * ffn, k: hidden },
    { m: tokens, n: hidden, k: ffn },
  ],
});

/** Sum of the predicted times of a layer's products, in µs. */
export const replayTimeUs = (layer: ReplayLayer, predictor: TimePredictor): number =>
  layer.products.reduce((sum, product) => sum + predictor.timeUs(product), 0);

export interface ReplayError {
  /** predicted / measured − 1, layer by layer. */
  readonly errors: readonly number[];
  readonly median: number;
  /** Half-width of the model-form band in log time that a plan carries: nine of ten layers lie within. */
  readonly band: number;
}

/** What composing a layer from its products misses: the proof of the model on the machine that was measured. */
export const replayError = (
  layers: readonly { readonly layer: ReplayLayer; readonly measuredUs: number }[],
  predictor: TimePredictor,
): ReplayError => {
  const logErrors = layers.map(({ layer, measuredUs }) => Math.log(replayTimeUs(layer, predictor) / measuredUs));
  const errors = logErrors.map((error) => Math.expm1(error));
  return {
    errors,
    median: median(errors.map(Math.abs)),
    band: quantile(logErrors.map(Math.abs), 0.9),
  };
};
