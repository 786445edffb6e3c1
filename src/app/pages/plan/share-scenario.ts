import type { Problem, Result } from '../../../base/result.ts';
import { parseScenario, serialiseScenario } from '../../../exchange/scenario.ts';
import { withNeededHardware } from '../../../catalog/own-hardware.ts';
import { packText, unpackText } from '../../../exchange/share-text.ts';
import { withFields, type Scenario } from '../../../records/scenario.ts';
import { formatHash } from '../../router/location.ts';

/** In an address, before a scenario that it carries. */
export const SCENARIO_KEY = 'scenario';

/**
 * A scenario as an address carries it, with the own hardware that it uses. Calibrations of this browser mean nothing
 * elsewhere: they stay.
 */
export const packScenario = (scenario: Scenario): Promise<string> => {
  const published =
    scenario.mode === 'physical'
      ? withFields(scenario, 'hardware', { calibration: null, stackCalibration: null })
      : scenario;
  return packText(serialiseScenario(withNeededHardware(published)));
};

/** An address of the Plan page that carries the scenario behind its #. */
export const scenarioHash = async (scenario: Scenario): Promise<string> =>
  formatHash({ segments: ['plan'], query: { [SCENARIO_KEY]: await packScenario(scenario) } });

export const readSharedScenario = async (packed: string): Promise<Result<Scenario, Problem[]>> => {
  const text = await unpackText(packed);
  return text.ok ? parseScenario(text.value) : text;
};
