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
