import * as v from 'valibot';
import { recordKind } from './migrate.ts';
import { toVersion2, toVersion3, toVersion4, toVersion5, toVersion6, toVersion7 } from './scenario-migrations.ts';
import { text, timestamp } from './values.ts';

/**
 * What the records of a shelf are called and how an older one becomes one of today: all that a store knows of them. What is
 * in them, their schemas say, which are fetched with the pages that edit them.
 */
export const SCENARIO = recordKind({
  format: 'roofrack-scenario',
  version: 7,
  noun: 'scenario',
  migrations: { 1: toVersion2, 2: toVersion3, 3: toVersion4, 4: toVersion5, 5: toVersion6, 6: toVersion7 },
});

export const TRAINING = recordKind({ format: 'roofrack-training', version: 1, noun: 'training', migrations: {} });

export const PROJECTION = recordKind({ format: 'roofrack-projection', version: 1, noun: 'projection', migrations: {} });

/** What is kept about a thing on a shelf: an id of its own, the time of the last change and, under its noun, the thing. */
export const envelopeSchema = (noun: string) => {
  const thing: object = { [noun]: v.unknown() };
  return v.object({ id: text(64), savedAt: timestamp, ...thing });
};
export type Envelope = v.InferOutput<ReturnType<typeof envelopeSchema>>;
