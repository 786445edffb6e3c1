import { planServing } from '../../src/plan/plan.ts';
import { checkPlan, type CheckOptions } from '../../src/simulate/check-plan.ts';
import { sixScenarios } from '../../src/simulate/testing/six-scenarios.ts';
import type { Budget } from './budget.ts';

const { scenario } = sixScenarios[0]!;

const simulate = async (options: Partial<CheckOptions>): Promise<{ requests: number; seconds: number }> => {
  const serving = planServing(scenario);
  if (!serving.ok) throw new Error(serving.error.message);
  const startMs = performance.now();
  const { outcome } = await checkPlan(scenario, serving.value, {
    hours: 1,
    seed: 1,
    routing: 'random',
    burstiness: 1,
    replicas: null,
    ...options,
  });
  return { requests: outcome.requests, seconds: (performance.now() - startMs) / 1000 };
};

export const simulateBudgets: readonly Budget[] = [
  {
    name: 'simulated requests',
    load: 'GPT-3 175B, 50/40, 70 % load, 8 replicas for an hour',
    unit: 'requests/s',
    budget: 300_000,
    better: 'higher',
    run: async () => {
      const { requests, seconds } = await simulate({ replicas: 8 });
      return requests / seconds;
    },
  },
  {
    name: 'simulated day',
    load: 'the seed’s day, 2 replicas for 24 hours',
    unit: 's',
    // What one waits for without turning to something else.
    budget: 10,
    better: 'lower',
    run: async () => (await simulate({ hours: 24, replicas: 2 })).seconds,
  },
];
