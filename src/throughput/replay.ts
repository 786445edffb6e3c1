import { median, quantile } from '../base/statistics/order.ts';
import type { TimedProduct, TimePredictor } from './predictor.ts';

/** One layer of a transformer as its products, run one after the other as a whole. */
export interface ReplayedLayer {
  readonly id: string;
  readonly products: readonly TimedProduct[];
  readonly measuredUs: number;
  /** How fast the machine itself was meanwhile, as a share of its median speed in the run. */
  readonly pace?: number;
}

/** Sum of the predicted times of a layer's products, in µs: what a plan does for each layer. */
export const replayTimeUs = ({ products }: Pick<ReplayedLayer, 'products'>, predictor: TimePredictor): number =>
  products.reduce((sum, product) => sum + predictor.timeUs(product), 0);

export interface ReplayError {
  readonly layers: readonly { readonly id: string; readonly measuredUs: number; readonly predictedUs: number }[];
  /** Median of |predicted / measured − 1|. */
  readonly median: number;
  /** Half-width of the model-form band in log time that a plan carries: nine of ten layers lie within. */
  readonly band: number;
}

/** What composing a layer from its products misses: the proof of the model on the machine that was measured. */
export const replayError = (layers: readonly ReplayedLayer[], predictor: TimePredictor): ReplayError => {
  const compared = layers.map((layer) => ({
    id: layer.id,
    measuredUs: layer.measuredUs,
    predictedUs: replayTimeUs(layer, predictor),
  }));
  const logErrors = compared.map(({ predictedUs, measuredUs }) => Math.log(predictedUs / measuredUs));
  return {
    layers: compared,
    median: median(logErrors.map((error) => Math.abs(Math.expm1(error)))),
    band: quantile(logErrors.map(Math.abs), 0.9),
  };
};
