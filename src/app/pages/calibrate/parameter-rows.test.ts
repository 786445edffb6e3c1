import { expect, test } from 'vitest';
import { calibrationFixture } from '../../testing/fixtures.ts';
import { parameterRows } from './parameter-rows.ts';

test('efficiencies are percent, and every interval lies inside its scale', () => {
  const { parameters, intervals } = calibrationFixture();
  const rows = parameterRows(parameters, intervals);
  expect(rows[0]).toMatchObject({ label: 'Compute efficiency', value: 83, interval: [80, 86], unit: '%' });
  for (const { interval, domain } of rows) {
    expect(interval?.[0]).toBeGreaterThanOrEqual(domain[0]);
    expect(interval?.[1]).toBeLessThanOrEqual(domain[1]);
  }
});

test('kernels of ours are listed with their tiles, copies and shares, each interval about its share', () => {
  const kernel = { stepDepth: 16, columnStep: 4, copies: 'odd' as const };
  const kernels = {
    computeUnits: 4,
    waveSharpness: 0.5,
    tileUs: 3,
    cacheGain: 2,
    cacheMB: 8,
    copyEfficiency: 0.6,
    list: [
      { ...kernel, id: 'tiled', rows: 64, columns: 32, split: 1, computeEfficiency: 0.6 },
      { ...kernel, id: 'split', rows: 8, columns: 8, split: 4, copies: 'always' as const, computeEfficiency: 0.3 },
    ],
    choice: [{ kernel: 'tiled', others: [], rowsUpTo: null, outputsUpTo: null, depthFrom: null }],
  };
  const { parameters, intervals } = calibrationFixture();
  const known = { ...parameters, computeEfficiency: 0.5, packingEfficiency: 0.2, kernels };
  const rows = parameterRows(known, {
    ...intervals,
    others: { 'kernel tiled': [1, 1.5], packingEfficiency: [0.1, 0.3], tileUs: [2, 4] },
  });
  const row = (label: string) => rows.find((candidate) => candidate.label === label);
  expect(row('tiled')).toMatchObject({ value: 60, unit: '%', interval: [50, 75] });
  expect(row('tiled')?.note).toBe(
    'share of peak FLOP/s, padding counted; a workgroup computes 64×32; copies operands of odd sizes first',
  );
  expect(row('split')?.note).toMatch(/8×8; k in 4 parts; copies its operands first; taken only where/);
  expect(row('split')?.interval).toBeNull();
  expect(row('Repacking')).toMatchObject({ value: 20, interval: [10, 30] });
  expect(row('Start of a workgroup')).toMatchObject({ value: 3, interval: [2, 4], unit: 'µs' });
  expect(row('Copies')).toMatchObject({ value: 60, unit: '%' });
  for (const { value, domain } of rows) expect(value).toBeLessThanOrEqual(domain[1]);
});

test('tile parameters are listed where the model has them, without intervals where nobody stated them', () => {
  const tile = {
    computeUnits: 108,
    waveSharpness: 1,
    stepNs: 2.7,
    tileUs: 1.4,
    splitUs: 2.2,
    cacheGain: 1,
    cacheMB: 60,
  };
  const rows = parameterRows({ ...calibrationFixture().parameters, tile }, null);
  expect(rows).toHaveLength(11);
  expect(rows.every(({ interval }) => interval === null)).toBe(true);
});
