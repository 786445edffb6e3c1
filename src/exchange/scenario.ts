import { didYouMean, nearest } from '../base/nearest.ts';
import { isPlainObject } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { findPreset, presets, scenarioDefaults } from '../catalog/presets.ts';
import { checkScenarioIds } from '../plan/check-ids.ts';
import { SCENARIO, scenarioSchema, type Scenario } from '../records/scenario.ts';
import { childSchema, describeField, knownKeys, leafPaths, schemaAt } from '../records/schema-walk.ts';
import type { SchemaNode } from '../records/schema-walk.ts';
import { decimal } from './decimal.ts';
import { capProblems } from './limits.ts';
import { readKind, serialiseRecord, upToDate } from './record.ts';
import { showPath, showText, showValue } from './show.ts';
import { unknownKeys, validate } from './validate.ts';

const SCHEMA: SchemaNode = scenarioSchema;

export const choosePreset = (id: string): Result<Scenario, Problem> => {
  const preset = findPreset(id);
  if (preset !== null) return ok(preset.scenario);
  const known = presets.map((one) => one.id);
  return err(problem('preset', `preset is ${showValue(id)}, which is not known; ${didYouMean(id, known)}`));
};

/** What the file says, over what it leaves out. Keys that no schema knows are not taken over. */
const fillIn = (given: unknown, defaults: unknown, schema: SchemaNode): unknown => {
  const keys = knownKeys(schema);
  if (keys === null || !isPlainObject(given) || !isPlainObject(defaults)) return given;
  return Object.fromEntries(
    keys.map((key) => {
      const child = childSchema(schema, key);
      return [
        key,
        Object.hasOwn(given, key) && child !== null ? fillIn(given[key], defaults[key], child) : defaults[key],
      ];
    }),
  );
};

const withValue = (whole: unknown, [step, ...rest]: readonly string[], value: unknown): unknown =>
  step === undefined ? value : isPlainObject(whole) ? { ...whole, [step]: withValue(whole[step], rest, value) } : whole;

const valueAt = (whole: unknown, steps: readonly string[]): unknown =>
  steps.reduce<unknown>((here, step) => (isPlainObject(here) ? here[step] : undefined), whole);

interface Candidate {
  readonly values: unknown;
  readonly asWritten: ReadonlyMap<string, string>;
  readonly wayOut: string;
  /** What is known to be right, to stand in for wrong fields while the others are looked at. */
  readonly fallback: Scenario;
}

/** Ranges by the schema, names by the catalogue; a wrong range does not hide a wrong name. */
const check = ({ values, asWritten, wayOut, fallback }: Candidate): Result<Scenario, Problem[]> => {
  const checked = validate(scenarioSchema, values, { wayOut, asWritten });
  if (checked.ok) {
    const unknownIds = checkScenarioIds(checked.value);
    return unknownIds.length > 0 ? err(unknownIds) : checked;
  }
  const mended = checked.error.reduce<unknown>((whole, { path }) => {
    const steps = path.split('.');
    return withValue(whole, steps, valueAt(fallback, steps));
  }, values);
  const rest = validate(scenarioSchema, mended, { wayOut, asWritten });
  return err([...checked.error, ...(rest.ok ? checkScenarioIds(rest.value) : [])]);
};

interface ReadOptions {
  readonly wayOut: string;
  readonly asWritten: ReadonlyMap<string, string>;
}

/** A scenario may leave out any field: the defaults of its mode stand in. */
const complete = (value: unknown, options: ReadOptions): Result<Scenario, Problem[]> => {
  const mode = isPlainObject(value) && value['mode'] === 'article' ? 'article' : 'physical';
  const fallback = scenarioDefaults[mode];
  const unknown = unknownKeys(value, SCHEMA);
  const checked = check({ values: fillIn(value, fallback, SCHEMA), fallback, ...options });
  const all = [...unknown, ...(checked.ok ? [] : checked.error)];
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

/** Text of a setting → the value it stands for, by the kind of its field. */
const settingValue = (text: string, schema: SchemaNode): unknown => {
  const field = describeField(schema);
  if (field.nullable && text === 'null') return null;
  const value = field.kind === 'number' ? decimal(text) : NaN;
  return Number.isNaN(value) ? text : value;
};

const FIXED = ['format', 'version'];

/** Lays `path=value` settings over a scenario, later ones over earlier ones: all of them, or every problem. */
export const applySettings = (scenario: Scenario, settings: readonly string[]): Result<Scenario, Problem[]> => {
  const settable = leafPaths(SCHEMA).filter((path) => !FIXED.includes(path) && !path.startsWith('own.'));
  const problems: Problem[] = [];
  const asWritten = new Map<string, string>();
  let changed: unknown = scenario;
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    const path = setting.slice(0, Math.max(0, equals)).trim();
    const text = setting.slice(equals + 1).trim();
    if (equals < 1) {
      const message = `Setting ${showValue(setting)} has no "="; write path=value, for example demand.queriesPerDay=1000000.`;
      problems.push(problem('', message));
    } else if (!settable.includes(path)) {
      const message = `${showText(path)} is not a known setting; did you mean "${nearest(path, settable) ?? ''}"?`;
      problems.push(problem(path, message));
    } else {
      const steps = path.split('.');
      const schema = schemaAt(SCHEMA, steps);
      if (schema === null) continue;
      asWritten.set(showPath(steps), text === '' ? 'empty' : showText(text));
      changed = withValue(changed, steps, settingValue(text, schema));
    }
  }
  const checked = check({ values: changed, asWritten, wayOut: 'Give such a value.', fallback: scenario });
  const all = [...problems, ...(checked.ok ? [] : checked.error)];
  return all.length > 0 ? err(capProblems(all)) : checked;
};

/** Puts a value, a list as well, in place of a field: the scenario with it, or every problem. */
export const applyValue = (scenario: Scenario, path: string, value: unknown): Result<Scenario, Problem[]> => {
  const values = withValue(scenario, path.split('.'), value);
  const checked = check({ values, asWritten: new Map(), wayOut: 'Give such a value.', fallback: scenario });
  return checked.ok ? checked : err(capProblems(checked.error));
};

export const serialiseScenario = (scenario: Scenario): string => serialiseRecord(scenario);
