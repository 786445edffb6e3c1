import { err, ok, problem, type Problem, type Result } from '../../../base/result.ts';
import { findPreset } from '../../../catalog/presets.ts';
import { chosenQuery } from '../../router/chosen.ts';
import type { Scenario } from '../../../records/scenario.ts';
import { formatHash } from '../../router/location.ts';
import type { AppState } from '../../state/app-state.ts';
import { packScenario, readSharedScenario } from './share-scenario.ts';

/** What stands in an address for the scenario on the Plan page, and before the id of a preset. */
export const DRAFT = 'draft';
const PRESET = 'preset:';
/** Before a scenario that the address holds itself. */
const PACKED = 'packed:';

export const presetName = (id: string): string => `${PRESET}${id}`;

/** Opens a preset or a saved scenario on the Plan page. */
export const planHref = (name: string): string => formatHash({ segments: ['plan', name], query: {} });

/** Several scenarios side by side. */
export const comparisonHref = (names: readonly string[], query: Readonly<Record<string, string>> = {}): string => {
  const chosen = Object.entries(chosenQuery(names)).filter(([, name]) => name !== '');
  return formatHash({ segments: ['plan', 'scenarios'], query: { ...Object.fromEntries(chosen), ...query } });
};

/** The scenario in place of its name, for a browser that does not keep it. */
export const packedName = async (scenario: Scenario): Promise<string> => `${PACKED}${await packScenario(scenario)}`;

/** The scenario that an address names: the draft, a preset, one that the address holds, or a saved one by its id. */
export const readNamed = async (
  { draft, shelf }: Pick<AppState, 'draft' | 'shelf'>,
  name: string,
): Promise<Result<Scenario, Problem>> => {
  if (name === DRAFT) return ok(await draft.ensure());
  if (name.startsWith(PRESET)) {
    const preset = findPreset(name.slice(PRESET.length));
    return preset === null
      ? err(problem('', `There is no preset “${name.slice(PRESET.length)}”.`))
      : ok(preset.scenario);
  }
  if (name.startsWith(PACKED)) {
    const read = await readSharedScenario(name.slice(PACKED.length));
    return read.ok ? read : err(problem('', read.error.map(({ message }) => message).join(' ')));
  }
  const read = await shelf.read(name);
  return read.ok ? ok(read.value.scenario) : read;
};
