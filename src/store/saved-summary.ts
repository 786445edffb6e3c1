/** What a list of saved scenarios, trainings or series shows of one of them; it is read itself when it is opened. */
export interface SavedSummary {
  readonly id: string;
  readonly name: string;
  readonly savedAt: string;
}

const textIn = (value: unknown, key: string): string => {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return '';
  const text = (value as Readonly<Record<string, unknown>>)[key];
  return typeof text === 'string' ? text : '';
};

/** What is saved in an envelope, under its own name. */
export type SavedNoun = 'scenario' | 'training' | 'projection';

/** Of what lies under `key`; also of a record that cannot be read any more: it stays in the list, and opening it says what is wrong. */
export const summariseSaved =
  (key: SavedNoun) =>
  (stored: unknown): SavedSummary => {
    const saved =
      typeof stored === 'object' && stored !== null ? (stored as Readonly<Record<string, unknown>>)[key] : undefined;
    return {
      id: textIn(stored, 'id'),
      name: textIn(saved, 'name') || `A ${key} without a name`,
      savedAt: textIn(stored, 'savedAt'),
    };
  };
