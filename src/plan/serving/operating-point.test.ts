import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { physicalPresets } from '../../catalog/testing/presets.ts';
import { planServing } from '../plan.ts';
import { pointAtOf, pointForRate, type PointAt } from './operating-point.ts';

const servings = physicalPresets.flatMap(({ id, scenario }) => {
  const serving = planServing(scenario);
  return serving.ok ? [{ id, serving: serving.value }] : [];
});

/** Counts how often a point is computed. */
const counted = (at: PointAt): { readonly at: PointAt; readonly calls: () => number } => {
  let calls = 0;
  return {
    at: (batch) => {
      calls++;
      return at(batch);
    },
    calls: () => calls,
  };
};

describe.each(servings)('the point that serves a rate: $id', ({ serving }) => {
  const { replica, workload, full, planned } = serving;
  const at = pointAtOf(replica, workload);
  const shares = fc.double({ min: 1e-4, max: 1, noNaN: true });

  it('serves it, with as many in progress as Little’s law says', () => {
    fc.assert(
      fc.property(shares, (share) => {
        const point = pointForRate(at, share * full.requestsPerS, full);
        expect(Math.abs(point.requestsPerS / (share * full.requestsPerS) - 1)).toBeLessThan(1e-6);
        expect(point.batch).toBeLessThanOrEqual(full.batch);
        expect(point).toEqual(at(point.batch));
      }),
      { numRuns: 30 },
    );
  });

  it('is the same from whichever point above it is sought, and is found in a few steps', () => {
    const rates = Array.from({ length: 24 }, (_, hour) => ((hour + 1) / 25) * planned.requestsPerS);
    const { at: countedAt, calls } = counted(at);
    for (const rate of rates) {
      const near = pointForRate(countedAt, rate, planned);
      const far = pointForRate(at, rate, full);
      expect(Math.abs(near.requestsPerS / far.requestsPerS - 1)).toBeLessThan(1e-6);
    }
    expect(calls() / rates.length).toBeLessThan(6);
  });
});
