import { didYouMean } from '../../base/nearest.ts';
import { problem } from '../../base/result.ts';
import { markdownText } from '../../exchange/markdown.ts';
import { showValue } from '../../exchange/show.ts';
import { errata } from '../../verify/errata.ts';
import { verify } from '../../verify/verify.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';

export const errataCommand: Command = {
  name: 'errata',
  summary: 'What published figures contradict: a paragraph with its arithmetic for each print that is wrong.',
  operands: '[ID]',
  mostPositionals: 1,
  options: {
    markdown: { help: 'Print Markdown, a heading for each.' },
    json: { help: 'Print them as JSON.' },
  },
  run(args, io) {
    if (args.has('markdown') && args.has('json')) {
      return reportProblems(io, [problem('json', '--markdown and --json are given together; keep one.')]);
    }
    const all = errata(verify());
    const [id] = args.positionals;
    const shown = id === undefined ? all : all.filter((erratum) => erratum.id === id);
    if (id !== undefined && shown.length === 0) {
      const known = all.map((erratum) => erratum.id);
      const message = `There is no erratum ${showValue(id)}; ${didYouMean(id, known)}`;
      return reportProblems(io, [problem('', message)]);
    }
    if (args.has('json'))
      io.out(`${JSON.stringify({ format: 'roofrack-errata', version: 1, errata: shown }, null, 2)}\n`);
    else if (args.has('markdown')) {
      io.out(
        shown.map(({ title, paragraph }) => `## ${markdownText(title)}\n\n${markdownText(paragraph)}\n`).join('\n'),
      );
    } else io.out(shown.map((erratum) => `${erratum.id}\n  ${erratum.paragraph}\n`).join('\n'));
    return EXIT.done;
  },
};
