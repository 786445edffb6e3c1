import { ok, type Problem, type Result } from '../../../base/result.ts';
import type { Plan } from '../../../records/plan.ts';
import type { AppState } from '../../state/app-state.ts';
import { readNamed } from './plan-address.ts';

/** Of scenarios by the names that addresses give them, each planned with the calibration in use. */
export const plansOf = async (
  app: AppState,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Result<readonly Plan[], Problem>> => {
  const read = await Promise.all(names.map((name) => readNamed(app, name)));
  const options = app.answers.options.get();
  const plans: Plan[] = [];
  for (const scenario of read) {
    if (!scenario.ok) return scenario;
    plans.push(await app.compute.run('plan', { scenario: scenario.value, options }, { signal }));
  }
  return ok(plans);
};
