import * as v from 'valibot';
import { scenarioSchema } from './scenario.ts';

/** A scenario as it is kept on a shelf: under an id of its own, with the time of the last change. */
export const savedScenarioSchema = v.strictObject({
  id: v.pipe(v.string(), v.maxLength(64)),
  savedAt: v.pipe(v.string(), v.isoTimestamp()),
  scenario: scenarioSchema,
});
export type SavedScenario = v.InferOutput<typeof savedScenarioSchema>;
