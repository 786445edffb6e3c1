import type { MeasuredCase, Measurement, MeasureSettings, Tuning } from '../records/measurement.ts';
import { nearest } from '../base/nearest.ts';
import { problem, type Problem } from '../base/result.ts';
import type { Product } from '../records/product.ts';
import { matmulVariants } from './kernels/variants.ts';
import { whyNotResumable } from '../records/resume.ts';

/** What can be asked of a measuring session, and what it says on the way. Plain data: it crosses a worker's border. */
export interface MeasureRequest {
  readonly suite: 'quick' | 'full' | 'custom';
  /** The shapes of a custom suite; the others measure them beside their own. */
  readonly shapes: readonly Product[];
  readonly dtype: MeasuredCase['dtype'];
  /** A variant's id, or `auto` for the fastest one on this adapter. */
  readonly kernel: string;
  readonly seed: number;
  readonly powerPreference: MeasureSettings['powerPreference'];
  /** Earlier searches, as measurements keep them: their winners are taken where the key still fits. */
  readonly tuned?: readonly Tuning[];
  /** A run that broke off: what it has is kept, what it lacks is measured, and both are one measurement. */
  readonly resume?: Measurement;
}

export interface MeasureProgress {
  readonly phase: 'prepare' | 'roofs' | 'tune' | 'matmul' | 'replay' | 'done';
  readonly message: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  readonly remainingMs: number | null;
  readonly latest: MeasuredCase | null;
}

/** A Measurement before its cases: what is known when the first of them starts. */
export type MeasurementHeader = Omit<Measurement, 'cases' | 'roofs' | 'outcome' | 'tuning'>;

/** A dimension beyond this makes an operand that no buffer holds. */
const LARGEST_DIMENSION = 2 ** 20;
/** 16384³ is 8.8 TFLOP: a second on the fastest GPU, and far more than any buffer of a browser holds. */
const MOST_MULTIPLICATIONS = 2 ** 42;
const MOST_SHAPES = 1000;

export const kernelIds: readonly string[] = ['auto', ...matmulVariants.map(({ id }) => id)];

/** Everything wrong with a request, field by field. */
export const checkRequest = ({ suite, shapes, kernel, seed, resume }: MeasureRequest): Problem[] => {
  const problems: Problem[] = [];
  if (!kernelIds.includes(kernel)) {
    problems.push(
      problem(
        'kernel',
        `There is no kernel "${kernel}"; did you mean "${nearest(kernel, kernelIds) ?? 'auto'}"? "auto" takes the fastest.`,
      ),
    );
  }
  if (!Number.isInteger(seed) || seed < 0)
    problems.push(problem('seed', `The seed is ${String(seed)}; give a whole number from 0.`));
  const unresumable = resume === undefined ? null : whyNotResumable(resume);
  if (unresumable !== null)
    problems.push(problem('resume', `“${resume?.name ?? ''}” cannot be resumed: ${unresumable}.`));
  if ((suite === 'custom' && shapes.length === 0) || shapes.length > MOST_SHAPES) {
    problems.push(
      problem('shapes', `A custom suite has 1 to ${String(MOST_SHAPES)} shapes, not ${String(shapes.length)}.`),
    );
  }
  for (const [i, shape] of shapes.entries()) {
    for (const name of ['m', 'n', 'k'] as const) {
      const value = shape[name];
      if (Number.isInteger(value) && value >= 1 && value <= LARGEST_DIMENSION) continue;
      problems.push(
        problem(
          `shapes.${String(i)}.${name}`,
          `shapes.${String(i)}.${name} is ${String(value)}; give a whole number from 1 to ${String(LARGEST_DIMENSION)}.`,
        ),
      );
    }
    if (shape.m * shape.n * shape.k > MOST_MULTIPLICATIONS) {
      problems.push(
        problem(
          `shapes.${String(i)}`,
          `${String(shape.m)}×${String(shape.n)}×${String(shape.k)} is more than 2^42 multiplications; choose a smaller product.`,
        ),
      );
    }
  }
  return problems;
};
