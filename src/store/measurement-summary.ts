import { adapterName } from '../records/adapter-name.ts';
import { isTimedProduct } from '../records/cases.ts';
import type { Measurement } from '../records/measurement.ts';

/** What a list of runs shows of one of them. */
export interface MeasurementSummary {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly suite: string;
  readonly outcome: Measurement['outcome'];
  readonly adapter: string;
  readonly software: boolean;
  readonly bestGflops: number | null;
  readonly readGBps: number | null;
  readonly cases: number;
  readonly verifiedCases: number;
  /** GFLOP/s of the verified square products, in order of size: the run's shape in a list. */
  readonly squareGflops: readonly number[];
}

export const summarise = (run: Measurement): MeasurementSummary => {
  const products = run.cases.filter(({ kind }) => kind === 'matmul');
  const verified = products.filter(isTimedProduct).filter((product) => product.verified);
  const rates = verified.flatMap(({ gflops }) => gflops ?? []);
  return {
    id: run.id,
    name: run.name,
    createdAt: run.createdAt,
    suite: run.suite,
    outcome: run.outcome,
    adapter: adapterName(run.adapter),
    software: run.adapter.software,
    bestGflops: rates.length > 0 ? Math.max(...rates) : null,
    readGBps: run.roofs.readGBps,
    cases: products.length,
    verifiedCases: verified.length,
    squareGflops: verified
      .filter(({ m, n, k }) => m === n && n === k)
      .sort((a, b) => a.flop - b.flop)
      .flatMap(({ gflops }) => gflops ?? []),
  };
};
