import * as v from 'valibot';
import { tuningSchema } from './measurement.ts';
import { recordKind } from './migrate.ts';

/** Searches for the fastest kernel, as a file beside the runs that made them. */
export const TUNINGS = recordKind({ format: 'roofrack-tunings', version: 1, noun: 'kernel cache', migrations: {} });

export const tuningsSchema = v.strictObject({
  format: v.literal(TUNINGS.format),
  version: v.literal(TUNINGS.version),
  tunings: v.pipe(v.array(tuningSchema), v.maxLength(1000)),
});
