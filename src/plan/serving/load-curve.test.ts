import { describe, expect, it } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import { physicalPresets } from '../../catalog/testing/presets.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { planServing } from '../plan.ts';
import type { ServingPlan } from './choose-replica.ts';
import { loadCurve } from './load-curve.ts';
import { operatingPoint } from './operating-point.ts';

const servingOf = (scenario: PhysicalScenario): ServingPlan => {
  const serving = planServing(scenario);
  if (!serving.ok) throw new Error(serving.error.message);
  return serving.value;
};

const disaggregated: PhysicalScenario = {
  ...scenarioDefaults.physical,
  serving: { ...scenarioDefaults.physical.serving, prefill: 'disaggregated' },
};
const cases = [
  ...physicalPresets.filter(({ scenario }) => planServing(scenario).ok),
  { id: 'prompts on replicas of their own', scenario: disaggregated },
];

describe.each(cases)('$id', ({ scenario }) => {
  const serving = servingOf(scenario);
  const curve = loadCurve(serving);

  it('load rises with the batch, and no latency falls with the load', () => {
    expect(curve.points.length).toBeGreaterThan(10);
    for (const [index, point] of curve.points.entries()) {
      if (index === 0) continue;
      const before = curve.points[index - 1]!;
      expect(point.ofPlanned).toBeGreaterThan(before.ofPlanned);
      // The closed form is stitched from two-point rules: a part in a hundred is its own noise.
      expect(point.ttftP99S).toBeGreaterThan(before.ttftP99S * 0.99);
      expect(point.tpotS).toBeGreaterThanOrEqual(before.tpotS * 0.999);
    }
  });

  it('passes through the plan', () => {
    expect(curve.planned.ofPlanned).toBe(1);
    expect(curve.planned.batch).toBe(serving.planned.batch);
    expect(curve.planned.ttftP99S / curve.ttftSloS).toBeLessThanOrEqual(1.001);
    expect(curve.planned.tpotP99S / curve.tpotSloS).toBeLessThanOrEqual(1.001);
    expect(serving.tpotP99S).toContain(curve.planned.tpotP99S);
  });

  it('has its knee where no other load gives more throughput for its time in the system', () => {
    const power = (batch: number): number =>
      operatingPoint(serving.replica, serving.workload, batch).requestsPerS ** 2 / batch;
    const most = power(curve.knee?.batch ?? curve.batchLimit);
    // The knee is found on a grid of 4 %; steps of the tiles between its points are worth less than 3 %.
    for (let batch = 0.5; batch <= curve.batchLimit; batch *= 1.07) expect(power(batch)).toBeLessThan(most * 1.03);
  });
});
