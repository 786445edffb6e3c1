import { extname } from 'node:path';
import { formatCount } from '../../base/format.ts';
import { showText } from '../../exchange/show.ts';
import type { RowsHeader } from '../../records/sweep.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { closeRows, findRows, listRows, missingText, shardCountOf, shardsWith } from '../sweep/found-rows.ts';
import { eachRow, missingRows } from '../sweep/merge-rows.ts';
import type { DiskRows } from '../sweep/rows-disk.ts';
import { writeOutcome } from '../sweep/write-outcome.ts';

/** Files of the same rows are the same to the last byte; where they are not, an engine or a machine computed otherwise. */
const contradicting = (files: readonly DiskRows[]): string | null => {
  const byRows = new Map<string, DiskRows>();
  for (const file of files) {
    const key = JSON.stringify([file.header.rows, file.header.shard]);
    const before = byRows.get(key);
    if (before !== undefined && before.checksum !== file.checksum) {
      return `${file.path} and ${before.path} hold the same rows with other numbers. One of the two machines computed wrong: compute them again on another.`;
    }
    byRows.set(key, file);
  }
  return null;
};

export const sweepMergeCommand: Command = {
  name: 'sweep merge',
  summary: 'All rows of a sweep in one file, whatever parts they were computed in.',
  operands: 'F…',
  operandsAreFiles: true,
  mostPositionals: 100_000,
  options: {
    out: { value: 'FILE', file: 'write', help: 'A .parquet or .csv file; needed.' },
  },
  async run(args, io) {
    const out = args.value('out');
    if (out === null || !['.parquet', '.csv'].includes(extname(out))) {
      const given = out === null ? 'is missing' : `is ${showText(out)}`;
      return reportProblems(io, [
        { path: 'out', message: `--out ${given}; name a file that ends in .parquet or .csv.` },
      ]);
    }
    const paths = listRows(args.positionals);
    if (paths.length === 0) {
      return reportProblems(io, [{ path: '', message: 'sweep merge needs the files to merge, or their folder.' }]);
    }
    const found = await findRows(paths, null);
    try {
      const [first] = found.files;
      const refused = [...found.broken, ...found.foreign];
      if (first === undefined || refused.length > 0) {
        return reportProblems(
          io,
          refused.map(({ path, why }) => ({ path, message: `${path}: ${why}.` })),
        );
      }
      const conflict = contradicting(found.files);
      if (conflict !== null) return reportProblems(io, [{ path: '', message: conflict }]);
      const whole: RowsHeader = { ...first.header, rows: { from: 0, to: first.header.total }, shard: null };
      const missing = missingRows(found.files, whole.rows);
      if (missing.length > 0) {
        const of = shardCountOf(found.files.map(({ header }) => header));
        const rows = missing.map(({ from, to }) => `${formatCount(from)} to ${formatCount(to - 1)}`).join(', ');
        const which = of === null ? `Rows ${rows}` : missingText(shardsWith(missing, of, whole.total), of);
        io.log(`${which} are missing; nothing is written. \`roofrack sweep status\` says how to compute them.`);
        return EXIT.no;
      }
      return await writeOutcome(out, whole, (take) => eachRow(found.files, whole.rows, take), io);
    } finally {
      closeRows(found);
    }
  },
};
