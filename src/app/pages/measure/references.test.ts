import { expect, test } from 'vitest';
import { accelerators } from '../../../catalog/catalog.ts';
import { referencesTo, shareText, USUAL_REFERENCES } from './references.ts';

const roofs = { fmaGflops: 9750, readGBps: 203.9, writeGBps: null, copyGBps: null };
const usual = accelerators.filter(({ id }) => USUAL_REFERENCES.includes(id));

test('those that are shown to everybody are in the catalogue, with both numbers', () => {
  expect(usual.map(({ id }) => id).toSorted()).toEqual(USUAL_REFERENCES.toSorted());
  for (const { gflops, gbps } of referencesTo({ roofs }, usual)) {
    expect(gflops).toBeGreaterThan(1000);
    expect(gbps).toBeGreaterThan(100);
  }
});

test('an A100 of 19.5 TFLOP/s and 2,039 GB/s is twice and ten times as much', () => {
  const a100 = referencesTo({ roofs }, usual).find(({ id }) => id === 'a100-sxm-80gb');
  expect(a100).toMatchObject({ gflops: 19_500, gbps: 2039, gflopsShare: 0.5, gbpsShare: 0.1 });
});

test('the fastest stands first, and what nobody published or measured is told as such', () => {
  const [first] = referencesTo({ roofs }, usual);
  expect(first?.id).toBe('rtx-4090');
  const unpublished = usual.map((known) => ({ ...known, peakDenseFp32Tflops: null }));
  expect(referencesTo({ roofs: { ...roofs, readGBps: null } }, unpublished)[0]).toMatchObject({
    gflops: null,
    gflopsShare: null,
    gbpsShare: null,
  });
});

test.each([
  [null, '–'],
  [0.0123, '1.2 %'],
  [0.999, '100 %'],
  [3.41, '3.4 ×'],
])('%j is written %s', (ratio, text) => {
  expect(shareText(ratio)).toBe(text);
});
