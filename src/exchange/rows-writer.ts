import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet';
import type { Column, RowsHeader } from '../records/sweep.ts';
import type { Cell, ColumnData } from '../sweep/columns.ts';
import { CHECKSUM_KEY, HEADER_KEY, NO_CHECKSUM } from './rows-file.ts';

/** Rows of a group, whose ends lie at multiples of it however the rows were shared out: readers fetch groups. */
export const ROWS_PER_GROUP = 65_536;

/** A running SHA-256. */
export interface Hasher {
  readonly update: (bytes: Uint8Array) => unknown;
  /** In hexadecimal digits; nothing is added afterwards. */
  readonly digest: () => string;
}

export interface RowsWriter {
  /** Takes the next rows, in order, by column. */
  readonly write: (data: ColumnData) => void;
  /** Ends the file. */
  readonly finish: () => void;
}

const schemaElement = ({ name, type }: Column): SchemaElement => {
  switch (type) {
    case 'int32':
      return { name, type: 'INT32', repetition_type: 'REQUIRED' };
    case 'double':
      return { name, type: 'DOUBLE', repetition_type: 'OPTIONAL' };
    case 'string':
      return {
        name,
        type: 'BYTE_ARRAY',
        repetition_type: 'OPTIONAL',
        converted_type: 'UTF8',
        logical_type: { type: 'STRING' },
      };
  }
};

/** Columns are written as declared, whatever the values are: a column without any value keeps its type. */
const schemaOf = (columns: readonly Column[]): SchemaElement[] => [
  { name: 'rows', num_children: columns.length },
  ...columns.map(schemaElement),
];

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const indexOfBytes = (bytes: Uint8Array, wanted: Uint8Array): number => {
  for (let at = bytes.length - wanted.length; at >= 0; at--) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  throw new Error('The footer has no place for the checksum.');
};

/**
 * Writes rows as Parquet while they come, one row group in memory. The same rows give the same bytes, in whatever pieces they
 * are handed over. The footer carries `header` and the checksum of the whole file, taken with its own digits as zeros.
 */
export const createRowsWriter = (header: RowsHeader, sink: (bytes: Uint8Array) => void, hasher: Hasher): RowsWriter => {
  const { columns, rows } = header;
  const bytes = new ByteWriter();
  const parquet = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(columns),
    createdBy: 'roofrack',
    kvMetadata: [
      { key: HEADER_KEY, value: JSON.stringify(header) },
      { key: CHECKSUM_KEY, value: NO_CHECKSUM },
    ],
  });
  let pending: Cell[][] = columns.map(() => []);
  let next = rows.from;

  const drain = (last: boolean): void => {
    const chunk = bytes.getBytes().slice();
    hasher.update(chunk);
    if (last) chunk.set(ascii(hasher.digest()), indexOfBytes(chunk, ascii(NO_CHECKSUM)));
    sink(chunk);
    bytes.index = 0;
  };
  const endGroup = (): void => {
    const [first] = pending;
    if (first === undefined || first.length === 0) return;
    void parquet.write({
      columnData: columns.map(({ name }, index) => ({ name, data: pending[index] ?? [] })),
      rowGroupSize: ROWS_PER_GROUP,
    });
    drain(false);
    pending = columns.map(() => []);
  };

  return {
    write: (data) => {
      const count = data[0]?.length ?? 0;
      for (let from = 0; from < count;) {
        const to = Math.min(count, from + ROWS_PER_GROUP - (next % ROWS_PER_GROUP));
        for (const [index, column] of pending.entries()) {
          const given = data[index] ?? [];
          for (let row = from; row < to; row++) column.push(given[row] ?? null);
        }
        next += to - from;
        from = to;
        if (next % ROWS_PER_GROUP === 0) endGroup();
      }
    },
    finish: () => {
      if (next !== rows.to) throw new Error(`Rows up to ${String(next)} were written, not up to ${String(rows.to)}.`);
      endGroup();
      void parquet.finish();
      drain(true);
    },
  };
};
