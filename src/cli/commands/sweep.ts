import type { Command } from '../command.ts';
import { ROWS_OPTIONS, runRows } from '../sweep/run-rows.ts';

export const sweepCommand: Command = {
  name: 'sweep',
  summary:
    'Many scenarios: a grid, a list or a Latin hypercube over any of their fields; or the rows of a table of benchmarks.',
  operands: 'GRID | TABLE.csv',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: ROWS_OPTIONS,
  run: (args, io) => runRows(args.positionals[0], args, io),
};
