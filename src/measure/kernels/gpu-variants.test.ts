import { describe, expect, it } from 'vitest';
import { candidates } from './choose.ts';
import { DTYPES } from '../../records/dtypes.ts';
import { matmulProgram, plainProblem } from './matmul-program.ts';
import type { Capabilities, MatmulVariant } from './variants.ts';

/** A discrete GPU with everything on, and one with nothing but what WebGPU promises. */
const limits = { maxComputeInvocationsPerWorkgroup: 1024, maxComputeWorkgroupStorageSize: 65_536 };
const full: Capabilities = {
  software: false,
  features: ['shader-f16', 'subgroups', 'chromium-experimental-subgroup-matrix'],
  limits,
  subgroupMinSize: 32,
  subgroupMaxSize: 32,
  subgroupMatrices: [
    { m: 16, n: 16, k: 16, input: 'f16', result: 'f32' },
    { m: 16, n: 16, k: 16, input: 'f16', result: 'f16' },
  ],
};
const plain: Capabilities = {
  software: false,
  features: [],
  limits: {},
  subgroupMinSize: null,
  subgroupMaxSize: null,
  subgroupMatrices: [],
};

const shapes = [
  { m: 512, n: 512, k: 512 },
  { m: 64, n: 64, k: 4096 },
  { m: 1, n: 4096, k: 4096 },
  { m: 8, n: 4096, k: 1024 },
];
const offered = (device: Capabilities): [string, MatmulVariant, (typeof DTYPES)[number]][] =>
  DTYPES.flatMap((dtype) =>
    [...new Set(shapes.flatMap((shape) => candidates(plainProblem(shape, dtype), device)))].map(
      (variant): [string, MatmulVariant, (typeof DTYPES)[number]] => [`${variant.id} ${dtype}`, variant, dtype],
    ),
  );

describe('kernels offered to a GPU', () => {
  it.each(offered(full))('%s keeps its sums in registers', (_, variant) => {
    expect(variant.accumulators).toBeLessThanOrEqual(128);
  });

  it.each(offered(plain))('%s stays within what WebGPU promises', (_, variant) => {
    expect(variant.workgroupBytes).toBeLessThanOrEqual(16_384);
    expect(variant.workgroup[0] * variant.workgroup[1]).toBeLessThanOrEqual(256);
    expect(variant.features).toEqual([]);
  });

  it.each(offered(full).filter(([, { family }]) => !['naive', 'subgroup-matrix'].includes(family)))(
    '%s reads B side by side across lanes',
    (_, variant, dtype) => {
      const code = matmulProgram(variant, plainProblem({ m: 512, n: 512, k: 512 }, dtype)).steps.at(-1)?.code ?? '';
      const all = matmulProgram(variant, plainProblem({ m: 512, n: 512, k: 512 }, dtype)).steps.map(
        (step) => step.code,
      );
      const main = all.find((text) => text.includes('var c0_0')) ?? code;
      if (variant.family === 'tile') {
        // Neighbouring threads take neighbouring vec4 of a row of the tile.
        expect(main).toMatch(/let b_at0 = thread \+ 0u;/);
        return;
      }
      const columns = [...main.matchAll(/let col\d+ = (.*);/g)].map(([, index]) => index);
      expect(columns).toHaveLength(variant.parameters['COLS']!);
      // The lane enters the index once, with factor one: neighbouring lanes, neighbouring vec4.
      for (const index of columns) expect(index).toMatch(/^group\.x \* \d+u \+ \d+u \+ local\.x$/);
    },
  );

  it('come in every family, matrix units first', () => {
    const large = candidates(plainProblem(shapes[0]!, 'f16'), full).map(({ family }) => family);
    expect(large[0]).toBe('subgroup-matrix');
    expect(new Set(large)).toEqual(new Set(['subgroup-matrix', 'tile', 'broadcast', 'quad', 'register']));
  });
});
