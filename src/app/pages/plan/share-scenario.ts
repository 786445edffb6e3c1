import type { Problem, Result } from '../../../base/result.ts';
import { parseScenario, serialiseScenario } from '../../../exchange/scenario.ts';
import { withNeededHardware } from '../../../catalog/own-hardware.ts';
import { packText, unpackText } from '../../../exchange/share-text.ts';
import { withFields, type Scenario } from '../../../records/scenario.ts';
import { formatHash } from '../../router/location.ts';

/**
 * An address that carries the scenario behind its #, with the own hardware that it uses. Calibrations of this browser
 * mean nothing elsewhere: they stay.
 */
export const scenarioHash = async (scenario: Scenario): Promise<string> => {
  const published =
    scenario.mode === 'physical'
      ? withFields(scenario, 'hardware', { calibration: null, stackCalibration: null })
      : scenario;
  const portable = withNeededHardware(published);
  return formatHash({ segments: ['plan'], query: { scenario: await packText(serialiseScenario(portable)) } });
};

export const readSharedScenario = async (packed: string): Promise<Result<Scenario, Problem[]>> => {
  const text = await unpackText(packed);
  return text.ok ? parseScenario(text.value) : text;
};
