import { didYouMean, nearest } from '../base/nearest.ts';
import { isPlainObject, valueAt, withValueAt } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { findPreset, presets, scenarioDefaults } from '../catalog/presets.ts';
import { checkScenarioIds } from '../plan/check-ids.ts';
import { REGION_PATH, withRegion } from '../plan/economics/region.ts';
import type * as v from 'valibot';
import { inMode } from '../plan/other-mode.ts';
import { MEASURED_ACCELERATOR, withMeasured } from '../records/own-hardware.ts';
import { SCENARIO } from '../records/kinds.ts';
import { MODES, scenarioSchemas, type Mode, type Scenario } from '../records/scenario.ts';
import { leafPaths, schemaAt } from '../records/schema-walk.ts';
import { capProblems } from './limits.ts';
import { readKind, serialiseRecord, upToDate } from './record.ts';
import { fillIn, readSetting, settingValue, type Setting } from './settings.ts';
import { showPath, showText, showValue } from './show.ts';
import { unknownKeys, validate } from './validate.ts';

export const choosePreset = (id: string): Result<Scenario, Problem> => {
  const preset = findPreset(id);
  if (preset !== null) return ok(preset.scenario);
  const known = presets.map((preset) => preset.id);
  return err(problem('preset', `preset is ${showValue(id)}, which is not known; ${didYouMean(id, known)}`));
};

interface ReadOptions {
  readonly wayOut: string;
  readonly asWritten: ReadonlyMap<string, string>;
}

interface Candidate extends ReadOptions {
  readonly values: unknown;
  readonly mode: Mode;
  /** What is known to be right, to stand in for wrong fields while the others are looked at. */
  readonly fallback: Scenario;
}

/** Ranges by the schema of the mode, names by the catalogue; a wrong range does not hide a wrong name. */
const check = ({ values, mode, fallback, ...options }: Candidate): Result<Scenario, Problem[]> => {
  const checked = validate<v.GenericSchema<unknown, Scenario>>(scenarioSchemas[mode], values, options);
  if (checked.ok) {
    const unknownIds = checkScenarioIds(checked.value);
    return unknownIds.length > 0 ? err(unknownIds) : checked;
  }
  const mended = checked.error.reduce<unknown>(
    (whole, { path }) => withValueAt(whole, path, valueAt(fallback, path)),
    values,
  );
  const rest = validate<v.GenericSchema<unknown, Scenario>>(scenarioSchemas[mode], mended, options);
  return err([...checked.error, ...(rest.ok ? checkScenarioIds(rest.value) : [])]);
};

const MODE_NAME: Readonly<Record<Mode, string>> = { article: 'published arithmetic', physical: 'the physical model' };
const otherOf = (mode: Mode): Mode => (mode === 'article' ? 'physical' : 'article');

/** A field that only the other mode has: what it counts in, and the ways out. */
const ofOtherMode = (path: string, mode: Mode, wayOut: string): Problem => {
  const other = otherOf(mode);
  return problem(
    path,
    `${showText(path)} counts only in ${MODE_NAME[other]} (mode=${other}), and this scenario is of ${MODE_NAME[mode]} ` +
      `(mode=${mode}): ${wayOut}, or choose mode=${other}.`,
  );
};

/** Keys that no scenario has, and those that only one of the other mode has. */
const alienKeys = (value: unknown, mode: Mode): Problem[] =>
  unknownKeys(value, scenarioSchemas[mode]).map((unknown) =>
    schemaAt(scenarioSchemas[otherOf(mode)], unknown.path.split('.')) === null
      ? unknown
      : ofOtherMode(unknown.path, mode, 'leave it out'),
  );

const modeOf = (value: unknown): Mode => (isPlainObject(value) && value['mode'] === 'article' ? 'article' : 'physical');

const MODE_PATH = 'mode';
const isMode = (value: unknown): value is Mode => MODES.some((mode) => mode === value);

/** What was no word for a mode, refused as the other wrong values are. */
const wrongMode = (value: unknown, { wayOut }: ReadOptions): Problem[] => {
  const mode = isPlainObject(value) ? value[MODE_PATH] : undefined;
  if (mode === undefined || isMode(mode)) return [];
  return [problem(MODE_PATH, `mode (Mode) is ${showValue(mode)}; it must be one of ${MODES.join(', ')}. ${wayOut}`)];
};

/** A scenario may leave out any field: the figures of its region stand in, then the defaults of its mode. */
const complete = (value: unknown, options: ReadOptions): Result<Scenario, Problem[]> => {
  const wrong = wrongMode(value, options);
  const mode = modeOf(value);
  const fallback = scenarioDefaults[mode];
  const given = wrong.length > 0 && isPlainObject(value) ? { ...value, mode } : value;
  const measured = takeMeasured(given);
  const values = fillIn(measured, withRegion(fallback, valueAt(measured, REGION_PATH)), scenarioSchemas[mode]);
  const checked = check({ values, mode, fallback, ...options });
  const all = [...alienKeys(measured, mode), ...wrong, ...(checked.ok ? [] : checked.error)];
  return all.length > 0 ? err(capProblems(all)) : checked;
};

export const parseScenario = (text: string): Result<Scenario, Problem[]> => {
  const document = readKind(text, SCENARIO);
  if (!document.ok) return document;
  const { value, overflows } = document.value;
  return complete(value, { asWritten: overflows, wayOut: 'Correct it, or leave it out to take the default.' });
};

/** A scenario that was stored as a value: of an older version too, but of no newer one. */
export const readScenario = (value: unknown, wayOut: string): Result<Scenario, Problem[]> => {
  const current = upToDate(value, SCENARIO);
  return current.ok ? complete(current.value, { asWritten: new Map(), wayOut }) : err([current.error]);
};

/** What a person may write for the accelerator that was measured here. */
export const MEASURED_HERE = 'local';

/** The scenario with that accelerator among its own hardware, where it asks for it by the word. */
const takeMeasured = (value: unknown): unknown => {
  if (!isPlainObject(value) || !isPlainObject(value['hardware'])) return value;
  const { own, hardware } = value;
  return hardware['accelerator'] === MEASURED_HERE
    ? {
        ...value,
        hardware: { ...hardware, accelerator: MEASURED_ACCELERATOR },
        own: withMeasured(isPlainObject(own) ? own : null, { memoryGB: null, tdpW: null }),
      }
    : value;
};

const FIXED = ['format', 'version'];

/** Paths of the fields that a setting may name in a scenario of a mode. */
export const settable = (mode: Mode): string[] =>
  leafPaths(scenarioSchemas[mode]).filter((path) => !FIXED.includes(path) && !/^(own|published)\./.test(path));

/** Fields that were, and what stands in their place. */
const GONE: Readonly<Record<string, string>> = {
  'hardware.localMemoryGB': 'memoryGB of an own accelerator',
  'hardware.localWatts': 'tdpW of an own accelerator',
};

/** Why a field that may not be set is none. */
export const unknownSetting = (path: string, mode: Mode): Problem => {
  const known = settable(mode);
  if (settable(otherOf(mode)).includes(path)) return ofOtherMode(path, mode, 'leave the setting out');
  const gone = Object.hasOwn(GONE, path) ? GONE[path] : null;
  return problem(
    path,
    gone === null
      ? `${showText(path)} is not a known setting; did you mean "${nearest(path, known) ?? ''}"?`
      : `${path} is no setting any more: give it as ${gone}, in own hardware (--hardware FILE).`,
  );
};

const lastSetting = (settings: readonly Setting[], path: string): string | undefined =>
  settings.findLast((setting) => setting.path === path)?.text;

/** The mode that settings ask for, the last one where there are several; null where they ask for none that exists. */
const modeSetting = (settings: readonly Setting[]): Mode | null => {
  const last = lastSetting(settings, MODE_PATH);
  return isMode(last) ? last : null;
};

/**
 * Lays `path=value` settings over a scenario, later ones over earlier ones: all of them, or every problem. A mode comes first,
 * wherever it stands: it decides which fields there are; then a region, which fills in fields of others.
 */
export const applySettings = (scenario: Scenario, settings: readonly string[]): Result<Scenario, Problem[]> => {
  const problems: Problem[] = [];
  const asWritten = new Map<string, string>();
  const written = settings.map(readSetting);
  const fallback = inMode(scenario, modeSetting(written) ?? scenario.mode);
  const { mode } = fallback;
  const known = settable(mode);
  let changed: unknown = withRegion(fallback, lastSetting(written, REGION_PATH));
  for (const { path, text, setting } of written) {
    if (path === '') {
      const message = `Setting ${showValue(setting)} has no "="; write path=value, for example demand.queriesPerDay=1000000.`;
      problems.push(problem('', message));
      continue;
    }
    if (!known.includes(path)) {
      problems.push(unknownSetting(path, mode));
      continue;
    }
    const steps = path.split('.');
    const schema = schemaAt(scenarioSchemas[mode], steps);
    if (schema === null) continue;
    if (path === MODE_PATH) {
      problems.push(...wrongMode({ mode: text }, { wayOut: 'Give such a value.', asWritten }));
      continue;
    }
    asWritten.set(showPath(steps), text === '' ? 'empty' : showText(text));
    changed = withValueAt(changed, path, settingValue(text, schema));
  }
  const checked = check({ values: takeMeasured(changed), mode, asWritten, wayOut: 'Give such a value.', fallback });
  const all = [...problems, ...(checked.ok ? [] : checked.error)];
  return all.length > 0 ? err(capProblems(all)) : checked;
};

/** Puts a value, a list as well, in place of a field: the scenario with it, or every problem. */
export const applyValue = <S extends Scenario>(scenario: S, path: string, value: unknown): Result<S, Problem[]> => {
  const values = withValueAt(scenario, path, value);
  const { mode } = scenario;
  const checked = check({ values, mode, asWritten: new Map(), wayOut: 'Give such a value.', fallback: scenario });
  // The schema is that of the scenario's mode.
  return checked.ok ? ok(checked.value as S) : err(capProblems(checked.error));
};

export const serialiseScenario = (scenario: Scenario): string => serialiseRecord(scenario);
