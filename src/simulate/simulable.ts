import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { PhysicalScenario, Scenario } from '../records/scenario.ts';

/** The scenario where the simulation can run it, or why it cannot. */
export const simulable = (scenario: Scenario): Result<PhysicalScenario, Problem> =>
  scenario.mode === 'physical'
    ? ok(scenario)
    : err(
        problem(
          'mode',
          'mode is article: a published estimate counts hours, it has no requests that could wait. Add --set mode=physical for the same load on the physical model.',
        ),
      );
