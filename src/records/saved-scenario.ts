import * as v from 'valibot';
import type { Scenario } from './scenario.ts';
import { text, timestamp } from './values.ts';

/** What is kept about a scenario on the shelf, beside the scenario: an id of its own, and the time of the last change. */
export const savedEnvelopeSchema = v.object({
  id: text(64),
  savedAt: timestamp,
  scenario: v.unknown(),
});

export interface SavedScenario {
  readonly id: string;
  readonly savedAt: string;
  readonly scenario: Scenario;
}
