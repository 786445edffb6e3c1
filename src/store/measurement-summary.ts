import * as v from 'valibot';
import { adapterName } from '../records/adapter-name.ts';
import { isSampled, isTimedProduct } from '../records/cases.ts';
import { measuredOn } from '../records/measured-on.ts';
import { measurementSchema, type Measurement } from '../records/measurement.ts';
import { usualPace } from '../records/pace.ts';

/** What a list of runs shows of one of them; made anew from the run where what is stored is not this. */
export const summarySchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  suite: v.string(),
  outcome: measurementSchema.entries.outcome,
  adapter: v.string(),
  software: v.boolean(),
  bestGflops: v.nullable(v.number()),
  readGBps: v.nullable(v.number()),
  cases: v.number(),
  verifiedCases: v.number(),
  /** GFLOP/s of the verified square products, in order of size: the run's shape in a list. */
  squareGflops: v.pipe(v.array(v.number()), v.readonly()),
  /** What makes the run comparable with others: adapter, browser, clock. */
  measuredOn: v.string(),
  /** Median ms of the verified products, by the id of the case: what a trend is drawn from. */
  productMs: v.record(v.string(), v.number()),
  /** Rate of the pace probe in GFLOP/s: what the machine itself did. */
  paceGflops: v.nullable(v.number()),
});
export type MeasurementSummary = Readonly<v.InferOutput<typeof summarySchema>>;

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
    measuredOn: measuredOn(run),
    productMs: Object.fromEntries(verified.map(({ id, medianMs }) => [id, medianMs])),
    paceGflops: usualPace(run.cases.filter(isSampled)),
  };
};
