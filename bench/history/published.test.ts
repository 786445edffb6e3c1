import { describe, expect, it } from 'vitest';
import { findChanges } from '../../src/base/statistics/change-points.ts';
import { divisiveChanges } from './testing/divisive-rule.ts';
import { PERFHERDER, TIGERBEETLE } from './testing/series/published.ts';
import { readSeries } from './testing/series/read-series.ts';
import { windowChanges } from './testing/window-rule.ts';

const valuesOf = (name: string): number[] => readSeries(name).map(({ value }) => value);

describe('the published rules, as oracles', () => {
  it.each(TIGERBEETLE.cases)(
    'the divisive rule on TigerBeetle at p $p, magnitude $minimum',
    ({ p, minimum, indices }) => {
      expect(divisiveChanges(valuesOf('tigerbeetle'), { window: TIGERBEETLE.window, p, minimum })).toEqual(indices);
    },
  );

  it.each(Object.entries(PERFHERDER))('the window rule on %s', (name, changes) => {
    expect(windowChanges(readSeries(`perfherder-${name}`))).toEqual(changes.map(({ time }) => time));
  });
});

describe('findChanges on the published series', () => {
  it('finds all twelve changes of Perfherder within two points', () => {
    for (const [name, published] of Object.entries(PERFHERDER)) {
      const found = findChanges(valuesOf(`perfherder-${name}`)).changes.map(({ index }) => index);
      for (const { index } of published)
        expect(
          Math.min(...found.map((other) => Math.abs(other - index))),
          `${name} ${index} in ${found.join()}`,
        ).toBeLessThanOrEqual(2);
      if (published.length === 0) expect(found).toEqual([]);
    }
  });

  it('finds TigerBeetle’s two large changes where the divisive rule does', () => {
    const found = findChanges(valuesOf('tigerbeetle')).changes;
    expect(found.slice(0, 2).map(({ index }) => index)).toEqual([15, 71]);
    expect(found[0]!.ratio).toBeLessThan(0.92);
    expect(found[1]!.ratio).toBeGreaterThan(1.15);
  });
});
