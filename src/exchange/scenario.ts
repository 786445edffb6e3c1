import { nearest } from '../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { findPreset, presets, scenarioDefaults } from '../catalog/presets.ts';
import { checkScenarioIds } from '../plan/check-scenario-ids.ts';
import { SCENARIO_FORMAT, SCENARIO_VERSION, scenarioSchema, type Scenario } from '../records/scenario.ts';
import { childSchema, describeField, knownKeys, leafPaths, schemaAt } from '../records/schema-walk.ts';
import type { SchemaNode } from '../records/schema-walk.ts';
import { capProblems } from './limits.ts';
import { isPlainObject, readKind, serialiseRecord } from './record.ts';
import { showPath, showText, showValue } from './show.ts';
import { unknownKeys, validate } from './validate.ts';

const KIND = { format: SCENARIO_FORMAT, version: SCENARIO_VERSION, noun: 'scenario' };
const SCHEMA: SchemaNode = scenarioSchema;

export const choosePreset = (id: string): Result<Scenario, Problem> => {
  const preset = findPreset(id);
  if (preset !== null) return ok(preset.scenario);
  const known = presets.map((one) => one.id);
  return err(
    problem(
      'preset',
      `preset is ${showValue(id)}, which is not known; did you mean "${nearest(id, known) ?? ''}"? ` +
        `Known: ${known.join(', ')}.`,
    ),
  );
};

/** What the file says, over what it leaves out. Keys that no schema knows are not taken over. */
const fillIn = (given: unknown, defaults: unknown, schema: SchemaNode): unknown => {
  const keys = knownKeys(schema);
  if (keys === null || !isPlainObject(given) || !isPlainObject(defaults)) return given;
  return Object.fromEntries(
    keys.map((key) => {
      const child = childSchema(schema, key);
      return [key, Object.hasOwn(given, key) && child !== null ? fillIn(given[key], defaults[key], child) : defaults[key]];
    }),
  );
};

/** A scenario file may leave out any field: the defaults of its mode stand in. */
export const parseScenario = (text: string): Result<Scenario, Problem[]> => {
  const document = readKind(text, KIND);
  if (!document.ok) return document;
  const { value, overflows } = document.value;
  const mode = isPlainObject(value) && value['mode'] === 'article' ? 'article' : 'physical';
  const filled = fillIn(value, scenarioDefaults[mode], SCHEMA);
  const unknown = unknownKeys(value, SCHEMA);
  const checked = validate(scenarioSchema, filled, {
    wayOut: 'Correct it, or leave it out to take the default.',
    asWritten: overflows,
  });
  if (!checked.ok) return err(capProblems([...unknown, ...checked.error]));
  const all = [...unknown, ...checkScenarioIds(checked.value)];
  return all.length > 0 ? err(capProblems(all)) : checked;
};

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Text of a setting → the value it stands for, by the kind of its field. */
const settingValue = (text: string, schema: SchemaNode): unknown => {
  const field = describeField(schema);
  if (field.nullable && text === 'null') return null;
  return field.kind === 'number' && NUMBER.test(text) ? Number(text) : text;
};

const FIXED = ['format', 'version'];

const withValue = (scenario: unknown, [step, ...rest]: readonly string[], value: unknown): unknown =>
  step === undefined
    ? value
    : isPlainObject(scenario)
      ? { ...scenario, [step]: withValue(scenario[step], rest, value) }
      : scenario;

/** Lays `path=value` settings over a scenario, later ones over earlier ones: all of them, or every problem. */
export const applySettings = (scenario: Scenario, settings: readonly string[]): Result<Scenario, Problem[]> => {
  const settable = leafPaths(SCHEMA).filter((path) => !FIXED.includes(path));
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
  const checked = validate(scenarioSchema, changed, { wayOut: 'Give a value in that range.', asWritten });
  if (!checked.ok) return err(capProblems([...problems, ...checked.error]));
  const all = [...problems, ...checkScenarioIds(checked.value)];
  return all.length > 0 ? err(capProblems(all)) : checked;
};

export const serialiseScenario = (scenario: Scenario): string => serialiseRecord(scenario);
