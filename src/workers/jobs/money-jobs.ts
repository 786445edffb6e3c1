import { ok, type Result } from '../../base/result.ts';
import { decide } from '../../plan/economics/decide.ts';
import { ownOrRent as compared } from '../../plan/economics/own-or-rent.ts';
import type { Binding } from '../../records/plan.ts';
import type { OwnOrRentAnswer, ScenarioRequest } from '../compute-protocol.ts';

export const ownOrRent = ({ scenario, options }: ScenarioRequest): Result<OwnOrRentAnswer, Binding> => {
  const comparison = compared(scenario, options);
  return comparison.ok ? ok({ comparison: comparison.value, decision: decide(comparison.value) }) : comparison;
};
