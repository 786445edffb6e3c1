import { parseRackLayout } from '../../exchange/rack-layout.ts';
import { LAYOUT_EXPORTS, writeLayoutExports } from '../layout-exports.ts';
import type { Command } from '../command.ts';
import { readText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';

export const layoutExportCommand: Command = {
  name: 'layout export',
  summary: 'A rack layout as SVG, CSV, a workbook or files for NetBox.',
  operands: 'LAYOUT',
  mostPositionals: 1,
  options: LAYOUT_EXPORTS,
  async run(args, io) {
    const path = args.positionals.at(0);
    if (path === undefined) {
      io.log('No layout is named; give a layout file, as `--layout F` writes it.');
      return EXIT.usage;
    }
    const text = readText(path);
    if (!text.ok) return reportProblems(io, text.error);
    const layout = parseRackLayout(text.value);
    if (!layout.ok) return reportProblems(io, layout.error, path);
    const written = await writeLayoutExports(args, layout.value, null, io);
    return written.ok ? EXIT.done : reportProblems(io, written.error);
  },
};
