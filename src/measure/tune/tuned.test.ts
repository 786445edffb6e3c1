import fc from 'fast-check';
import { expect, it } from 'vitest';
import { adapterFixture } from '../../records/testing/measurement.ts';
import type { Tuning } from '../../records/measurement.ts';
import { plainProblem } from '../kernels/matmul-program.ts';
import { findVariant } from '../kernels/variants.ts';
import { kernelBySearch } from './tuned.ts';

const adapter = adapterFixture({ software: true, features: ['subgroups'], subgroupMinSize: 4, subgroupMaxSize: 4 });
const WIDE = 'texture-16x4-wg64x1';
const NARROW = 'texture-16x4-wg4x1';

const candidate = (kernel: string, gflops: number | null, status: Tuning['log'][number]['status']) => ({
  kernel,
  status,
  gflops,
  reason: null,
  compileMs: 1,
  firstDispatchMs: 1,
  samplesMs: [],
});
const search = (narrowGflops: number | null, status: Tuning['log'][number]['status'] = 'beaten') => ({
  winner: WIDE,
  m: 512,
  n: 512,
  log: [candidate(WIDE, 10, 'won'), candidate(NARROW, narrowGflops, status)],
});
const chosen = (tuning: ReturnType<typeof search>, m: number, n: number): string => {
  const variant = kernelBySearch(tuning, plainProblem({ m, n, k: 512 }), adapter);
  return variant.ok ? variant.value.id : variant.error;
};

it('the winner is taken where its workgroups are filled', () => {
  expect(chosen(search(9.9), 512, 512)).toBe(WIDE);
  expect(chosen(search(9.9), 1024, 2048)).toBe(WIDE);
});

it('a finalist is taken where the winner computes much beyond the edge', () => {
  expect(findVariant(WIDE)?.groupCols).toBe(256);
  expect(findVariant(NARROW)?.groupCols).toBe(16);
  expect(chosen(search(9.9), 333, 777)).toBe(NARROW);
});

it('a finalist that met a faster phase of the machine is no better for it', () => {
  expect(chosen(search(14), 512, 512)).toBe(WIDE);
  expect(chosen(search(14), 333, 777)).toBe(NARROW);
});

it('a finalist that was far slower is not', () => {
  expect(chosen(search(7), 333, 777)).toBe(WIDE);
});

it('what never met the winner in the finals is not', () => {
  expect(chosen(search(9.9, 'slow'), 333, 777)).toBe(WIDE);
  expect(chosen(search(null, 'beaten'), 333, 777)).toBe(WIDE);
});

it('the kernel taken is never expected to be slower than the winner', () => {
  const useful = (kernel: string, m: number, n: number): number => {
    const { groupRows = 1, groupCols = 1 } = findVariant(kernel) ?? {};
    return (m * n) / (Math.ceil(m / groupRows) * groupRows * Math.ceil(n / groupCols) * groupCols);
  };
  const side = fc.integer({ min: 260, max: 4000 });
  fc.assert(
    fc.property(side, side, fc.double({ min: 1, max: 10, noNaN: true }), (m, n, narrow) => {
      const rates = new Map([
        [WIDE, 10],
        [NARROW, narrow],
      ]);
      const rate = (kernel: string): number =>
        ((rates.get(kernel) ?? NaN) * useful(kernel, m, n)) / useful(kernel, 512, 512);
      expect(rate(chosen(search(narrow), m, n))).toBeGreaterThanOrEqual(rate(WIDE));
    }),
  );
});
