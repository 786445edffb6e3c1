import { expect, test } from 'vitest';
import { adapterFixture } from '../../../records/testing/measurement.ts';
import { likelyAccelerators } from './known-accelerator.ts';

test.each([
  ['NVIDIA GeForce RTX 4090', 'rtx-4090'],
  ['NVIDIA A100-SXM4-80GB', 'a100-sxm-80gb'],
  ['NVIDIA H100 80GB HBM3 SXM5', 'h100-sxm'],
  ['Apple M2 Max', 'apple-m2-max'],
  ['NVIDIA L4', 'l4'],
])('%s is offered as %s first', (description, id) => {
  expect(likelyAccelerators(adapterFixture({ description, device: '' })).at(0)?.id).toBe(id);
});

test.each(['Apple M2', 'NVIDIA GeForce RTX 4080', 'Intel UHD Graphics', ''])(
  '%j is not taken for another',
  (description) => {
    expect(likelyAccelerators(adapterFixture({ description, device: '' }))).toEqual([]);
  },
);

test('software is never an accelerator', () => {
  expect(likelyAccelerators(adapterFixture({ description: 'NVIDIA L4', software: true }))).toEqual([]);
});
