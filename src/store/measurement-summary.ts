import type { AdapterRecord, Measurement } from '../records/measurement.ts';

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

/** The name people know an adapter by: the most telling text that the browser lets through. */
export const adapterName = (adapter: AdapterRecord): string =>
  [adapter.description, adapter.device, [adapter.vendor, adapter.architecture].filter(Boolean).join(' ')].find(
    (text) => text.trim() !== '',
  ) ?? 'Unnamed adapter';

export const summarise = (run: Measurement): MeasurementSummary => {
  const products = run.cases.filter(({ kind }) => kind === 'matmul' || kind === 'gemv');
  const rates = products.filter(({ verified }) => verified).flatMap(({ gflops }) => gflops ?? []);
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
    verifiedCases: products.filter(({ verified }) => verified).length,
    squareGflops: products
      .filter(({ verified, m, n, k }) => verified && m === n && n === k)
      .sort((a, b) => a.flop - b.flop)
      .flatMap(({ gflops }) => gflops ?? []),
  };
};
