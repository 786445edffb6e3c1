import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { err, ok, type Result } from '../base/result.ts';
import { isPlainObject } from '../base/plain-object.ts';
import {
  ROWS_FORMAT,
  ROWS_VERSION,
  rowsHeaderSchema,
  type ColumnType,
  type RowRange,
  type RowsHeader,
} from '../records/sweep.ts';
import type { Cell, ColumnData } from '../sweep/columns.ts';
import { readJson } from './read-json.ts';
import { showText, showValue } from './show.ts';
import { validate } from './validate.ts';

export type { AsyncBuffer };

/** Keys of the metadata of a Parquet file of rows. */
export const HEADER_KEY = 'roofrack';
export const CHECKSUM_KEY = 'roofrack.sha256';
/** What stands in place of the checksum while it is taken. */
export const NO_CHECKSUM = '0'.repeat(64);

/** A file of rows, of which the footer was read. */
export interface RowsFile {
  readonly header: RowsHeader;
  /** SHA-256 of the file with these digits as zeros; what is read of a file is not checked against it here. */
  readonly checksum: string;
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
}

/** Most footers are shorter; what is longer is read in a second step. */
export const FOOTER_BYTES = 65_536;

const MAGIC = 'PAR1';
/** The mark at both ends, and the length of the footer. */
const LEAST_BYTES = 12;

const textOf = (bytes: ArrayBuffer): string => String.fromCharCode(...new Uint8Array(bytes));

const HALF = 'it is half-written or cut short: delete it and compute its rows again';

/** Why a file is no whole Parquet file; null where both its ends are. */
const broken = async (file: AsyncBuffer): Promise<string | null> => {
  if (file.byteLength < LEAST_BYTES) return `it has ${String(file.byteLength)} bytes; ${HALF}`;
  if (textOf(await file.slice(0, 4)) !== MAGIC) return 'it is no Parquet file';
  return textOf(await file.slice(file.byteLength - 4, file.byteLength)) === MAGIC
    ? null
    : `it does not end as a Parquet file does; ${HALF}`;
};

const TYPES: Readonly<Record<ColumnType, string>> = { int32: 'INT32', double: 'DOUBLE', string: 'BYTE_ARRAY' };

/** The header says what the file holds; where the file itself says otherwise, somebody changed it. */
const agrees = ({ columns, rows }: RowsHeader, metadata: FileMetaData): boolean =>
  Number(metadata.num_rows) === rows.to - rows.from &&
  metadata.schema.length === columns.length + 1 &&
  columns.every(({ name, type }, index) => {
    const element = metadata.schema[index + 1];
    return element?.name === name && element.type === TYPES[type];
  });

const readHeader = (metadata: FileMetaData): Result<RowsHeader, string> => {
  const text = metadata.key_value_metadata?.find(({ key }) => key === HEADER_KEY)?.value;
  if (text === undefined) return err('it is a Parquet file, but not of Roofrack: its metadata says nothing of a sweep');
  const json = readJson(text);
  const value = json.ok ? json.value.value : null;
  if (!isPlainObject(value) || value['format'] !== ROWS_FORMAT)
    return err('its metadata cannot be read as that of a sweep');
  const { version } = value;
  if (typeof version === 'number' && version > ROWS_VERSION) {
    return err(
      `its version is ${showValue(version)}, and this Roofrack reads files of rows up to ${String(ROWS_VERSION)}: update it`,
    );
  }
  const checked = validate(rowsHeaderSchema, value, { wayOut: '', asWritten: new Map() });
  return checked.ok
    ? ok(checked.value)
    : err(`its metadata is not that of a sweep: ${checked.error[0]?.message ?? ''}`);
};

/**
 * Opens a file of rows by its footer. The error says what is wrong with it, to follow its name.
 */
export const openRows = async (file: AsyncBuffer): Promise<Result<RowsFile, string>> => {
  const whole = await broken(file);
  if (whole !== null) return err(whole);
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(file, { initialFetchSize: FOOTER_BYTES });
  } catch (cause) {
    return err(
      `its footer is damaged (${showText(cause instanceof Error ? cause.message : String(cause))}): compute its rows again`,
    );
  }
  const header = readHeader(metadata);
  if (!header.ok) return header;
  if (!agrees(header.value, metadata))
    return err('its columns or rows are not those that its metadata tells: it was changed');
  const checksum = metadata.key_value_metadata?.find(({ key }) => key === CHECKSUM_KEY)?.value ?? NO_CHECKSUM;
  return ok({ header: header.value, checksum, file, metadata });
};

/** What hyparquet gives for a missing value. */
const cell = (value: unknown): Cell => (typeof value === 'number' || typeof value === 'string' ? value : null);

export interface RowGroup {
  readonly range: RowRange;
  /** The columns asked for, in their order. */
  readonly data: ColumnData;
}

/** The row groups of a file that hold rows of a range, one after the other; all columns where none are named. */
export async function* readGroups(
  { file, metadata, header }: RowsFile,
  names: readonly string[] = header.columns.map(({ name }) => name),
  range: RowRange = header.rows,
): AsyncGenerator<RowGroup, void> {
  let start = 0;
  for (const { num_rows: rows } of metadata.row_groups) {
    const end = start + Number(rows);
    const here = { from: header.rows.from + start, to: header.rows.from + end };
    if (here.to > range.from && here.from < range.to) {
      const data = names.map((): Cell[] => new Array<Cell>(end - start).fill(null));
      const [rowStart] = [start];
      await parquetRead({
        file,
        metadata,
        columns: [...names],
        rowStart,
        rowEnd: end,
        onChunk: ({ columnName, columnData, rowStart: chunkStart }) => {
          const column = data[names.indexOf(columnName)];
          if (column === undefined) return;
          for (let i = 0; i < columnData.length; i++) column[chunkStart - rowStart + i] = cell(columnData[i]);
        },
      });
      yield { range: here, data };
    }
    start = end;
  }
}
