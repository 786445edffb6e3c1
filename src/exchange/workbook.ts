import writeExcel from 'write-excel-file/universal';
import type { CsvCell } from './csv.ts';
import type { ExportTable, TableColumn } from './layout-tables.ts';

/** "A", "B" … "AA": a column as formulas name it. */
const letters = (index: number): string =>
  (index >= 26 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));

const cellOf = (value: CsvCell) => {
  if (value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? { type: Number, value } : null;
  if (typeof value === 'boolean') return { type: Boolean, value };
  // Typed as text: nothing in it is run.
  return { type: String, value };
};

/** "total", and of how many rows it does not know the value. */
const totalWords = (rows: ExportTable['rows'], columns: readonly TableColumn[]): string => {
  const unknown = columns.flatMap(({ name, isSummed }, column) => {
    const missing = isSummed === true ? rows.filter((row) => row[column] === null).length : 0;
    return missing === 0 ? [] : [`${name} of ${String(missing)} not known`];
  });
  return unknown.length === 0 ? 'total' : `total (${unknown.join('; ')})`;
};

const sheetOf = ({ name, columns, rows }: ExportTable) => {
  const first = 2;
  const last = rows.length + 1;
  const summed = columns.some(({ isSummed }) => isSummed === true) && rows.length > 0;
  return {
    sheet: name,
    stickyRowsCount: 1,
    columns: columns.map(({ name: heading }) => ({ width: Math.max(12, heading.length + 2) })),
    data: [
      columns.map(({ name: heading }) => ({ type: String, value: heading, fontWeight: 'bold' as const })),
      ...rows.map((row, index) =>
        columns.map(({ product }, column) => {
          const value = row[column] ?? null;
          if (product === undefined || value === null) return cellOf(value);
          const [a, b] = product.map((factor) => `${letters(factor)}${String(first + index)}`);
          return { type: 'Formula' as const, value: `${a}*${b}` };
        }),
      ),
      ...(summed
        ? [
            columns.map(({ isSummed }, column) =>
              isSummed === true
                ? {
                    type: 'Formula' as const,
                    value: `SUM(${letters(column)}${String(first)}:${letters(column)}${String(last)})`,
                    fontWeight: 'bold' as const,
                  }
                : column === 0
                  ? { type: String, value: totalWords(rows, columns), fontWeight: 'bold' as const }
                  : null,
            ),
          ]
        : []),
    ],
  };
};

/** Tables as one XLSX workbook, a sheet each; products and totals are formulas, so that a changed cell changes them. */
export const workbook = async (tables: readonly ExportTable[]): Promise<Uint8Array<ArrayBuffer>> => {
  const blob = await writeExcel(tables.filter(({ rows }) => rows.length > 0).map(sheetOf)).toBlob();
  return new Uint8Array(await blob.arrayBuffer());
};
