import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { GemmTiming, KernelFacts } from '../records/calibration.ts';
import type { MeasuredCase, Measurement, Tuning } from '../records/measurement.ts';
import { medianAtPaceMs, usualPace } from '../records/pace.ts';
import { findVariant, type Family } from '../measure/kernels/variants.ts';
import { SHAPE_CLASSES, shapeClass } from '../throughput/shape-class.ts';
import type { ReplayedLayer } from '../throughput/replay.ts';
import type { CalibrateOptions } from './calibrate.ts';
import type { Machine } from './timings.ts';

const ELEMENT_BYTES: Partial<Record<MeasuredCase['dtype'], number>> = { f32: 4, f16: 2, 'f16-accumulate': 2, i8: 1 };

/** Mark in the ids of the kernels that reach the tensor cores. */
const MATRIX_KERNEL = 'subgroup-matrix';

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

const commonest = <T>(values: readonly T[]): T => {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
};

type SharePace = (one: MeasuredCase) => { readonly pace?: number };

/** The pace of a case as a share of the usual pace of all: that of its samples, so that time · pace is their median at the usual pace. */
const paces = (cases: readonly MeasuredCase[]): SharePace => {
  const usual = usualPace(cases);
  return (one) => {
    const atUsualMs = usual === null ? null : medianAtPaceMs(one, usual);
    return atUsualMs === null || one.medianMs === null ? {} : { pace: atUsualMs / one.medianMs };
  };
};

const replaysOf = (cases: readonly MeasuredCase[], dtype: MeasuredCase['dtype'], share: SharePace): ReplayedLayer[] =>
  cases.flatMap((one) => {
    const { kind, outcome, id, parts, medianMs, bytes } = one;
    if (kind !== 'replay' || outcome !== 'measured' || one.dtype !== dtype) return [];
    if (parts === undefined || medianMs === null) return [];
    const products = parts.map((part) => ({ ...part, footprintBytes: bytes }));
    return [{ id, measuredUs: 1e3 * medianMs, products, ...share(one) }];
  });

/** Most kernels read rows four elements at a time. */
const VECTOR = 4;
/** Families that copy their operands always, or never where these lie row by row; the others copy odd sizes. */
const COPIES: Partial<Record<Family, KernelFacts['copies']>> = {
  texture: 'always',
  dot4: 'always',
  naive: 'never',
  'subgroup-matrix': 'never',
};

/** How each kernel that ran cuts a product; null where one of them is not ours. */
const factsOf = (ids: readonly string[]): NonNullable<Machine['kernels']>['list'] | null => {
  const variants = ids.map((id) => ({ id, variant: findVariant(id) }));
  const list = variants.flatMap(({ id, variant }) => {
    if (variant === undefined) return [];
    const { groupRows: rows, groupCols: columns, split, kStep: stepDepth, family, parameters } = variant;
    const columnStep = family === 'gemv-plain' ? parameters['WIDTH'] : VECTOR;
    return [{ id, rows, columns, split, stepDepth, columnStep, copies: COPIES[family] ?? 'odd' }];
  });
  return list.length === ids.length ? list : null;
};

/**
 * The kernels that ran, and for each class of shapes the one that won its search (the commonest where none was held) with the
 * others of it: what a product of that class will take.
 */
const kernelsOf = (
  cases: readonly MeasuredCase[],
  replayed: readonly ReplayedLayer[],
  searches: readonly Tuning[],
): Machine['kernels'] => {
  const inReplays = replayed.flatMap(({ products }) => products.flatMap(({ kernel }) => kernel ?? []));
  const list = factsOf([...new Set([...cases.map(({ kernel }) => kernel), ...inReplays])]);
  if (list === null) return undefined;
  const classOf = ({ m, n, k }: MeasuredCase) => shapeClass({ m: m ?? 1, n: n ?? 1, k: k ?? 1 });
  return {
    list,
    choice: SHAPE_CLASSES.map(({ name, ...rule }) => {
      const alike = cases.filter((one) => classOf(one) === name);
      const ran = (alike.length > 0 ? alike : cases).map((one) => one.kernel);
      const winner = searches.find(({ shapes }) => shapes === name)?.winner ?? null;
      const kernel = winner !== null && ran.includes(winner) ? winner : commonest(ran);
      return { ...rule, kernel, others: [...new Set(ran)].filter((id) => id !== kernel) };
    }),
  };
};

const usable = ({ kind, outcome, verified, m, n, k, medianMs }: MeasuredCase): boolean =>
  kind === 'matmul' &&
  outcome === 'measured' &&
  verified &&
  m !== null &&
  n !== null &&
  k !== null &&
  medianMs !== null;

/**
 * Timings and options for `calibrate` from what was measured here. WebGPU does not tell the datasheet, so the peaks
 * are the measured roofs; a product that ran faster than the FMA roof (matrix units, or half floats against a roof in
 * f32) raises the compute peak to its own rate.
 */
export const timingsFromMeasurement = (
  measurement: Measurement,
  options: FromMeasurementOptions,
): Result<MeasurementTimings, Problem[]> => {
  const { adapter, roofs, cases, tuning = [] } = measurement;
  if (adapter.software && !options.force) {
    const name = adapter.description || adapter.device || adapter.architecture || 'unnamed';
    const message =
      `adapter is ${name}, software on a CPU: its times say nothing about a GPU. ` +
      'Force it to try the method all the same; the calibration is then labelled software.';
    return err([problem('adapter', message)]);
  }
  const products = cases.filter(usable);
  if (products.length === 0) {
    return err([problem('cases', 'cases hold no verified matrix product; run the quick or full suite first.')]);
  }
  const dtype = options.dtype ?? commonest(products.map((product) => product.dtype));
  const elementBytes = ELEMENT_BYTES[dtype];
  if (elementBytes === undefined) {
    const known = Object.keys(ELEMENT_BYTES).join(', ');
    return err([problem('dtype', `dtype is ${dtype}; a calibration takes one of ${known}.`)]);
  }
  const taken = products.filter((product) => product.dtype === dtype);
  if (taken.length === 0) {
    return err([problem('dtype', `dtype is ${dtype}; this measurement has no verified product of it.`)]);
  }
  const bandwidthGBps = Math.max(roofs.readGBps ?? 0, roofs.copyGBps ?? 0);
  if (bandwidthGBps === 0) {
    return err([problem('roofs.readGBps', 'roofs.readGBps is missing; run the roofs (quick or full suite) as well.')]);
  }
  const fastestGflops = Math.max(...taken.map(({ flop, medianMs }) => flop / ((medianMs ?? Infinity) * 1e6)));
  const share = paces(cases);
  const replays = replaysOf(cases, dtype, share);
  const kernels = kernelsOf(
    taken,
    replays,
    tuning.filter((search) => search.dtype === dtype),
  );
  const label = adapter.software ? `${measurement.name} (software adapter)` : measurement.name;
  return ok({
    timings: taken.map((one) => ({
      m: one.m ?? 0,
      n: one.n ?? 0,
      k: one.k ?? 0,
      latencyUs: (one.medianMs ?? 0) * 1e3,
      ...(kernels === undefined ? {} : { kernel: one.kernel }),
      ...share(one),
    })),
    options: {
      id: options.id,
      name: label.slice(0, 200),
      createdAt: options.createdAt,
      source: `Measurement ${measurement.id}`,
      tier: 'measured',
      software: adapter.software,
      accelerator: options.accelerator ?? null,
      matrixUnits: taken.every(({ kernel }) => kernel.includes(MATRIX_KERNEL)),
      stack: null,
      dtype,
      elementBytes,
      peakTflops: Math.max(roofs.fmaGflops ?? 0, fastestGflops) / 1e3,
      bandwidthGBps,
      ...(kernels === undefined ? {} : { kernels, replays }),
    },
  });
};
