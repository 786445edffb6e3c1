import type { SavedScenario } from '../records/saved-scenario.ts';

/** What a list of scenarios shows of one of them; the scenario itself is read when it is opened. */
export interface ScenarioSummary {
  readonly id: string;
  readonly name: string;
  readonly savedAt: string;
}

const textIn = (value: unknown, key: string): string => {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return '';
  const text = (value as Readonly<Record<string, unknown>>)[key];
  return typeof text === 'string' ? text : '';
};

/** Also of a record that cannot be read any more: it stays in the list, and opening it says what is wrong. */
export const summariseScenario = (stored: unknown): ScenarioSummary => {
  const scenario =
    typeof stored === 'object' && stored !== null ? (stored as Partial<SavedScenario>).scenario : undefined;
  return {
    id: textIn(stored, 'id'),
    name: textIn(scenario, 'name') || 'A scenario without a name',
    savedAt: textIn(stored, 'savedAt'),
  };
};
