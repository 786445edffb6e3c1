import type { PlanOptions } from '../../plan/plan.ts';
import type { DrawRequest } from '../../plan/sensitivity/draw-request.ts';
import type { Replicate } from '../../plan/sensitivity/monte-carlo.ts';
import type { Scenario } from '../../records/scenario.ts';

/** What a thread that draws is started with. */
export interface DrawThreadData {
  readonly scenario: Scenario;
  readonly options: PlanOptions;
  readonly request: DrawRequest;
}

/** The number of the replicate to draw next. */
export type ToDrawThread = number;

export interface FromDrawThread {
  readonly replicate: number;
  readonly drawn: Replicate;
}
