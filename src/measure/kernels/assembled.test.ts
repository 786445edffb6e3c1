import { describe, expect, it } from 'vitest';
import type { Dtype } from '../../records/dtypes.ts';
import { matmulProgram, plainProblem, takesProblem } from './matmul-program.ts';
import { findVariant } from './variants.ts';

/** The assembled text of one or two small kernels a family, to be read by people and to show what a change does to it. */
const examples: readonly (readonly [id: string, dtype: Dtype])[] = [
  ['naive', 'f32'],
  ['register-4x4-wg8x8', 'f16'],
  ['gemv-1x4-wg64x1-split16', 'w4'],
  ['gemv-plain-1x4-wg64x1', 'f16'],
  ['gemv-plain-1x16-lines-wg4x1', 'f32'],
  ['gemv-dot-1x16-wg64x1', 'f32'],
  ['quad-8x4-wg4x1', 'f32'],
  ['texture-16x4-wg4x1', 'f32'],
  ['broadcast8-8x4-wg8x1', 'f32'],
  ['broadcast32-8x4-wg64x1', 'f16'],
  ['tile-64x64x16-pad-prefetch-wg8x8', 'f32'],
  ['dot4-4x4-wg8x8', 'i8'],
  ['subgroup-matrix8-8x8x8-2x2-1x1-wg8x1', 'i8'],
  ['subgroup-matrix32-16x16x16-2x2-1x1-wg32x1', 'f16'],
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
