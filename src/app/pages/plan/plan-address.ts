import { err, ok, problem, type Problem, type Result } from '../../../base/result.ts';
import { findPreset } from '../../../catalog/presets.ts';
import type { Scenario } from '../../../records/scenario.ts';
import { formatHash } from '../../router/location.ts';
import type { AppState } from '../../state/app-state.ts';

/** What stands for the scenario on the Plan page, and before the id of a preset, in an address. */
export const DRAFT = 'draft';
const PRESET = 'preset:';

export const presetName = (id: string): string => `${PRESET}${id}`;

/** Opens a preset or a saved scenario on the Plan page. */
export const planHref = (name: string): string => formatHash({ segments: ['plan', name], query: {} });

/** The scenario that an address names: the draft, a preset, or a saved one by its id. */
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
  const read = await shelf.read(name);
  return read.ok ? ok(read.value.scenario) : read;
};
