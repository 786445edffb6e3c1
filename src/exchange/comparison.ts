import type { Problem, Result } from '../base/result.ts';
import { COMPARISON, comparisonSchema, type Comparison } from '../records/comparison.ts';
import { parseRecord, serialiseRecord } from './record.ts';

/** A comparison from JSON: the whole of it, or every problem. */
export const parseComparison = (text: string): Result<Comparison, Problem[]> =>
  parseRecord(text, COMPARISON, comparisonSchema);

export const serialiseComparison = (comparison: Comparison): string => serialiseRecord(comparison);
