import * as v from 'valibot';
import { ok, type Problem, type Result } from '../base/result.ts';
import { tuningSchema, type Tuning } from '../records/measurement.ts';
import { parseRecord, serialiseRecord } from './record.ts';

const KIND = { format: 'roofrack-tunings', version: 1, noun: 'kernel cache' };
const tuningsSchema = v.strictObject({
  format: v.literal('roofrack-tunings'),
  version: v.literal(1),
  tunings: v.pipe(v.array(tuningSchema), v.maxLength(1000)),
});

/** Searches for the fastest kernel as the command line keeps them from run to run. */
export const parseTunings = (text: string): Result<readonly Tuning[], Problem[]> => {
  const parsed = parseRecord(text, KIND, tuningsSchema);
  return parsed.ok ? ok(parsed.value.tunings) : parsed;
};

export const serialiseTunings = (tunings: readonly Tuning[]): string =>
  serialiseRecord({ format: KIND.format, version: KIND.version, tunings });
