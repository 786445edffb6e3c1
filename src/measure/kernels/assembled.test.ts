import { describe, expect, it } from 'vitest';
import type { Dtype } from '../../records/dtypes.ts';
import { matmulProgram, plainProblem, takesProblem } from './matmul-program.ts';
import { findVariant } from './variants.ts';

/**
 * The assembled text of three kernels that differ most, to be read by people and to show what a change does to it. All
 * others are held by the oracle, by reflection and by the rules of GPUs.
 */
const examples: readonly (readonly [id: string, dtype: Dtype])[] = [
  ['naive', 'f32'],
  ['gemv-1x4-wg64x1-split16', 'w4'],
  ['subgroup-matrix8-8x8x8-2x2-1x1-wg8x1', 'i8'],
];

describe('assembled shaders', () => {
  it.each(examples)('%s for %s', async (id, dtype) => {
    const variant = findVariant(id);
    expect(variant).toBeDefined();
    if (variant === undefined) return;
    const plain = plainProblem({ m: 33, n: 66, k: 4096 }, dtype);
    const problem = takesProblem(variant, plain) ? plain : { ...plain, layout: 'nt' as const };
    const { steps } = matmulProgram(variant, problem);
    const text = steps.map(({ label, code }) => `// ${label}\n${code}`).join('\n');
    await expect(text).toMatchFileSnapshot(`assembled/${id}-${dtype}.wgsl`);
  });
});
