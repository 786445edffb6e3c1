import { ok, type Problem, type Result } from '../base/result.ts';
import type { Tuning } from '../records/measurement.ts';
import { TUNINGS, tuningsSchema } from '../records/tunings.ts';
import { parseRecord, serialiseRecord } from './record.ts';

/** Searches for the fastest kernel as the command line keeps them from run to run. */
export const parseTunings = (text: string): Result<readonly Tuning[], Problem[]> => {
  const parsed = parseRecord(text, TUNINGS, tuningsSchema);
  return parsed.ok ? ok(parsed.value.tunings) : parsed;
};

export const serialiseTunings = (tunings: readonly Tuning[]): string =>
  serialiseRecord({ format: TUNINGS.format, version: TUNINGS.version, tunings });
