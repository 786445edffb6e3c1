import { findAccelerator, findModel } from '../../src/catalog/catalog.ts';
import { findStack } from '../../src/catalog/stacks.ts';
import { physicalPreset } from '../../src/catalog/testing/presets.ts';
import { capacity } from '../../src/plan/capacity.ts';
import { plan } from '../../src/plan/plan.ts';
import { serveRow } from '../../src/plan/standing/served-rows.ts';
import { withFields, type PhysicalScenario } from '../../src/records/scenario.ts';
import { layoutOf } from '../../src/throughput/deployment.ts';
import { NAMED_PRECISIONS } from '../../src/throughput/precision.ts';
import { tensorSpread } from '../../src/throughput/spread.ts';
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

const found = <T>(record: T | null): T => {
  if (record === null) throw new Error('not in the catalogue');
  return record;
};

const ROWS = 10_000;

/** Rows of benchmarks, each of another concurrency and prompt. */
const servedRows = (): number => {
  const row = {
    model: found(findModel('deepseek-v3')),
    accelerator: found(findAccelerator('h200-sxm')),
    stack: found(findStack('sglang')),
    precision: NAMED_PRECISIONS.fp8,
    deployment: { kind: 'aggregated', layout: layoutOf(tensorSpread(8)) },
  } as const;
  const startMs = performance.now();
  for (let index = 0; index < ROWS; index++) {
    const loop = {
      concurrency: 1 + (index % 256),
      inputTokens: 512 + index,
      outputTokens: 1024,
      mostOutputTokens: 1024,
      lengths: 'drawn',
    } as const;
    if (!serveRow({ ...row, loop }).ok) throw new Error('The row does not fit.');
  }
  return performance.now() - startMs;
};

export const planBudgets: readonly Budget[] = [
  {
    name: 'plan at a new operating point, headlines alone',
    load: 'the seed’s load, another SLO each time, without ledger, median',
    unit: 'ms',
    budget: 0.26,
    better: 'lower',
    run: () => medianMs(false, withSlo),
  },
  {
    name: '10,000 rows of benchmarks',
    load: 'DeepSeek-V3 on eight H200, another concurrency and prompt each time',
    unit: 'ms',
    budget: 3_000,
    better: 'lower',
    run: servedRows,
  },
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
    budget: 0.5,
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
