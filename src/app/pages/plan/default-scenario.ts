import { scenarioDefaults } from '../../../catalog/presets.ts';
import type { Scenario } from '../../../records/scenario.ts';

export const DEFAULT_NAME = 'ChatGPT’s load of 2023';

/** What the page opens with: the load everybody has heard of, on the physical model. */
export const defaultScenario = (): Scenario => ({ ...scenarioDefaults.physical, name: DEFAULT_NAME });
