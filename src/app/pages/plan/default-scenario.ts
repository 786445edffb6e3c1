import { scenarioDefaults } from '../../../catalog/presets.ts';
import type { Scenario } from '../../../records/scenario.ts';

/** What the page opens with: the load everybody has heard of, on the physical model. */
export const defaultScenario = (): Scenario => ({ ...scenarioDefaults.physical, name: 'ChatGPT’s load of 2023' });
