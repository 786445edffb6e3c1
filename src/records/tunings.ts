import * as v from 'valibot';
import { tuningSchema } from './measurement.ts';
import { changeEach, changeField, recordKind } from './migrate.ts';
import { tuning1To2 } from './migrations/tuning.ts';
import { list } from './values.ts';

/** Searches for the fastest kernel, as a file beside the runs that made them. */
export const TUNINGS = recordKind({
  format: 'roofrack-tunings',
  version: 2,
  noun: 'kernel cache',
  migrations: { 1: (older) => changeField(older, 'tunings', (tunings) => changeEach(tunings, tuning1To2)) },
});

export const tuningsSchema = v.strictObject({
  format: v.literal(TUNINGS.format),
  version: v.literal(TUNINGS.version),
  tunings: list(tuningSchema, 1000),
});
