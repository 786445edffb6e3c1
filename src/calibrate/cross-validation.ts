import { entryAt } from '../base/checked.ts';
import { shuffled } from '../base/random.ts';
import { conformalQuantile, createKriging, fitKriging, type Kriging } from '../base/statistics/kriging.ts';
import { median, quantile, robustSd } from '../base/statistics/order.ts';
import type { GemmTiming, PredictionModel } from '../records/calibration.ts';
import { shapePoint } from '../throughput/predictor.ts';
import { fitForm, predictUs, type FormFit } from './forms.ts';
import { atUsualPace } from './pace.ts';
import type { TimedMachine } from './timings.ts';

const FOLDS = 5;
/** Rows from which on neighbours are near enough for interpolation to be tried. */
const ENOUGH_TO_INTERPOLATE = 24;
/** Rows from which on they tell themselves how far residuals are alike; fewer take what the published tables show. */
const ENOUGH_FOR_LENGTHS = 100;
const TYPICAL_LENGTHS = { lengths: [3, 3, 3], signalShare: 0.7 };
export const PREDICTION_LEVEL = 0.9;
/** Exact timings, as tests make them, leave no spread; a tenth of a percent keeps the arithmetic finite. */
const SMALLEST_SD = 1e-3;

/** log(measured / predicted), the measured time at the usual pace of the machine. */
export const logResidual = (row: GemmTiming, machine: TimedMachine, { parameters, paceExponent }: FormFit): number =>
  Math.log(atUsualPace(row.measuredUs, row, paceExponent ?? 0) / predictUs(row, machine, parameters));

const krigingOf = (
  rows: readonly GemmTiming[],
  residuals: readonly number[],
  { lengths, signalShare, sd }: PredictionModel,
): Kriging | null =>
  lengths === null ? null : createKriging(rows.map(shapePoint), residuals, { lengths, signalShare, sd });

/** What a model says of a row it has not seen: log(measured / predicted), and the deviation it expected of that. */
interface Surprise {
  readonly error: number;
  readonly sd: number;
}

const surprises = (
  training: readonly GemmTiming[],
  unseen: readonly GemmTiming[],
  machine: TimedMachine,
  fit: FormFit,
  model: PredictionModel,
): Surprise[] => {
  const kriging = krigingOf(
    training,
    training.map((row) => logResidual(row, machine, fit)),
    model,
  );
  return unseen.map((row) => ({
    error: logResidual(row, machine, fit) - (kriging?.mean(shapePoint(row)) ?? 0),
    sd: kriging?.sd(shapePoint(row)) ?? model.sd,
  }));
};

export interface Errors {
  readonly median: number;
  readonly p90: number;
}

/** Relative errors |predicted/measured − 1| from log(measured/predicted). */
export const relativeErrors = (logErrors: readonly number[]): Errors => {
  const errors = logErrors.map((error) => Math.abs(Math.exp(-error) - 1));
  return { median: median(errors), p90: quantile(errors, 0.9) };
};

interface Fold {
  readonly training: readonly GemmTiming[];
  readonly unseen: readonly GemmTiming[];
  readonly fit: FormFit;
}

export interface CrossValidated {
  readonly fit: FormFit;
  readonly folds: readonly Fold[];
  readonly errors: Errors;
  /** Mean absolute log error, no row counting more than a factor e: what forms compete in. */
  readonly score: number;
  /** The model of its predictions' spread, without interpolation. */
  readonly prediction: PredictionModel;
}

const score = (logErrors: readonly number[]): number =>
  logErrors.reduce((sum, error) => sum + Math.min(1, Math.abs(error)), 0) / logErrors.length;

const withQuantile = (model: PredictionModel, found: readonly Surprise[]): PredictionModel => ({
  ...model,
  quantile: conformalQuantile(
    found.map(({ error, sd }) => error / sd),
    PREDICTION_LEVEL,
  ),
});

/** Fits a form to four fifths of the rows at a time and looks how well it predicts the others. */
export const crossValidate = (
  fit: FormFit,
  rows: readonly GemmTiming[],
  machine: TimedMachine,
  computeUnits: number,
  seed: number,
): CrossValidated => {
  const order = shuffled(rows.length, seed);
  const folds = Array.from({ length: Math.min(FOLDS, rows.length) }, (_, fold) => {
    const training = order.filter((_row, at) => at % FOLDS !== fold).map((i) => entryAt(rows, i));
    const unseen = order.filter((_row, at) => at % FOLDS === fold).map((i) => entryAt(rows, i));
    return { training, unseen, fit: fitForm(fit.form, training, machine, computeUnits, fit) };
  });
  const logErrors = folds.flatMap((fold) => fold.unseen.map((row) => logResidual(row, machine, fold.fit)));
  const sd = Math.max(robustSd(logErrors), SMALLEST_SD);
  const alone: PredictionModel = { level: PREDICTION_LEVEL, lengths: null, signalShare: 0, sd, quantile: 1 };
  return {
    fit,
    folds,
    errors: relativeErrors(logErrors),
    score: score(logErrors),
    prediction: withQuantile(
      alone,
      logErrors.map((error) => ({ error, sd })),
    ),
  };
};

/**
 * Interpolation of what a form leaves, and how well it predicts rows left out; null where there are too few rows. The
 * caller keeps it where it predicts better than the form alone.
 */
export const interpolate = (
  { fit, folds, prediction: alone }: CrossValidated,
  rows: readonly GemmTiming[],
  machine: TimedMachine,
): { readonly prediction: PredictionModel; readonly errors: Errors; readonly score: number } | null => {
  if (rows.length < ENOUGH_TO_INTERPOLATE) return null;
  const { lengths, signalShare, sd } = fitKriging(
    rows.map(shapePoint),
    rows.map((row) => logResidual(row, machine, fit)),
    rows.length < ENOUGH_FOR_LENGTHS ? TYPICAL_LENGTHS : null,
  );
  const model: PredictionModel = {
    ...alone,
    lengths: [entryAt(lengths, 0), entryAt(lengths, 1), entryAt(lengths, 2)],
    signalShare,
    sd: Math.max(sd, SMALLEST_SD),
  };
  const found = folds.flatMap((fold) => surprises(fold.training, fold.unseen, machine, fold.fit, model));
  const logErrors = found.map(({ error }) => error);
  return { prediction: withQuantile(model, found), errors: relativeErrors(logErrors), score: score(logErrors) };
};

/** log(measured/predicted) of rows that neither the fit nor the interpolation saw. */
export const unseenErrors = (
  training: readonly GemmTiming[],
  unseen: readonly GemmTiming[],
  machine: TimedMachine,
  fit: FormFit,
  model: PredictionModel,
): number[] => surprises(training, unseen, machine, fit, model).map(({ error }) => error);
