import type { MeasuredCase } from '../../../records/measurement.ts';

/** What each kind of test measures, in one sentence. */
export const TEST_SENTENCES: Record<MeasuredCase['kind'], string> = {
  fma: 'Chains of multiply-adds that never leave the registers: the most FLOP/s this adapter can do, the flat roof.',
  read: 'Every thread adds up its share of a large buffer: the fastest that memory can be read, the slanted roof.',
  write: 'Every thread fills its share of a large buffer: the fastest that memory can be written.',
  copy: 'Every thread copies its share of a large buffer: reading and writing at once, both counted.',
  'workgroup-memory':
    'Threads of a workgroup exchange values through its shared memory, as tiled kernels do all the time.',
  latency: 'An empty or dependent dispatch: the time that passes before anything is computed.',
  intensity: 'A kernel with a known number of FLOP for each byte: where the roofline really bends.',
  matmul:
    'A product of two matrices of random numbers, every element checked against a float64 result: the work of prefill and training.',
  gemv: 'A product with very few rows, as in generating one token at a time: bound by how fast the weights are read.',
  replay: 'The products of one layer of a real model in sequence: the test of whether single kernels add up.',
};
