import type { Problem, Result } from '../base/result.ts';
import type { OpenedCase, SampledCase } from '../measure/case-sampler.ts';

/** Calls of a case sampler across the worker's border: one answer to each, in any order. */
export type SamplingCall =
  { readonly call: 'open'; readonly request: SampledCase } | { readonly call: 'time'; readonly times: number };

export type ToSamplingWorker = SamplingCall & { readonly id: number };

export interface FromSamplingWorker {
  readonly id: number;
  readonly result: Result<OpenedCase | number, Problem>;
}
