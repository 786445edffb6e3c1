import type { Arguments, OptionSpecs } from './arguments.ts';
import type { ExitCode, Io } from './io.ts';

export interface Command {
  /** As typed: `plan`, `bench run`. */
  readonly name: string;
  readonly summary: string;
  /** What may follow the name, options aside. */
  readonly operands: string;
  /** The operands are files that the command reads. */
  readonly operandsAreFiles?: boolean;
  readonly mostPositionals: number;
  readonly options: OptionSpecs;
  run(args: Arguments, io: Io): Promise<ExitCode> | ExitCode;
}

const HELP_WIDTH = 34;

export const helpOf = ({ name, summary, operands, options }: Command): string =>
  [
    `roofrack ${name} ${operands}`.trim(),
    '',
    summary,
    '',
    ...Object.entries({ ...options, help: { help: 'Print this.' } }).map(([option, spec]) => {
      const { value, multiple, help } = spec as OptionSpecs[string];
      const left = `  --${option}${value === undefined ? '' : ` ${value}`}${multiple === true ? ' …' : ''}`;
      return `${left.padEnd(HELP_WIDTH)} ${help}`;
    }),
    '',
  ].join('\n');
