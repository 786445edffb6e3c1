import type { AdapterRecord, MeasuredCase, Measurement, Tuning } from '../records/measurement.ts';
import type { Problem, Result } from '../base/result.ts';
import type { MeasureProgress, MeasureRequest, MeasurementHeader } from '../measure/request.ts';

/** What passes between the page and the measuring worker. */
export type ToMeasureWorker =
  | { readonly type: 'describe'; readonly id: number; readonly powerPreference: GPUPowerPreference | null }
  | { readonly type: 'run'; readonly id: number; readonly request: MeasureRequest; readonly hidden: boolean }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'visibility'; readonly hidden: boolean }
  /** Gives the GPU's memory back at once; a run under way ends as `device-lost`, with what it has. */
  | { readonly type: 'release' };

export type FromMeasureWorker =
  | { readonly type: 'described'; readonly id: number; readonly result: Result<AdapterRecord, Problem> }
  | { readonly type: 'header'; readonly id: number; readonly header: MeasurementHeader }
  | { readonly type: 'case'; readonly id: number; readonly measured: MeasuredCase }
  | { readonly type: 'tuning'; readonly id: number; readonly tuning: Tuning }
  | { readonly type: 'progress'; readonly id: number; readonly progress: MeasureProgress }
  | { readonly type: 'beat'; readonly id: number }
  | { readonly type: 'finished'; readonly id: number; readonly result: Result<Measurement, Problem> }
  | { readonly type: 'crashed'; readonly id: number; readonly message: string };
