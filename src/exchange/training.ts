import { didYouMean, nearest } from '../base/nearest.ts';
import { valueAt, withValueAt } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { findTrainingPreset, trainingDefaults, trainingPresets } from '../catalog/training-presets.ts';
import { leafPaths, schemaAt } from '../records/schema-walk.ts';
import { TRAINING } from '../records/kinds.ts';
import { ALTERNATIVES, trainingSchema, type Training } from '../records/training.ts';
import { checkTraining } from '../training/check-training.ts';
import { capProblems } from './limits.ts';
import { readKind, serialiseRecord, upToDate } from './record.ts';
import { fillIn, readSetting, settingValue } from './settings.ts';
import { showPath, showText, showValue } from './show.ts';
import { unknownKeys, validate, type ValidateOptions } from './validate.ts';

export const chooseTrainingPreset = (id: string): Result<Training, Problem> => {
  const preset = findTrainingPreset(id);
  if (preset !== null) return ok(preset.training);
  const known = trainingPresets.map((preset) => preset.id);
  return err(problem('preset', `preset is ${showValue(id)}, which is not known; ${didYouMean(id, known)}`));
};

/** Fields that stand in the place of this one, whether or not they are set. */
const alternativesTo = (path: string): readonly string[] =>
  ALTERNATIVES.filter((groups) => groups.some((group) => group.includes(path))).flatMap((groups) =>
    groups.filter((group) => !group.includes(path)).flat(),
  );

/** A default gives way to what stands in its place in the file. */
const withoutReplaced = (values: unknown, given: unknown): unknown =>
  ALTERNATIVES.flat(2).reduce<unknown>((whole, path) => {
    const replaced = alternativesTo(path).some((other) => (valueAt(given, other) ?? null) !== null);
    return replaced && (valueAt(given, path) ?? null) === null ? withValueAt(whole, path, null) : whole;
  }, values);

const check = (values: unknown, options: ValidateOptions): Result<Training, Problem[]> => {
  const checked = validate(trainingSchema, values, options);
  if (!checked.ok) return checked;
  const wrong = checkTraining(checked.value);
  return wrong.length > 0 ? err(capProblems(wrong)) : checked;
};

/** A training may leave out any field: the default stands in. */
const complete = (value: unknown, options: ValidateOptions): Result<Training, Problem[]> => {
  const values = withoutReplaced(fillIn(value, trainingDefaults, trainingSchema), value);
  const checked = check(values, options);
  const all = [...unknownKeys(value, trainingSchema), ...(checked.ok ? [] : checked.error)];
  return all.length > 0 ? err(capProblems(all)) : checked;
};

export const parseTraining = (text: string): Result<Training, Problem[]> => {
  const document = readKind(text, TRAINING);
  if (!document.ok) return document;
  const { value, overflows } = document.value;
  return complete(value, { asWritten: overflows, wayOut: 'Correct it, or leave it out to take the default.' });
};

/** A training that was stored as a value: of an older version too, but of no newer one. */
export const readTraining = (value: unknown, wayOut: string): Result<Training, Problem[]> => {
  const current = upToDate(value, TRAINING);
  return current.ok ? complete(current.value, { asWritten: new Map(), wayOut }) : err([current.error]);
};

/** Paths of the fields that a setting may name. */
export const trainingSettings: readonly string[] = leafPaths(trainingSchema).filter(
  (path) => path !== 'format' && path !== 'version',
);

/**
 * Lays `path=value` settings over a training, later ones over earlier ones: all of them, or every problem. A setting of one
 * of two alternatives removes the other.
 */
export const applyTrainingSettings = (training: Training, settings: readonly string[]): Result<Training, Problem[]> => {
  const problems: Problem[] = [];
  const asWritten = new Map<string, string>();
  let changed: unknown = training;
  for (const { path, text, setting } of settings.map(readSetting)) {
    const schema = trainingSettings.includes(path) ? schemaAt(trainingSchema, path.split('.')) : null;
    if (path === '') {
      const message = `Setting ${showValue(setting)} has no "="; write path=value, for example training.params=70e9.`;
      problems.push(problem('', message));
    } else if (schema === null) {
      const suggestion = nearest(path, trainingSettings) ?? '';
      problems.push(problem(path, `${showText(path)} is not a known setting; did you mean "${suggestion}"?`));
    } else {
      const value = settingValue(text, schema);
      asWritten.set(showPath(path.split('.')), text === '' ? 'empty' : showText(text));
      changed = withValueAt(changed, path, value);
      if (value === null) continue;
      for (const other of alternativesTo(path)) changed = withValueAt(changed, other, null);
    }
  }
  const checked = check(changed, { asWritten, wayOut: 'Give such a value.' });
  const all = [...problems, ...(checked.ok ? [] : checked.error)];
  return all.length > 0 ? err(capProblems(all)) : checked;
};

export const serialiseTraining = (training: Training): string => serialiseRecord(training);
