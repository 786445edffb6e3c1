import { machinePeak } from '../throughput/product.ts';
import { entryAt } from '../base/checked.ts';
import { findAccelerator } from '../catalog/catalog.ts';
import { shuffled } from '../base/random.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { CALIBRATION, type Calibration, type GemmTiming } from '../records/calibration.ts';
import { createPredictor } from '../throughput/predictor.ts';
import { replayError, type ReplayedLayer } from '../throughput/replay.ts';
import { computeUnitsByPeaks } from './compute-units.ts';
import { crossValidate, interpolate, logResidual, relativeErrors, unseenErrors } from './cross-validation.ts';
import { fitForm, parameterIntervals, type FormName, type ParameterIntervals, type ParameterName } from './forms.ts';
import { atUsualPace } from './pace.ts';
import { BF16, numberFormat } from './number-format.ts';
import { cleanTimings, limitRows, type TimedMachine } from './timings.ts';
import { guessedUnits, warningsOfErrors, warningsOfFit } from './warnings.ts';

export interface CalibrateOptions extends Pick<TimedMachine, 'elementBytes' | 'kernels'> {
  readonly peakTflops: number;
  readonly bandwidthGBps: number;
  readonly id: string;
  readonly name: string;
  /** ISO 8601; handed in, because the engine has no clock. */
  readonly createdAt: string;
  readonly source: string;
  readonly tier: Calibration['tier'];
  readonly software: boolean;
  readonly accelerator: string | null;
  /** Whether the timed kernels used the matrix units; vendor libraries on 16-bit operands do. */
  readonly matrixUnits?: boolean;
  readonly stack: string | null;
  readonly dtype: string;
  /**
   * Units that run tiles side by side (SMs, CUs, cores). Where nobody tells, those of the accelerator, or of one with
   * these peaks in the catalogue; else, or with null, they are searched for.
   */
  readonly computeUnits?: number | null;
  /** Share of the shapes kept out of one fit to see how well it predicts them; 0.33 where nothing is said. */
  readonly holdout?: number;
  /** Draws the held-out shapes. */
  readonly seed?: number;
  /** Layers that were run as a whole by known kernels, to see what composing them from their products misses. */
  readonly replays?: readonly ReplayedLayer[];
}

export const DEFAULT_HOLDOUT = 0.33;
/** Forms worth trying: where the kernels are known, taking the best of a library's tiles would be a guess. */
export const machineOf = ({ peakTflops, bandwidthGBps, elementBytes, kernels }: CalibrateOptions): TimedMachine => ({
  ...machinePeak({ peakTflops, bandwidthGBps }),
  elementBytes,
  ...(kernels === undefined ? {} : { kernels }),
});

const formsFor = ({ kernels }: TimedMachine): readonly FormName[] =>
  kernels === undefined ? ['roofline', 'tile'] : ['roofline', 'kernels'];

const badOptions = (options: CalibrateOptions): Problem[] => {
  const positive = (path: 'peakTflops' | 'bandwidthGBps' | 'elementBytes', high: number, unit: string): Problem[] =>
    options[path] > 0 && options[path] <= high
      ? []
      : [problem(path, `${path} is ${options[path]}; a number above 0 and at most ${high} ${unit} is needed.`)];
  const holdout = options.holdout ?? DEFAULT_HOLDOUT;
  return [
    ...positive('peakTflops', 1e6, 'TFLOP/s'),
    ...positive('bandwidthGBps', 1e7, 'GB/s'),
    ...positive('elementBytes', 16, 'bytes'),
    ...(holdout > 0 && holdout <= 0.5
      ? []
      : [problem('holdout', `holdout is ${holdout}; a share above 0 and at most 0.5 is needed, 0.33 is usual.`)]),
  ];
};

/** Which rows are held out: a seeded draw, at least one, leaving more rows than the plain form has parameters. */
const drawHeldOut = (count: number, share: number, seed: number): boolean[] => {
  const wanted = Math.max(1, Math.min(Math.round(count * share), count - 5));
  const heldOut = new Array<boolean>(count).fill(false);
  for (const index of shuffled(count, seed).slice(0, wanted)) heldOut[index] = true;
  return heldOut;
};

/** Counts of compute units tried where nobody told: from the cores of a CPU to the largest GPU. */
const UNIT_GUESSES = [2, 8, 16, 32, 64, 96, 128, 160];

/** Counts of compute units that the machine may have; one where somebody told, or where the peaks leave but one. */
const possibleUnits = ({
  computeUnits,
  accelerator,
  peakTflops,
  bandwidthGBps,
  dtype,
}: CalibrateOptions): readonly number[] => {
  if (computeUnits !== undefined) return computeUnits === null ? UNIT_GUESSES : [computeUnits];
  const silicon = accelerator === null ? null : findAccelerator(accelerator)?.silicon;
  if (silicon) return [silicon.computeUnits];
  const byPeaks = computeUnitsByPeaks((numberFormat(dtype) ?? BF16).peakTflops, peakTflops, bandwidthGBps);
  return byPeaks.length === 0 ? UNIT_GUESSES : byPeaks;
};

const bestUnits = (possible: readonly number[], rows: readonly GemmTiming[], machine: TimedMachine): number => {
  const [only, ...others] = possible;
  if (only !== undefined && others.length === 0) return only;
  const guesses = possible.map((units) => {
    const form = machine.kernels === undefined ? 'tile' : 'kernels';
    return { units, cost: fitForm(form, rows, machine, units).minimum.cost };
  });
  return guesses.reduce((best, guess) => (guess.cost < best.cost ? guess : best)).units;
};

/**
 * The smooth roofline, and the same with tiles; whichever formula predicts unseen rows better by itself, because it also
 * has to serve where there are no neighbours to interpolate between.
 */
const chooseForm = (rows: readonly GemmTiming[], machine: TimedMachine, computeUnits: number, seed: number) => {
  const candidates = formsFor(machine).map((form) => {
    const fit = fitForm(form, rows, machine, computeUnits);
    return crossValidate(fit, rows, machine, computeUnits, seed);
  });
  const best = candidates.reduce((a, b) => (b.score < a.score ? b : a));
  const interpolated = interpolate(best, rows, machine);
  const keep = interpolated !== null && interpolated.score < best.score;
  const forms = candidates.map(({ fit, errors }) => ({ form: fit.form, ...errors }));
  return {
    fit: best.fit,
    prediction: keep ? interpolated.prediction : best.prediction,
    forms:
      interpolated === null ? forms : [...forms, { form: `${best.fit.form} + neighbours`, ...interpolated.errors }],
  };
};

const recordIntervals = (intervals: ParameterIntervals): Calibration['intervals'] => {
  const of = (name: ParameterName): [number, number] => {
    const interval = intervals.get(name);
    if (interval === undefined) throw new Error(`no interval of ${name}`);
    return [interval.low, interval.high];
  };
  const core = {
    computeEfficiency: of('computeEfficiency'),
    memoryEfficiency: of('memoryEfficiency'),
    smoothness: of('smoothness'),
    overheadUs: of('overheadUs'),
  };
  const others = [...intervals.keys()].filter((name) => !(name in core));
  return { ...core, others: Object.fromEntries(others.map((name) => [name, of(name)])) };
};

const replayRecord = (
  replays: readonly ReplayedLayer[],
  calibration: Calibration,
): NonNullable<Calibration['replay']> => {
  const { layers, ...error } = replayError(replays, createPredictor(calibration));
  return { ...error, layers: [...layers] };
};

/**
 * Fits the kernel-time formula to timed matrix products. The parameters come from all rows. The held-out error comes
 * from a second fit that did not see the held-out rows, and those rows' predictions are of that fit.
 */
export const calibrate = (
  timings: readonly GemmTiming[],
  options: CalibrateOptions,
): Result<Calibration, Problem[]> => {
  const wrong = badOptions(options);
  if (wrong.length > 0) return err(wrong);
  const machine = machineOf(options);
  const clean = cleanTimings(timings, machine);
  if (!clean.ok) return clean;
  const seed = options.seed ?? 1;
  const { rows, warnings } = limitRows(clean.value, seed);

  const possible = possibleUnits(options);
  const computeUnits = bestUnits(possible, rows, machine);
  const { fit, prediction, forms } = chooseForm(rows, machine, computeUnits, seed);
  const { paceExponent } = fit;
  const intervals = parameterIntervals(fit);

  const heldOut = drawHeldOut(rows.length, options.holdout ?? DEFAULT_HOLDOUT, seed);
  const training = rows.filter((_, i) => !heldOut[i]);
  const unseen = rows.filter((_, i) => heldOut[i]);
  const trainingFit = fitForm(fit.form, training, machine, computeUnits, fit);
  const heldOutErrors = unseenErrors(training, unseen, machine, trainingFit, prediction);
  const fitErrors = rows.map((row) => logResidual(row, machine, fit));
  const unseenErrorOf = new Map(unseen.map((row, i) => [row, entryAt(heldOutErrors, i)]));

  const record: Calibration = {
    format: CALIBRATION.format,
    version: CALIBRATION.version,
    id: options.id,
    name: options.name,
    createdAt: options.createdAt,
    source: options.source,
    tier: options.tier,
    software: options.software,
    accelerator: options.accelerator,
    matrixUnits: options.matrixUnits ?? false,
    stack: options.stack,
    dtype: options.dtype,
    elementBytes: options.elementBytes,
    peakTflops: options.peakTflops,
    bandwidthGBps: options.bandwidthGBps,
    parameters: fit.parameters,
    intervals: recordIntervals(intervals),
    fitError: relativeErrors(fitErrors),
    holdoutError: relativeErrors(heldOutErrors),
    forms,
    prediction,
    replay: null,
    paceExponent,
    n: rows.length,
    residuals: rows.map((row, i) => {
      const unseenError = unseenErrorOf.get(row);
      const measuredUs = atUsualPace(row.measuredUs, row, paceExponent ?? 0);
      return {
        m: row.m,
        n: row.n,
        k: row.k,
        measuredUs,
        predictedUs: measuredUs / Math.exp(unseenError ?? entryAt(fitErrors, i)),
        heldOut: unseenError !== undefined,
        kernel: row.kernel ?? null,
      };
    }),
    warnings: [
      ...warnings,
      ...warningsOfFit(rows, machine, fit, intervals),
      ...warningsOfErrors(relativeErrors(heldOutErrors)),
      ...(possible.length > 1 && fit.form === 'tile' ? [guessedUnits(computeUnits)] : []),
    ],
  };
  const replays = (options.replays ?? []).map((layer) => ({
    ...layer,
    measuredUs: atUsualPace(layer.measuredUs, layer, paceExponent ?? 0),
  }));
  return ok(replays.length === 0 ? record : { ...record, replay: replayRecord(replays, record) });
};
