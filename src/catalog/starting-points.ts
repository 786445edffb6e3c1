import type { Scenario } from '../records/scenario.ts';
import { presets, publishedLoad, scenarioDefaults } from './presets.ts';

/** Whether nothing was changed since a scenario was begun: whoever loses it has it again with one choice. */
export const isStartingPoint = (scenario: Scenario): boolean => {
  const text = JSON.stringify(scenario);
  return [...Object.values(scenarioDefaults), ...presets.map((preset) => preset.scenario)].some(
    (start) => JSON.stringify(start) === text,
  );
};

/** What starts from a preset and is changed is no longer what the preset's name says. */
export const asEdited = (scenario: Scenario): Scenario =>
  [publishedLoad.name, ...presets.map((preset) => preset.scenario.name)].includes(scenario.name)
    ? { ...scenario, name: `${scenario.name}, edited` }
    : scenario;
