import { err, ok, type Problem, type Result } from '../base/result.ts';
import { trainingDefaults } from '../catalog/training-presets.ts';
import { applyTrainingSettings, chooseTrainingPreset, parseTraining } from '../exchange/training.ts';
import type { Training } from '../records/training.ts';
import type { Arguments, OptionSpecs } from './arguments.ts';
import { readText, inFile } from './files.ts';

/** Options of every command that takes a training: FILE, or --preset, then --set. */
export const TRAINING_OPTIONS = {
  preset: { value: 'ID', help: 'Start from a published run.' },
  set: {
    value: 'path=value',
    multiple: true,
    more: /^[a-z][\w.]*=/i,
    help: 'Change a field, for example training.params=70e9; one of two alternatives removes the other.',
  },
} as const satisfies OptionSpecs;

const readBase = (args: Arguments): Result<Training, Problem[]> => {
  const [file] = args.positionals;
  const preset = args.value('preset');
  if (file !== undefined && preset !== null) {
    const message = `Both FILE (${file}) and --preset (${preset}) are given; keep one, and change single fields by --set.`;
    return err([{ path: 'preset', message }]);
  }
  if (preset !== null) {
    const chosen = chooseTrainingPreset(preset);
    return chosen.ok ? chosen : err([chosen.error]);
  }
  return file === undefined ? ok(trainingDefaults) : readTrainingFile(file);
};

export const readTrainingFile = (file: string): Result<Training, Problem[]> => {
  const text = readText(file);
  return text.ok ? inFile(parseTraining(text.value), file) : text;
};

export const readTraining = (args: Arguments): Result<Training, Problem[]> => {
  const base = readBase(args);
  // Settings are checked even where the training failed, so that all problems are seen at once.
  const changed = applyTrainingSettings(base.ok ? base.value : trainingDefaults, args.values('set'));
  return base.ok ? changed : err([...base.error, ...(changed.ok ? [] : changed.error)]);
};
