import * as v from 'valibot';
import { recordKind } from './migrate.ts';
import { list, text, whole } from './values.ts';

/** A search for the commit that slowed a case down, with all that it timed: it is taken up again from this. */
export const BISECTION = recordKind({
  format: 'roofrack-bisection',
  version: 1,
  noun: 'bisection',
  migrations: {},
});

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/));

export const bisectionSchema = v.strictObject({
  format: v.literal(BISECTION.format),
  version: v.literal(BISECTION.version),
  /** Id of the case. */
  case: text(300),
  good: hash,
  bad: hash,
  seed: whole,
  expectedSd: v.pipe(v.number(), v.finite(), v.gtValue(0)),
  sessions: list(v.strictObject({ commit: hash, logRatio: v.pipe(v.number(), v.finite()), seed: whole }), 10_000),
  /** Commits that could not be built or timed, and why: nothing is known of them but by their neighbours. */
  skipped: list(v.strictObject({ commit: hash, reason: text(1000) }), 10_000),
});
export type BisectionRecord = v.InferOutput<typeof bisectionSchema>;
