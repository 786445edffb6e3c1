import type { MeasuredCase, Measurement } from '../records/measurement.ts';
import type { MatmulShape } from './kernels/matmul-shape.ts';

/** What can be asked of a measuring session, and what it says on the way. Plain data: it crosses a worker's border. */
export interface MeasureRequest {
  readonly suite: 'quick' | 'full' | 'custom';
  /** The shapes of a custom suite; ignored by the others. */
  readonly shapes: readonly MatmulShape[];
  readonly dtype: MeasuredCase['dtype'];
  /** A variant's id, or `auto` for the fastest one on this adapter. */
  readonly kernel: string;
  readonly seed: number;
  readonly powerPreference: 'low-power' | 'high-performance' | null;
}

export interface MeasureProgress {
  readonly phase: 'prepare' | 'roofs' | 'tune' | 'matmul' | 'done';
  readonly message: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  readonly remainingMs: number | null;
  readonly latest: MeasuredCase | null;
}

/** A Measurement before its cases: what is known when the first of them starts. */
export type MeasurementHeader = Omit<Measurement, 'cases' | 'roofs' | 'outcome'>;
