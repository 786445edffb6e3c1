import { asyncBufferFromUrl, cachedAsyncBuffer } from 'hyparquet';
import type { RowRange } from '../records/sweep.ts';
import { err, type Result } from '../base/result.ts';
import { FOOTER_BYTES, openRows, readGroups, type AsyncBuffer, type RowsFile } from './rows-file.ts';
import { showText } from './show.ts';

/** Where a file of rows is: in hand, or at an address of which parts are fetched. */
export type RowsSource =
  { readonly kind: 'file'; readonly file: File } | { readonly kind: 'link'; readonly url: string };

/** Above it a page would hold more than a phone has. */
const MOST_SHOWN_ROWS = 4_000_000;

const bufferOf = (file: File): AsyncBuffer => ({
  byteLength: file.size,
  slice: (start, end = file.size) => file.slice(start, end).arrayBuffer(),
});

/** Nothing is fetched twice; a file as short as a footer is fetched whole. */
const linked = async (url: string): Promise<AsyncBuffer> =>
  cachedAsyncBuffer(await asyncBufferFromUrl({ url }), { minSize: FOOTER_BYTES });

const nameOf = (source: RowsSource): string => showText(source.kind === 'file' ? source.file.name : source.url);

/** Opens a file of rows in a browser: of a linked one only what is needed is fetched, by HTTP ranges. */
export const openRowsSource = async (source: RowsSource): Promise<Result<RowsFile, string>> => {
  const name = nameOf(source);
  try {
    const buffer = source.kind === 'file' ? bufferOf(source.file) : await linked(source.url);
    const opened = await openRows(buffer);
    if (!opened.ok) return err(`${name}: ${opened.error}.`);
    const rows = opened.value.header.rows.to - opened.value.header.rows.from;
    return rows > MOST_SHOWN_ROWS
      ? err(
          `${name} has ${rows.toLocaleString('en-US')} rows; the page shows up to ${MOST_SHOWN_ROWS.toLocaleString('en-US')}. Open one of its parts, or ask it with DuckDB.`,
        )
      : opened;
  } catch (cause) {
    const reason = showText(cause instanceof Error ? cause.message : String(cause));
    return err(
      source.kind === 'file'
        ? `${name} cannot be read (${reason}).`
        : `${name} cannot be fetched (${reason}). Its host must be reached by https, and allow other pages to read it (Access-Control-Allow-Origin).`,
    );
  }
};

/** A column of all rows, packed. */
export type PackedColumn =
  | { readonly kind: 'numbers'; readonly values: Float64Array }
  /** Code 0 is no text; code i is text i − 1. */
  | { readonly kind: 'texts'; readonly codes: Uint32Array; readonly texts: readonly string[] };

class Packing {
  readonly numbers: Float64Array;
  readonly codes: Uint32Array;
  readonly texts: string[] = [];
  readonly #codeOf = new Map<string, number>();

  constructor(isText: boolean, rows: number) {
    this.numbers = new Float64Array(isText ? 0 : rows).fill(NaN);
    this.codes = new Uint32Array(isText ? rows : 0);
  }

  add(row: number, cell: string | number | null): void {
    if (typeof cell === 'number') this.numbers[row] = cell;
    else if (cell !== null) this.codes[row] = this.#code(cell);
  }

  #code(cell: string): number {
    const known = this.#codeOf.get(cell);
    if (known !== undefined) return known;
    this.texts.push(cell);
    this.#codeOf.set(cell, this.texts.length);
    return this.texts.length;
  }
}

/** Reads columns of all rows; `onRows` is told how many are read, and may throw. */
export const readColumns = async (
  rows: RowsFile,
  names: readonly string[],
  onRows: (read: number) => Promise<void>,
): Promise<ReadonlyMap<string, PackedColumn>> => {
  const { header } = rows;
  const count = header.rows.to - header.rows.from;
  const typeOf = new Map(header.columns.map(({ name, type }) => [name, type]));
  const packings = names.map((name) => new Packing(typeOf.get(name) === 'string', count));
  for await (const { range, data } of readGroups(rows, names)) {
    const start = range.from - header.rows.from;
    for (const [which, packing] of packings.entries()) {
      for (const [offset, cell] of (data[which] ?? []).entries()) packing.add(start + offset, cell);
    }
    await onRows(range.to - header.rows.from);
  }
  return new Map(
    names.map((name, which): [string, PackedColumn] => {
      const { numbers, codes, texts } = packings[which] ?? new Packing(false, count);
      return [
        name,
        typeOf.get(name) === 'string' ? { kind: 'texts', codes, texts } : { kind: 'numbers', values: numbers },
      ];
    }),
  );
};

/** All cells of one row. */
export const readCells = async (rows: RowsFile, index: number): Promise<readonly (string | number | null)[]> => {
  const range: RowRange = { from: index, to: index + 1 };
  for await (const { range: here, data } of readGroups(rows, undefined, range)) {
    return data.map((column) => column[index - here.from] ?? null);
  }
  throw new Error(`There is no row ${String(index)}.`);
};
