import { problem } from '../../base/result.ts';
import { serialiseComparisons } from '../../exchange/comparison.ts';
import { MAX_FILE_BYTES } from '../../exchange/limits.ts';
import { judgeMachines } from '../../regression/machines.ts';
import type { Command } from '../command.ts';
import { EXIT_OF, machinesJson, machinesText } from '../comparison-report.ts';
import { writeText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readMerged } from '../read-comparisons.ts';

/** As many shards as anybody runs. */
export const MOST_FILES = 200;

export const benchMerge: Command = {
  name: 'bench merge',
  summary: 'Shards and machines of one comparison together: on which machines is what slower.',
  operands: 'F…',
  operandsAreFiles: true,
  mostPositionals: MOST_FILES,
  options: {
    out: { value: 'F', file: 'write', help: 'Write what was joined to a file, which merge, report and export read.' },
    json: { help: 'Print verdicts by machine and case as JSON.' },
  },
  run(args, io) {
    if (args.positionals.length === 0) {
      const message = 'No file is named; give those of bench compare, or blob reports: roofrack bench merge F….';
      return reportProblems(io, [problem('', message)]);
    }
    const merged = readMerged(args.positionals);
    if (!merged.ok) return reportProblems(io, merged.error);
    const { comparisons, notes } = merged.value;
    for (const note of notes) io.log(note);
    const judged = judgeMachines(comparisons);
    const out = args.value('out');
    if (out !== null) {
      const text = serialiseComparisons(comparisons);
      if (text.length > MAX_FILE_BYTES) {
        const message = `What was joined takes ${(text.length / 1e6).toFixed(1)} MB; files up to ${String(MAX_FILE_BYTES / 1e6)} MB are read. Give the files themselves to bench report.`;
        return reportProblems(io, [problem('out', message)]);
      }
      const written = writeText(out, text);
      if (!written.ok) return reportProblems(io, written.error);
    }
    io.out(args.has('json') ? `${JSON.stringify(machinesJson(judged), null, 2)}\n` : machinesText(judged));
    return judged.machines.length === 0 ? EXIT.undecided : EXIT_OF[judged.worst];
  },
};
