import { err, type Problem, type Result } from '../base/result.ts';
import { trainingDefaults } from '../catalog/training-presets.ts';
import { applyTrainingSettings, chooseTrainingPreset, parseTraining } from '../exchange/training.ts';
import type { Training } from '../records/training.ts';
import type { Arguments } from './arguments.ts';
import { questionOptions, readBase, readFileAs } from './read-base.ts';

/** Options of every command that takes a training. */
export const TRAINING_OPTIONS = questionOptions(
  'Start from a published run.',
  'Change a field, for example training.params=70e9; one of two alternatives removes the other.',
);

export const readTrainingFile = (file: string): Result<Training, Problem[]> => readFileAs(file, parseTraining);

export const readTraining = (args: Arguments): Result<Training, Problem[]> => {
  const base = readBase(args, {
    parse: parseTraining,
    choosePreset: chooseTrainingPreset,
    defaults: trainingDefaults,
  });
  // Settings are checked even where the training failed, so that all problems are seen at once.
  const changed = applyTrainingSettings(base.ok ? base.value : trainingDefaults, args.values('set'));
  return base.ok ? changed : err([...base.error, ...(changed.ok ? [] : changed.error)]);
};
