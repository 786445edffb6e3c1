import type { Problem, Result } from '../base/result.ts';
import { BISECTION, bisectionSchema, type BisectionRecord } from '../records/bisection.ts';
import { parseRecord, serialiseRecord } from './record.ts';

/** A search for a slow commit from JSON: the whole of it, or every problem. */
export const parseBisection = (text: string): Result<BisectionRecord, Problem[]> =>
  parseRecord(text, BISECTION, bisectionSchema);

export const serialiseBisection = (record: BisectionRecord): string => serialiseRecord(record);
