import type { Problem, Result } from '../../base/result.ts';
import type { AdapterRecord, MeasuredCase, Measurement } from '../../records/measurement.ts';

export interface MeasureRequest {
  readonly suite: 'quick' | 'full' | 'custom';
  readonly shapes: readonly { readonly m: number; readonly n: number; readonly k: number }[];
  readonly dtype: MeasuredCase['dtype'];
  readonly kernel: string;
  readonly seed: number;
  readonly powerPreference: 'high-performance' | 'low-power' | null;
}
export interface MeasureProgress {
  readonly phase: string;
  readonly message: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  readonly remainingMs: number | null;
  readonly latest: MeasuredCase | null;
}
export interface MeasureClient {
  describeAdapter(): Promise<Result<AdapterRecord, Problem>>;
  run(
    request: MeasureRequest,
    options: { onProgress: (progress: MeasureProgress) => void; signal: AbortSignal },
  ): Promise<Result<Measurement, Problem>>;
  dispose(): void;
}
