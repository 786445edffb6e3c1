import type { Problem, Result } from '../base/result.ts';
import type { Calibration } from '../records/calibration.ts';
import type { Measurement } from '../records/measurement.ts';

/** A fit of a run's products; `accelerator` is what the reader says the adapter is, or null. */
export interface FitRequest {
  readonly run: Measurement;
  readonly accelerator: string | null;
}

/** What the page asks the computing worker, and what comes back under the same id. */
export interface ToComputeWorker {
  readonly id: number;
  readonly fit: FitRequest;
}

export type FromComputeWorker =
  | { readonly id: number; readonly fitted: Result<Calibration, Problem[]> }
  | { readonly id: number; readonly crashed: string };
