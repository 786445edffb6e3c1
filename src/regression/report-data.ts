import type { Comparison } from '../records/comparison.ts';
import type { NamedSeries } from './history.ts';
import type { Outlook } from './judge.ts';

/** All that a report holds; verdicts and changes are computed from it where it is read. */
export interface ReportData {
  readonly comparisons: readonly Comparison[];
  /** Of the cases of each comparison: simulated, which takes longer than a reader waits. */
  readonly outlooks: readonly (readonly Outlook[])[];
  readonly notes: readonly string[];
  readonly series: readonly NamedSeries[];
}
