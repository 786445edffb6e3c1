import { physicalPreset } from '../../src/catalog/testing/presets.ts';
import { capacity } from '../../src/plan/capacity.ts';
import { plan } from '../../src/plan/plan.ts';
import { withFields, type PhysicalScenario } from '../../src/records/scenario.ts';
import type { Budget } from './budget.ts';

const seed = physicalPreset('chatgpt-2023-physical');

const REPEATS = 300;

/** Median time of a plan, each of a scenario that was not planned before. */
const medianMs = (ledger: boolean, scenarioOf: (index: number) => PhysicalScenario): number => {
  const times = Array.from({ length: REPEATS }, (_, index) => {
    const scenario = scenarioOf(index);
    const startMs = performance.now();
    plan(scenario, { ledger });
    return performance.now() - startMs;
  });
  return times.sort((a, b) => a - b)[REPEATS / 2]!;
};

/** A number that no run asked for before. */
let numbersGiven = 0;
const another = (): number => (numbersGiven += 1);

const withLoad = (): PhysicalScenario => withFields(seed, 'demand', { queriesPerDay: 1e8 + 1e5 * another() });
const withSlo = (): PhysicalScenario => ({ ...seed, slo: { ...seed.slo, tpotP99Ms: 90 + another() / 1e3 } });

export const planBudgets: readonly Budget[] = [
  {
    name: 'plan without ledger',
    load: 'the seed’s load, another load each time, median',
    unit: 'ms',
    budget: 0.1,
    better: 'lower',
    run: () => medianMs(false, withLoad),
  },
  {
    name: 'plan with ledger',
    load: 'the seed’s load, another load each time, median',
    unit: 'ms',
    budget: 2,
    better: 'lower',
    run: () => medianMs(true, withLoad),
  },
  {
    name: 'plan with new serving',
    load: 'the seed’s load, another SLO each time, with ledger, median',
    unit: 'ms',
    // Nothing of it can be kept from plan to plan; it answers while a slider is dragged.
    budget: 2,
    better: 'lower',
    run: () => medianMs(true, withSlo),
  },
  {
    name: 'capacity',
    load: 'the load of 40 racks',
    unit: 'ms',
    // A page may ask for it at every keystroke.
    budget: 50,
    better: 'lower',
    run: () => {
      const startMs = performance.now();
      capacity({ ...seed, slo: { ...seed.slo, tpotP99Ms: 90 + another() / 1e3 } }, { kind: 'racks', racks: 40 });
      return performance.now() - startMs;
    },
  },
];
