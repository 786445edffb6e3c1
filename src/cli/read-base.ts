import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { Arguments, OptionSpecs } from './arguments.ts';
import { inFile, readText } from './files.ts';

/** What a file holds, or what is wrong with it, by its name. */
export const readFileAs = <T>(file: string, parse: (text: string) => Result<T, Problem[]>): Result<T, Problem[]> => {
  const text = readText(file);
  return text.ok ? inFile(parse(text.value), file) : text;
};

/** Options of every command that takes a question: FILE, or --preset, then --set. */
export const questionOptions = (preset: string, set: string) =>
  ({
    preset: { value: 'ID', help: preset },
    set: { value: 'path=value', multiple: true, more: /^[a-z][\w.]*=/i, help: set },
  }) as const satisfies OptionSpecs;

export interface Question<T> {
  readonly parse: (text: string) => Result<T, Problem[]>;
  readonly choosePreset: (id: string) => Result<T, Problem>;
  /** What stands where neither a file nor a preset is named. */
  readonly defaults: T;
}

/** The question before settings: a file, a preset, or the defaults. */
export const readBase = <T>(args: Arguments, { parse, choosePreset, defaults }: Question<T>): Result<T, Problem[]> => {
  const [file] = args.positionals;
  const preset = args.value('preset');
  if (file !== undefined && preset !== null) {
    const message = `Both FILE (${file}) and --preset (${preset}) are given; keep one, and change single fields by --set.`;
    return err([problem('preset', message)]);
  }
  if (preset !== null) {
    const chosen = choosePreset(preset);
    return chosen.ok ? chosen : err([chosen.error]);
  }
  return file === undefined ? ok(defaults) : readFileAs(file, parse);
};
