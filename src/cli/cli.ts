import { didYouMean } from '../base/nearest.ts';
import type { Problem } from '../base/result.ts';
import { showText } from '../exchange/show.ts';
import { readArguments, type Arguments } from './arguments.ts';
import { helpOf, type Command } from './command.ts';
import { benchBisect } from './commands/bench-bisect.ts';
import { benchCompare } from './commands/bench-compare.ts';
import { benchExport } from './commands/bench-export.ts';
import { benchHistory } from './commands/bench-history.ts';
import { benchMerge } from './commands/bench-merge.ts';
import { benchReport } from './commands/bench-report.ts';
import { benchRun } from './commands/bench-run.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { catalogCheck, catalogImport, catalogList, catalogShow } from './commands/catalog.ts';
import { catalogModel } from './commands/catalog-model.ts';
import { capacityCommand } from './commands/capacity.ts';
import { compareHardwareCommand } from './commands/compare-hardware.ts';
import { diffCommand } from './commands/diff.ts';
import { errataCommand } from './commands/errata.ts';
import { fabricCommand } from './commands/fabric.ts';
import { failuresCommand } from './commands/failures.ts';
import { focusCheckCommand, focusCommand } from './commands/focus.ts';
import { leversCommand } from './commands/levers.ts';
import { layoutExportCommand } from './commands/layout-export.ts';
import { netboxImportCommand } from './commands/netbox.ts';
import { ownOrRentCommand } from './commands/own-or-rent.ts';
import { packCommand } from './commands/pack.ts';
import { phasesCommand } from './commands/phases.ts';
import { planCommand } from './commands/plan.ts';
import { predictCommand } from './commands/predict.ts';
import { projectCommand } from './commands/project.ts';
import { racksCommand } from './commands/racks.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { simulateCommand } from './commands/simulate.ts';
import { throughputCommand } from './commands/throughput.ts';
import { sweepCommand } from './commands/sweep.ts';
import { sweepMergeCommand } from './commands/sweep-merge.ts';
import { sweepStatusCommand } from './commands/sweep-status.ts';
import { sweepSubmitCommand } from './commands/sweep-submit.ts';
import { trainCommand } from './commands/train.ts';
import { verifyCommand } from './commands/verify.ts';
import { checkTarget } from './files.ts';
import { EXIT, harmless, reportProblems, type ExitCode, type Io } from './io.ts';

const COMMANDS: readonly Command[] = [
  planCommand,
  compareHardwareCommand,
  capacityCommand,
  leversCommand,
  ownOrRentCommand,
  focusCheckCommand,
  focusCommand,
  diffCommand,
  simulateCommand,
  // What has more words comes first: `sweep merge` is no sweep of a file called merge.
  sweepMergeCommand,
  sweepStatusCommand,
  sweepSubmitCommand,
  sweepCommand,
  calibrateCommand,
  predictCommand,
  throughputCommand,
  trainCommand,
  projectCommand,
  reconcileCommand,
  fabricCommand,
  layoutExportCommand,
  racksCommand,
  packCommand,
  netboxImportCommand,
  phasesCommand,
  failuresCommand,
  verifyCommand,
  errataCommand,
  catalogList,
  catalogShow,
  catalogCheck,
  catalogModel,
  catalogImport,
  benchRun,
  benchCompare,
  benchBisect,
  benchMerge,
  benchReport,
  benchExport,
  benchHistory,
];

const lines = (commands: readonly Command[]): string[] =>
  commands.map(({ name, summary }) => `  ${name.padEnd(16)} ${summary}`);

const overview = (): string =>
  [
    'roofrack COMMAND [OPTIONS]',
    '',
    'Measure what a GPU delivers, fit a throughput model to it, size the fleet that serves a load.',
    '',
    ...lines(COMMANDS),
    '',
    'roofrack COMMAND --help lists the options. Exit codes: 0 done, 1 the answer is no, 2 invalid input,',
    '3 undecided, 4 invalid run. Results go to stdout, progress and warnings to stderr.',
    '',
  ].join('\n');

/** Commands that share their first word: `bench run` is one of those of `bench`. */
const groupOf = (word: string): Command[] => COMMANDS.filter(({ name }) => name.startsWith(`${word} `));

const groupHelp = (word: string): string =>
  [`roofrack ${word} COMMAND [OPTIONS]`, '', ...lines(groupOf(word)), ''].join('\n');

const find = (args: readonly string[]): { command: Command; rest: readonly string[] } | null => {
  for (const command of COMMANDS) {
    const words = command.name.split(' ');
    if (words.every((word, index) => args[index] === word)) return { command, rest: args.slice(words.length) };
  }
  return null;
};

/** Where a command is to write, looked at before it works: what it finds out could not be kept. */
const wrongTargets = ({ options, operandsAreFiles }: Command, args: Arguments): Problem[] => {
  const valuesOf = (file: 'read' | 'write'): string[] =>
    Object.entries(options).flatMap(([name, spec]) => (spec.file === file ? args.values(name) : []));
  const inputs = [...valuesOf('read'), ...(operandsAreFiles === true ? args.positionals : [])];
  return valuesOf('write').flatMap((path) => {
    const checked = checkTarget(path, inputs);
    return checked.ok ? [] : checked.error;
  });
};

const HELP: readonly (string | undefined)[] = ['--help', '-h', 'help'];

/** Help on a command, on those that share a first word, or on all. */
const help = (args: readonly string[]): string => {
  const found = find(args);
  if (found !== null) return helpOf(found.command);
  const [first] = args;
  return first !== undefined && groupOf(first).length > 0 ? groupHelp(first) : overview();
};

/** One invocation: the arguments behind `roofrack` → an exit code. */
export const runCli = async (args: readonly string[], version: string, rawIo: Io): Promise<ExitCode> => {
  const io = harmless(rawIo);
  const [first] = args;
  if (first === undefined) {
    io.log(overview());
    return EXIT.usage;
  }
  if (HELP.includes(first)) {
    io.out(help(args.slice(1)));
    return EXIT.done;
  }
  if (first === '--version') {
    io.out(`${version}\n`);
    return EXIT.done;
  }
  const found = find(args);
  if (found === null && groupOf(first).length > 0 && (args.length === 1 || HELP.includes(args[1]))) {
    (args.length === 1 ? io.log : io.out)(groupHelp(first));
    return args.length === 1 ? EXIT.usage : EXIT.done;
  }
  if (found === null) {
    const names = COMMANDS.map(({ name }) => name);
    const typed = args
      .filter((word) => !word.startsWith('-'))
      .slice(0, 2)
      .join(' ');
    io.log(`"${showText(typed === '' ? first : typed)}" is not a command; ${didYouMean(typed, names)}`);
    return EXIT.usage;
  }
  const { command, rest } = found;
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(helpOf(command));
    return EXIT.done;
  }
  const read = readArguments(rest, command.options, command.mostPositionals);
  if (!read.ok) return reportProblems(io, read.error);
  const unwritable = wrongTargets(command, read.value);
  if (unwritable.length > 0) return reportProblems(io, unwritable);
  return command.run(read.value, io);
};
