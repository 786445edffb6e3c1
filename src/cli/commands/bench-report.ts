import { problem } from '../../base/result.ts';
import { judgeMachines } from '../../regression/machines.ts';
import { questionText } from '../../regression/unlike.ts';
import type { Command } from '../command.ts';
import { machinesMarkdown, outlooksOf } from '../comparison-report.ts';
import { writeText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readMerged } from '../read-comparisons.ts';
import { readHistory } from '../read-history.ts';
import { MOST_FILES } from './bench-merge.ts';

/** Loaded on demand: it may have to be built first. */
const loadReport = async () => import('../../../bench/report/page.ts');

export const benchReport: Command = {
  name: 'bench report',
  summary: 'A comparison as one page that opens from disk, and as Markdown. Exit 0 whatever the verdict.',
  operands: 'F… [--html OUT]',
  operandsAreFiles: true,
  mostPositionals: MOST_FILES,
  options: {
    html: { value: 'OUT', file: 'write', help: 'Write one HTML file that needs no other and asks nobody.' },
    history: { value: 'PATH', help: 'Show this history with its changes: as bench history takes it.' },
  },
  async run(args, io) {
    if (args.positionals.length === 0) {
      const message =
        'No file is named; give those of bench compare or bench merge: roofrack bench report F… --html OUT.';
      return reportProblems(io, [problem('', message)]);
    }
    const merged = readMerged(args.positionals);
    const path = args.value('history');
    const series = path === null ? null : readHistory(path);
    if (!merged.ok || series?.ok === false)
      return reportProblems(io, [...(merged.ok ? [] : merged.error), ...(series?.ok === false ? series.error : [])]);
    const { comparisons, notes } = merged.value;
    const judged = judgeMachines(comparisons);
    const out = args.value('html');
    if (out !== null) {
      const { reportPage, reportProgram } = await loadReport();
      const program = await reportProgram((text) => {
        io.log(text.trimEnd());
      });
      const data = {
        comparisons,
        outlooks: judged.machines.map(({ judgement, comparison }) => outlooksOf(judgement, comparison)),
        notes,
        series: series?.value ?? [],
      };
      const [first] = comparisons;
      const title = first === undefined ? 'Comparison' : `${judged.worst}: ${questionText(first)}`;
      const written = writeText(out, reportPage(program, data, title));
      if (!written.ok) return reportProblems(io, written.error);
    }
    io.out(machinesMarkdown(judged));
    return EXIT.done;
  },
};
