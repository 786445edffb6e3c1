import { problem } from '../../base/result.ts';
import { githubActionBenchmark, junitXml } from '../../exchange/comparison-exports.ts';
import { judgeMachines, type JudgedMachines } from '../../regression/machines.ts';
import type { Command } from '../command.ts';
import { writeText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readMerged } from '../read-comparisons.ts';
import { MOST_FILES } from './bench-merge.ts';

const FORMATS: Readonly<Record<string, (judged: JudgedMachines) => string>> = {
  'github-action-benchmark': githubActionBenchmark,
  junit: junitXml,
};

export const benchExport: Command = {
  name: 'bench export',
  summary: 'A comparison for other tools: github-action-benchmark, JUnit. Exit 0 whatever the verdict.',
  operands: 'F… --github-action-benchmark OUT | --junit OUT',
  operandsAreFiles: true,
  mostPositionals: MOST_FILES,
  options: {
    'github-action-benchmark': {
      value: 'OUT',
      file: 'write',
      help: 'Times of the head in ms, as customSmallerIsBetter reads them.',
    },
    junit: { value: 'OUT', file: 'write', help: 'A test per case and machine: regressed fails, undecided is skipped.' },
  },
  run(args, io) {
    const wanted = Object.entries(FORMATS).filter(([format]) => args.has(format));
    const problems = [
      ...(args.positionals.length === 0 ? ['No file is named; give those of bench compare or bench merge.'] : []),
      ...(wanted.length === 0
        ? [
            `No format is asked for; give ${Object.keys(FORMATS)
              .map((format) => `--${format} OUT`)
              .join(' or ')}.`,
          ]
        : []),
    ];
    if (problems.length > 0)
      return reportProblems(
        io,
        problems.map((message) => problem('', message)),
      );
    const merged = readMerged(args.positionals);
    if (!merged.ok) return reportProblems(io, merged.error);
    const judged = judgeMachines(merged.value.comparisons);
    for (const [format, textOf] of wanted) {
      const written = writeText(args.value(format) ?? '', textOf(judged));
      if (!written.ok) return reportProblems(io, written.error);
    }
    return EXIT.done;
  },
};
