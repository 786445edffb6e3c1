import { publishedParametersFor } from './published-parameters.ts';
import { findAccelerator, findModel } from '../../catalog/catalog.ts';
import { servingCases, type ServingCase } from '../../catalog/serving-cases.ts';
import { findStack, type ServingStack, type StackConstants } from '../../catalog/stacks.ts';
import { NAMED_PRECISIONS } from '../../throughput/precision.ts';
import { tensorSpread } from '../../throughput/spread.ts';
import { runStaticBatch } from '../../throughput/static-batch.ts';

export type ServingFigure = 'outputTokensPerSecond' | 'prefillMs' | 'tpotMs';

/** A published figure beside the computed one. */
export interface Validated {
  readonly case: ServingCase;
  readonly figure: ServingFigure;
  readonly published: number;
  readonly computed: number;
  /** computed / published − 1 */
  readonly error: number;
  /** Whether the 90 % band of the computed figure holds the published one. */
  readonly inBand: boolean;
}

const FIGURES: readonly ServingFigure[] = ['outputTokensPerSecond', 'prefillMs', 'tpotMs'];

/** One case with the shipped constants of its stack, or with others in their place. */
export const validateCase = (served: ServingCase, constants: StackConstants | null = null): Validated[] => {
  const model = findModel(served.model);
  const accelerator = findAccelerator(served.accelerator);
  const stack = findStack(served.stack);
  if (model === null || accelerator === null || stack === null) throw new Error(`${served.id} names what is not there`);
  const used: ServingStack = constants === null ? stack : { ...stack, constants };
  const run = runStaticBatch({
    model,
    accelerator,
    parameters: publishedParametersFor(accelerator, stack.id).parameters,
    stack: used,
    spread: tensorSpread(served.gpus),
    precision: NAMED_PRECISIONS[served.precision],
    batch: served.batch,
    inputTokens: served.inputTokens,
    outputTokens: served.outputTokens ?? 1,
  });
  if (!run.ok) throw new Error(`${served.id}: ${run.error.message}`);
  const { outputTokensPerS, prefillS, stepS, band } = run.value;
  const computed = { outputTokensPerSecond: outputTokensPerS, prefillMs: 1000 * prefillS, tpotMs: 1000 * stepS };
  return FIGURES.flatMap((figure) => {
    const published = served[figure];
    if (published === null) return [];
    const error = computed[figure] / published - 1;
    const inBand = Math.abs(Math.log1p(error)) <= band;
    return [{ case: served, figure, published, computed: computed[figure], error, inBand }];
  });
};

/** Every published case that the catalogue has, with the shipped constants. */
export const validateServing = (): Validated[] => servingCases.flatMap((served) => validateCase(served));
