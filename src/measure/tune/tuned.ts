import type { AdapterRecord, Measurement, Tuning } from '../../records/measurement.ts';
import { candidates, CLASS_SHAPES, type ShapeClass } from '../choose.ts';
import type { Dtype } from '../kernels/dtypes.ts';
import { drawOperands, matmulWorkload } from '../kernels/matmul.ts';
import { plainProblem } from '../kernels/matmul-program.ts';
import { SOURCES_TEXT } from '../kernels/sources.ts';
import { matmulVariants, type MatmulVariant } from '../kernels/variants.ts';
import { tune, type TunerOptions } from './tuner.ts';

/** FNV-1a, 32 bits: changes when any shader or any variant does. */
const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
};
const KERNELS = fingerprint(SOURCES_TEXT + JSON.stringify(matmulVariants));

/** What a winner holds for: this adapter and driver, this browser or host, these kernels, this dtype and class of shapes. */
export const tuningKey = (
  adapter: AdapterRecord,
  runtime: Measurement['browser'] | Measurement['host'],
  dtype: Dtype,
  shapes: ShapeClass,
): string => {
  const { vendor, architecture, device, description } = adapter;
  const host = runtime === null ? '' : `${runtime.name} ${runtime.version}`;
  return [vendor, architecture, device, description, host, KERNELS, dtype, shapes].join('|').slice(0, 1000);
};

/** Kernels that lost the device on this adapter before, in whatever search: never tried again here. */
export const lostBefore = (tunings: readonly Tuning[], key: string): Set<string> => {
  const adapterPart = (of: string): string => of.split('|').slice(0, -2).join('|');
  const here = tunings.filter((tuning) => adapterPart(tuning.key) === adapterPart(key));
  const lost = here.flatMap(({ log }) => log.filter(({ status }) => status === 'device-lost'));
  return new Set(lost.map(({ kernel }) => kernel));
};

/** Elaborateness: a kernel that holds less and shares less is the simpler one. */
const complexity = ({ family, accumulators, split }: MatmulVariant): number =>
  accumulators + (split > 1 ? 1000 : 0) + (family === 'tile' || family === 'subgroup-matrix' ? 2000 : 0);

/** Searches the fastest variant for a class of shapes, leaving out what lost the device before. */
export const tuneClass = async (
  adapter: AdapterRecord,
  key: string,
  dtype: Dtype,
  shapes: ShapeClass,
  lost: ReadonlySet<string>,
  options: TunerOptions,
): Promise<Tuning> => {
  const problem = plainProblem(CLASS_SHAPES[shapes], dtype);
  const tried = candidates(problem, adapter).filter(({ id }) => !lost.has(id));
  const operands = drawOperands(problem, options.seed);
  const contestants = tried.map((variant) => ({
    workload: matmulWorkload(variant, problem, options.seed, problem.m, operands),
    complexity: complexity(variant),
  }));
  const { winner, log, elapsedMs } = await tune(contestants, options);
  const { m, n, k } = problem;
  return { key, dtype, shapes, m, n, k, winner, elapsedMs, log };
};
