import { didYouMean } from '../base/nearest.ts';
import { showText } from '../exchange/show.ts';
import { readArguments } from './arguments.ts';
import { helpOf, type Command } from './command.ts';
import { benchRun } from './commands/bench-run.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { catalogCheck, catalogImport, catalogList, catalogShow } from './commands/catalog.ts';
import { capacityCommand } from './commands/capacity.ts';
import { compareHardwareCommand } from './commands/compare-hardware.ts';
import { diffCommand } from './commands/diff.ts';
import { fabricCommand } from './commands/fabric.ts';
import { leversCommand } from './commands/levers.ts';
import { phasesCommand } from './commands/phases.ts';
import { planCommand } from './commands/plan.ts';
import { predictCommand } from './commands/predict.ts';
import { simulateCommand } from './commands/simulate.ts';
import { throughputCommand } from './commands/throughput.ts';
import { verifyCommand } from './commands/verify.ts';
import { EXIT, reportProblems, type ExitCode, type Io } from './io.ts';

const COMMANDS: readonly Command[] = [
  planCommand,
  compareHardwareCommand,
  capacityCommand,
  leversCommand,
  diffCommand,
  simulateCommand,
  calibrateCommand,
  predictCommand,
  throughputCommand,
  fabricCommand,
  phasesCommand,
  verifyCommand,
  catalogList,
  catalogShow,
  catalogCheck,
  catalogImport,
  benchRun,
];

const overview = (): string =>
  [
    'roofrack COMMAND [OPTIONS]',
    '',
    'Measure what a GPU delivers, fit a throughput model to it, size the fleet that serves a load.',
    '',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(16)} ${summary}`),
    '',
    'roofrack COMMAND --help lists the options. Exit codes: 0 done, 1 the answer is no, 2 invalid input,',
    '3 undecided, 4 invalid run. Results go to stdout, progress and warnings to stderr.',
    '',
  ].join('\n');

const find = (args: readonly string[]): { command: Command; rest: readonly string[] } | null => {
  for (const command of COMMANDS) {
    const words = command.name.split(' ');
    if (words.every((word, index) => args[index] === word)) return { command, rest: args.slice(words.length) };
  }
  return null;
};

/** One invocation: the arguments behind `roofrack` → an exit code. */
export const runCli = async (args: readonly string[], version: string, io: Io): Promise<ExitCode> => {
  if (args.length === 0) {
    io.log(overview());
    return EXIT.usage;
  }
  if (args[0] === '--help' || args[0] === '-h' || args[0] === 'help') {
    io.out(overview());
    return EXIT.done;
  }
  if (args[0] === '--version') {
    io.out(`${version}\n`);
    return EXIT.done;
  }
  const found = find(args);
  if (found === null) {
    const names = COMMANDS.map(({ name }) => name);
    const typed = args
      .filter((word) => !word.startsWith('-'))
      .slice(0, 2)
      .join(' ');
    io.log(`"${showText(typed === '' ? args[0] : typed)}" is not a command; ${didYouMean(typed, names)}`);
    return EXIT.usage;
  }
  const { command, rest } = found;
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(helpOf(command));
    return EXIT.done;
  }
  const read = readArguments(rest, command.options, command.mostPositionals);
  if (!read.ok) return reportProblems(io, read.error);
  return command.run(read.value, io);
};
