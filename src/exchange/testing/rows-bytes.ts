import type { RowsHeader, Sweep } from '../../records/sweep.ts';
import { programHashes } from '../../records/program.ts';
import { ROWS_FORMAT, ROWS_VERSION } from '../../records/sweep.ts';
import type { ColumnData } from '../../sweep/columns.ts';
import { createSweepRows } from '../../sweep/evaluate.ts';
import { createRowsWriter } from '../rows-writer.ts';

export const headerFixture = (sweep: Sweep): RowsHeader => {
  const { kind, columns, total } = createSweepRows(sweep);
  return {
    format: ROWS_FORMAT,
    version: ROWS_VERSION,
    kind,
    name: sweep.name,
    hashes: { grid: '0'.repeat(64), ...programHashes },
    release: '1.2.3',
    engine: 'of the test',
    total,
    rows: { from: 0, to: total },
    shard: null,
    columns: [...columns],
    subject: sweep,
  };
};

/** A file of rows in memory, whose checksum nobody took. */
export const rowsBytes = (header: RowsHeader, data: ColumnData): Uint8Array<ArrayBuffer> => {
  const chunks: Uint8Array[] = [];
  const writer = createRowsWriter(header, (chunk) => chunks.push(chunk), {
    update: () => undefined,
    digest: () => '0'.repeat(64),
  });
  writer.write(data);
  writer.finish();
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
};

/** All rows of a sweep, computed here. */
export const sweepData = (sweep: Sweep): Promise<ColumnData> => {
  const source = createSweepRows(sweep);
  return source.rows({ from: 0, to: source.total }, { pause: () => Promise.resolve() });
};
