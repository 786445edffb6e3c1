/** A cell of a table on its way out; null is an empty cell. */
export type CsvCell = string | number | boolean | null;

/**
 * Text that a spreadsheet would run as a formula: it starts with = + - @, tab, carriage return, line feed or the
 * full-width forms of the signs (OWASP, "CSV injection"). An apostrophe before it makes it text. Numbers are left
 * alone: −1 stays a number.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

const cellText = (cell: CsvCell): string => {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  if (typeof cell === 'boolean') return String(cell);
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** Rows by RFC 4180, with the line ends of Unix. */
export const csvLines = (rows: readonly (readonly CsvCell[])[]): string =>
  rows.map((row) => `${row.map(cellText).join(',')}\n`).join('');

export const csv = (header: readonly string[], rows: readonly (readonly CsvCell[])[]): string =>
  csvLines([header, ...rows]);
