import { extname } from 'node:path';
import { formatCount } from '../../base/format.ts';
import { csvLines } from '../../exchange/csv.ts';
import type { RowsHeader } from '../../records/sweep.ts';
import type { ColumnData } from '../../sweep/columns.ts';
import { writeStreamed } from '../files.ts';
import { EXIT, reportProblems, type ExitCode, type Io } from '../io.ts';
import { writeRows } from './rows-disk.ts';
import { StatusCounts } from './status-counts.ts';

/** Hands over all rows, in order. */
export type EachRow = (take: (data: ColumnData) => void) => Promise<void>;

/** CSV with the same columns; the header stands in the first line. */
const writeCsv = (out: string, header: RowsHeader, each: EachRow) =>
  writeStreamed(out, async (write) => {
    const encoder = new TextEncoder();
    const names = header.columns.map(({ name }) => name);
    write(encoder.encode(csvLines([names])));
    await each((data) => {
      const rows = Array.from({ length: data[0]?.length ?? 0 }, (_, row) => data.map((column) => column[row] ?? null));
      write(encoder.encode(csvLines(rows)));
    });
  });

/** Writes rows to a file of either kind, and says how they are. */
export const writeOutcome = async (out: string, header: RowsHeader, rows: EachRow, io: Io): Promise<ExitCode> => {
  const counts = new StatusCounts(header);
  const each: EachRow = (take) =>
    rows((data) => {
      counts.add(data);
      take(data);
    });
  const written =
    extname(out) === '.csv'
      ? await writeCsv(out, header, each)
      : await writeRows(out, header, (writer) =>
          each((data) => {
            writer.write(data);
          }),
        );
  if (!written.ok) return reportProblems(io, written.error);
  io.log(`${out}: ${formatCount(header.rows.to - header.rows.from)} rows${counts.statusText()}`);
  const problems = counts.problemText();
  if (problems !== null) io.log(problems);
  if (counts.of('failed') === 0) return EXIT.done;
  io.log('Rows with status failed met a fault of this program; their column reason says which. Please report it.');
  return EXIT.invalid;
};
