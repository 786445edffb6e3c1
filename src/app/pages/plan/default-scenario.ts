import { scenarioDefaults } from '../../../catalog/presets.ts';
import type { Scenario } from '../../../records/scenario.ts';

/** What the page opens with: the load everybody has heard of, on the physical model. */
export const defaultScenario = (): Scenario => ({ ...scenarioDefaults.physical, name: 'ChatGPT’s load of 2023' });

/** The same load and model under the other way of answering, with that way's own facility. */
export const otherMode = (scenario: Scenario): Scenario => {
  const mode = scenario.mode === 'article' ? 'physical' : 'article';
  const defaults = scenarioDefaults[mode];
  return {
    ...defaults,
    model: scenario.model,
    demand: { ...scenario.demand, peakToAverage: defaults.demand.peakToAverage },
    article: scenario.article,
    hardware: { ...defaults.hardware, calibration: mode === 'physical' ? scenario.hardware.calibration : null },
  };
};
