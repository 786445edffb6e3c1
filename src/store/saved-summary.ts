import { valueAt } from '../base/plain-object.ts';

/** What a list of saved scenarios, trainings or series shows of one of them; it is read itself when it is opened. */
export interface SavedSummary {
  readonly id: string;
  readonly name: string;
  readonly savedAt: string;
}

const textIn = (value: unknown, key: string): string => {
  const text = valueAt(value, key);
  return typeof text === 'string' ? text : '';
};

/** What is saved in an envelope, under its own name. */
export type SavedNoun = 'scenario' | 'training' | 'projection';

/** Of what lies under `key`; also of a record that cannot be read any more: it stays in the list, and opening it says what is wrong. */
export const summariseSaved =
  (key: SavedNoun) =>
  (stored: unknown): SavedSummary => {
    const saved = valueAt(stored, key);
    return {
      id: textIn(stored, 'id'),
      name: textIn(saved, 'name') || `A ${key} without a name`,
      savedAt: textIn(stored, 'savedAt'),
    };
  };
