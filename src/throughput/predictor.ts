import { entryAt } from '../base/checked.ts';
import { createKriging } from '../base/statistics/kriging.ts';
import type { Calibration } from '../records/calibration.ts';
import type { Product } from '../records/product.ts';
import { kernelTimeS } from './kernel-time.ts';
import { machinePeak, type GemmShape } from './product.ts';

/** A product by a kernel of ours, perhaps many at once, perhaps in a row of others; see GemmShape. */
export type TimedProduct = Product & Pick<GemmShape, 'kernel' | 'batch' | 'footprintBytes'>;

/** Where a product lies among others: sizes that are alike in ratio are alike in what the formula misses. */
export const shapePoint = ({ m, n, k }: Product): number[] => [Math.log2(m), Math.log2(n), Math.log2(k)];

export interface TimePredictor {
  readonly timeUs: (product: TimedProduct) => number;
  /** Interval that holds a new timing of the shape with the calibration's probability (90 %). */
  readonly intervalUs: (shape: Product) => readonly [number, number];
}

/** Fits keep at most 600 rows; a file with many more would take hours to make ready, and is read without them. */
const MOST_NEIGHBOURS = 1000;
/** Each doubling beyond the fitted sizes widens the interval by so much: nothing was seen there. */
const WIDENING_PER_OCTAVE = 0.1;

/**
 * Times of products from a calibration: the formula, moved towards what the nearest fitted rows showed of it. Far from
 * all rows the formula stands alone and the interval is wide. Making a predictor takes longer than using it; keep it.
 */
export const createPredictor = (calibration: Calibration): TimePredictor => {
  const { parameters, peakTflops, bandwidthGBps, elementBytes, residuals, prediction } = calibration;
  const peak = machinePeak({ peakTflops, bandwidthGBps });
  const elements = { weightBytes: elementBytes, activationBytes: elementBytes };
  const formulaUs = ({ m, n, k, kernel, batch, footprintBytes }: TimedProduct): number =>
    1e6 * kernelTimeS({ m, n, k, kernel, batch, footprintBytes, ...elements }, peak, parameters);

  const points = residuals.map(shapePoint);
  const lengths = residuals.length <= MOST_NEIGHBOURS ? (prediction?.lengths ?? null) : null;
  const kriging =
    prediction === null || lengths === null
      ? null
      : createKriging(
          points,
          residuals.map((row) => Math.log(row.measuredUs / formulaUs(row))),
          { lengths, signalShare: prediction.signalShare, sd: prediction.sd },
        );
  const ranges = [0, 1, 2].map((axis) => {
    const along = points.map((point) => entryAt(point, axis));
    return { lowest: Math.min(...along), highest: Math.max(...along) };
  });

  // What single products showed of the formula says nothing about many small ones in one launch.
  const timeUs = (product: TimedProduct): number =>
    kriging === null || (product.batch ?? 1) > 1
      ? formulaUs(product)
      : formulaUs(product) * Math.exp(kriging.mean(shapePoint(product)));

  const halfWidth = (shape: Product): number => {
    const point = shapePoint(shape);
    // Published constants come without their rows: then no distance is known.
    const outside =
      points.length === 0
        ? 0
        : ranges.reduce((sum, { lowest, highest }, axis) => {
            const at = entryAt(point, axis);
            return sum + Math.max(0, lowest - at, at - highest);
          }, 0);
    const sd = kriging === null ? (prediction?.sd ?? calibration.holdoutError.p90) : kriging.sd(point);
    return (prediction?.quantile ?? 1) * sd * (1 + WIDENING_PER_OCTAVE * outside);
  };

  return {
    timeUs,
    intervalUs: (shape) => {
      const time = timeUs(shape);
      const factor = Math.exp(halfWidth(shape));
      return [time / factor, time * factor];
    },
  };
};
