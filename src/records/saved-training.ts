import * as v from 'valibot';
import type { Training } from './training.ts';
import { text, timestamp } from './values.ts';

/** What is kept about a training on the shelf, beside the training. */
export const savedTrainingEnvelopeSchema = v.object({
  id: text(64),
  savedAt: timestamp,
  training: v.unknown(),
});

export interface SavedTraining {
  readonly id: string;
  readonly savedAt: string;
  readonly training: Training;
}
