import { countsOf } from '../base/counts.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { GemmTiming } from '../records/calibration.ts';
import type { MeasuredCase, Measurement, Tuning } from '../records/measurement.ts';
import { adapterName } from '../records/adapter-name.ts';
import { isSampled, isTimedProduct, type TimedCase, type TimedProductCase } from '../records/cases.ts';
import { medianAtPaceMs, usualPace } from '../records/pace.ts';
import { findVariant } from '../measure/kernels/variants.ts';
import { SHAPE_CLASSES, shapeClass } from '../throughput/shape-class.ts';
import type { ReplayedLayer } from '../throughput/replay.ts';
import type { CalibrateOptions } from './calibrate.ts';
import type { TimedMachine } from './timings.ts';

const ELEMENT_BYTES: Partial<Record<MeasuredCase['dtype'], number>> = { f32: 4, f16: 2, 'f16-accumulate': 2, i8: 1 };

export interface MeasurementTimings {
  readonly timings: readonly GemmTiming[];
  readonly options: CalibrateOptions;
}

export interface FromMeasurementOptions {
  readonly id: string;
  readonly createdAt: string;
  /** Takes a software adapter as a source all the same; the calibration then says so. */
  readonly force?: boolean;
  /** Number format whose cases are taken; the one with most measured products where nothing is said. */
  readonly dtype?: MeasuredCase['dtype'];
  readonly accelerator?: string | null;
}

const commonest = <T>(values: readonly T[]): T =>
  [...countsOf(values)].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];

type SharePace = (timed: TimedCase) => { readonly pace?: number };

/**
 * Machine speed while a case was timed, over the usual speed of the run: the number that turns the median of its samples into
 * their median at the usual speed, `time · pace`. Nothing where the run has no probe of its speed.
 */
const shareOfUsualPace = (cases: readonly MeasuredCase[]): SharePace => {
  const usual = usualPace(cases.filter(isSampled));
  return (timed) => {
    const atUsualMs = usual === null ? null : medianAtPaceMs(timed, usual);
    return atUsualMs === null ? {} : { pace: atUsualMs / timed.medianMs };
  };
};

const replaysOf = (cases: readonly MeasuredCase[], dtype: MeasuredCase['dtype'], share: SharePace): ReplayedLayer[] =>
  cases.flatMap((measured) => {
    if (measured.kind !== 'replay' || measured.outcome !== 'measured' || measured.dtype !== dtype) return [];
    const { id, parts, medianMs, bytes } = measured;
    const products = parts.map((part) => ({ ...part, footprintBytes: bytes }));
    return [{ id, measuredUs: 1e3 * medianMs, products, ...share(measured) }];
  });

/** How each kernel that ran cuts a product; null where one of them is not ours. */
const factsOf = (ids: readonly string[]): NonNullable<TimedMachine['kernels']>['list'] | null => {
  const variants = ids.map((id) => ({ id, variant: findVariant(id) }));
  const list = variants.flatMap(({ id, variant }) => {
    if (variant === undefined) return [];
    const { groupRows: rows, groupCols: columns, split, kStep: stepDepth, columnStep, copies } = variant;
    return [{ id, rows, columns, split, stepDepth, columnStep, copies }];
  });
  return list.length === ids.length ? list : null;
};

/**
 * The kernels that ran, and for each class of shapes the one that won its search (the commonest where none was held) with the
 * others of it: what a product of that class will take.
 */
const kernelsOf = (
  cases: readonly TimedProductCase[],
  replayed: readonly ReplayedLayer[],
  searches: readonly Tuning[],
): TimedMachine['kernels'] => {
  const inReplays = replayed.flatMap(({ products }) => products.flatMap(({ kernel }) => kernel ?? []));
  const list = factsOf([...new Set([...cases.map(({ kernel }) => kernel), ...inReplays])]);
  if (list === null) return undefined;
  return {
    list,
    choice: SHAPE_CLASSES.flatMap(({ name, ...rule }, i) => {
      const alike = cases.filter((timed) => shapeClass(timed) === name);
      // A class of which nothing ran goes the way of the next, which is the nearest to it.
      if (alike.length === 0 && i < SHAPE_CLASSES.length - 1) return [];
      const ran = (alike.length > 0 ? alike : cases).map(({ kernel }) => kernel);
      const winner = searches.find(({ shapes }) => shapes === name)?.winner ?? null;
      const kernel = winner !== null && ran.includes(winner) ? winner : commonest(ran);
      return [{ ...rule, kernel, others: [...new Set(ran)].filter((id) => id !== kernel) }];
    }),
  };
};

/**
 * Timings and options for `calibrate` from what was measured here. WebGPU does not tell the datasheet, so the peaks
 * are the measured roofs; a product that ran faster than the FMA roof (matrix units, or half floats against a roof in
 * f32) raises the compute peak to its own rate.
 */
export const timingsFromMeasurement = (
  measurement: Measurement,
  options: FromMeasurementOptions,
): Result<MeasurementTimings, Problem[]> => {
  const { adapter, roofs, cases, tuning } = measurement;
  if (adapter.software && !options.force) {
    const message =
      `adapter is ${adapterName(adapter)}, software on a CPU: its times say nothing about a GPU. ` +
      'Force it to try the method all the same; the calibration is then labelled software.';
    return err([problem('adapter', message)]);
  }
  const timed = cases.filter(isTimedProduct).filter(({ verified }) => verified);
  if (timed.length === 0) {
    return err([problem('cases', 'cases hold no verified matrix product; run the quick or full suite first.')]);
  }
  const dtype = options.dtype ?? commonest(timed.map((product) => product.dtype));
  const elementBytes = ELEMENT_BYTES[dtype];
  if (elementBytes === undefined) {
    const known = Object.keys(ELEMENT_BYTES).join(', ');
    return err([problem('dtype', `dtype is ${dtype}; a calibration takes one of ${known}.`)]);
  }
  const products = timed.filter((product) => product.dtype === dtype);
  if (products.length === 0) {
    return err([problem('dtype', `dtype is ${dtype}; this measurement has no verified product of it.`)]);
  }
  const bandwidthGBps = Math.max(roofs.readGBps ?? 0, roofs.copyGBps ?? 0);
  if (bandwidthGBps === 0) {
    return err([problem('roofs.readGBps', 'roofs.readGBps is missing; run the roofs (quick or full suite) as well.')]);
  }
  const fastestGflops = Math.max(...products.map(({ flop, medianMs }) => flop / (medianMs * 1e6)));
  const share = shareOfUsualPace(cases);
  const replays = replaysOf(cases, dtype, share);
  const kernels = kernelsOf(
    products,
    replays,
    tuning.filter((search) => search.dtype === dtype),
  );
  const label = adapter.software ? `${measurement.name} (software adapter)` : measurement.name;
  return ok({
    timings: products.map((product) => ({
      m: product.m,
      n: product.n,
      k: product.k,
      measuredUs: product.medianMs * 1e3,
      ...(kernels === undefined ? {} : { kernel: product.kernel }),
      ...share(product),
    })),
    options: {
      id: options.id,
      name: label.slice(0, 200),
      createdAt: options.createdAt,
      source: `Measurement ${measurement.id}`,
      tier: 'calibrated',
      software: adapter.software,
      accelerator: options.accelerator ?? null,
      matrixUnits: products.every(({ kernel }) => findVariant(kernel)?.matrixUnits === true),
      stack: null,
      dtype,
      elementBytes,
      peakTflops: Math.max(roofs.fmaGflops ?? 0, fastestGflops) / 1e3,
      bandwidthGBps,
      ...(kernels === undefined ? {} : { kernels, replays }),
    },
  });
};
