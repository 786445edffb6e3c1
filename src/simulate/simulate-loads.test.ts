import { expect, it } from 'vitest';
import { scenarioDefaults } from '../catalog/presets.ts';
import { loadCurve } from '../plan/serving/load-curve.ts';
import { planServing } from '../plan/plan.ts';
import { simulateLoads, type SimulatedLoad } from './simulate-loads.ts';

const scenario = scenarioDefaults.physical;
const serving = planServing(scenario);
if (!serving.ok) throw new Error(serving.error.message);
const plan = serving.value;

it('lies near the closed form at the planned load, and above it beyond', async () => {
  const seen: SimulatedLoad[] = [];
  for await (const load of simulateLoads(scenario, plan, [1, 1.8], {})) seen.push(load);
  const { planned } = loadCurve(plan);
  expect(seen.map(({ ofPlanned }) => ofPlanned)).toEqual([1, 1.8]);
  const [at, beyond] = seen;
  // The closed form is within a quarter of simulation up to 70 % load (docs/model.md); this is at 49 %.
  expect(Math.abs(Math.log(at!.ttftP99S.value / planned.ttftP99S))).toBeLessThan(0.25);
  expect(Math.abs(Math.log(at!.tpotP99S.value / planned.tpotP99S))).toBeLessThan(0.25);
  expect(Math.abs(Math.log(at!.batch / planned.batch))).toBeLessThan(0.25);
  expect(beyond!.ttftP99S.value).toBeGreaterThan(at!.ttftP99S.value);
  expect(beyond!.batch).toBeGreaterThan(at!.batch * 1.8);
});

it('stops where it is told to, with what it has', async () => {
  let stop = false;
  const seen: number[] = [];
  for await (const { ofPlanned } of simulateLoads(scenario, plan, [0.5, 1, 1.5], { shouldStop: () => stop })) {
    seen.push(ofPlanned);
    stop = true;
  }
  expect(seen).toEqual([0.5]);
});
