import { parseArgs } from 'node:util';
import { nearest } from '../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { decimal } from '../exchange/decimal.ts';
import { showText } from '../exchange/show.ts';

export interface OptionSpec {
  /** What stands for the value in the help; an option without one is a switch. */
  readonly value?: string;
  /** May be given more than once. */
  readonly multiple?: boolean;
  /** What an argument behind a value looks like that is one more of them: `--set a=1 b=2`. */
  readonly more?: RegExp;
  /** The value is a file that the command reads, or the one that it writes. */
  readonly file?: 'read' | 'write';
  readonly help: string;
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

export interface Arguments {
  readonly positionals: readonly string[];
  has(option: string): boolean;
  value(option: string): string | null;
  values(option: string): readonly string[];
}

/** Splits a command line by what the command knows, and names everything that it does not. */
export const readArguments = (
  args: readonly string[],
  specs: OptionSpecs,
  mostPositionals: number,
): Result<Arguments, Problem[]> => {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(specs).map(([name, { value, multiple }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string', multiple: multiple ?? false } as const,
      ]),
    ),
  });
  const problems: Problem[] = [];
  const positionals: string[] = [];
  const values = new Map<string, string[]>();
  /** The option that the argument before gave a value to. */
  let before: string | null = null;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') before = null;
    if (token.kind === 'positional') {
      if (before !== null && specs[before]?.more?.test(token.value) === true) values.get(before)?.push(token.value);
      else {
        before = null;
        const [owner] = Object.entries(specs).find(([, { more }]) => more?.test(token.value) === true) ?? [];
        if (owner === undefined) positionals.push(token.value);
        else {
          const shown = showText(token.value);
          const message = `"${shown}" looks like a value of --${owner}; write --${owner} ${shown}, or ./${shown} for a file of this name.`;
          problems.push(problem(owner, message));
        }
      }
    }
    if (token.kind !== 'option') continue;
    before = null;
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
    const shown = showText(token.rawName);
    if (spec === undefined) {
      const known = Object.keys(specs);
      problems.push(
        problem(token.name, `${shown} is not an option here; did you mean --${nearest(token.name, known) ?? 'help'}?`),
      );
    } else if (spec.value === undefined && token.value !== undefined) {
      problems.push(problem(token.name, `${shown} takes no value; leave "=${showText(token.value)}" out.`));
    } else if (spec.value !== undefined && token.value === undefined) {
      problems.push(problem(token.name, `${shown} needs a value: ${shown} ${spec.value}.`));
    } else {
      const given = values.get(token.name) ?? [];
      if (given.length > 0 && spec.multiple !== true && spec.value !== undefined) {
        problems.push(problem(token.name, `${shown} is given twice; keep one.`));
      }
      values.set(token.name, [...given, token.value ?? '']);
      before = token.name;
    }
  }
  for (const surplus of positionals.slice(mostPositionals)) {
    problems.push(
      problem(
        '',
        `"${showText(surplus)}" is one argument too many; remove it, or put quotes around names with spaces.`,
      ),
    );
  }
  if (problems.length > 0) return err(problems);
  return ok({
    positionals,
    has: (option) => values.has(option),
    value: (option) => values.get(option)?.[0] ?? null,
    values: (option) => values.get(option) ?? [],
  });
};

/** Value of a numeric option within its range; null where it is not given. */
export const readNumber = (
  args: Arguments,
  option: string,
  range: { readonly low: number; readonly high: number; readonly whole?: boolean; readonly unit: string },
): Result<number | null, Problem> => {
  const text = args.value(option);
  if (text === null) return ok(null);
  const value = decimal(text);
  if (value >= range.low && value <= range.high && (range.whole !== true || Number.isInteger(value))) return ok(value);
  const noun = range.whole === true ? 'a whole number' : 'a number';
  const unit = range.unit === '' ? '' : ` ${range.unit}`;
  return err(
    problem(
      option,
      `--${option} is ${showText(text) || 'empty'}; it must be ${noun} from ${String(range.low)} to ${String(range.high)}${unit}.`,
    ),
  );
};
