import { scenarioDefaults } from '../catalog/presets.ts';
import type { Scenario } from '../records/scenario.ts';

/** The same load and model under the other way of answering, with that way's own facility. */
export const otherMode = (scenario: Scenario): Scenario => {
  const mode = scenario.mode === 'article' ? 'physical' : 'article';
  const defaults = scenarioDefaults[mode];
  return {
    ...defaults,
    model: scenario.model,
    demand: { ...scenario.demand, peakToAverage: defaults.demand.peakToAverage },
    article: scenario.article,
    hardware: {
      ...defaults.hardware,
      calibration: mode === 'physical' ? scenario.hardware.calibration : null,
      stackCalibration: mode === 'physical' ? scenario.hardware.stackCalibration : null,
    },
  };
};
