import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutTables } from '../../src/exchange/layout-tables.ts';
import { superPod } from '../../src/exchange/testing/real-fleet.ts';
import { workbook } from '../../src/exchange/workbook.ts';
import { add, checkTally, NOTHING } from '../../scripts/tally.ts';
import { table, type Part } from './part.ts';

const SERVERS = 127;

const isThere = (): boolean => {
  try {
    execFileSync('soffice', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Rows of a CSV whose cells hold no line breaks. */
const cells = (line: string): string[] =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((match) =>
    match[1]!.replace(/^"|"$/g, '').replaceAll('""', '"'),
  );

/** Every sheet of a workbook as CSV, computed by LibreOffice. */
const computed = (bytes: Uint8Array): Map<string, string[][]> => {
  const folder = mkdtempSync(join(tmpdir(), 'roofrack-workbook-'));
  try {
    writeFileSync(join(folder, 'book.xlsx'), bytes);
    // Comma, double quote, UTF-8, from the first row, values as they are, every sheet a file.
    const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    execFileSync(
      'soffice',
      [profile, '--headless', '--convert-to', filter, '--outdir', folder, join(folder, 'book.xlsx')],
      {
        stdio: 'ignore',
        timeout: 300_000,
      },
    );
    return new Map(
      readdirSync(folder)
        .filter((name) => name.endsWith('.csv'))
        .map((name) => [
          name.replace(/^book-/, '').replace(/\.csv$/, ''),
          readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').map(cells),
        ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const workbookPart: Part = {
  name: 'workbook',
  title: 'Workbook in LibreOffice',
  about: `The workbook of ${String(SERVERS)} DGX H100 with their fabric, opened in LibreOffice: every product and total that it computes is what the tables say.`,
  run: async () => {
    if (!isThere()) {
      const why = 'LibreOffice Calc is not installed (Debian: libreoffice-calc); skipped.';
      console.log(`   ${why}`);
      return { tally: NOTHING, print: why };
    }
    const tables = layoutTables(superPod(SERVERS));
    const sheets = computed(await workbook(tables));
    let tally = NOTHING;
    const print: (string | number)[][] = [];
    for (const { name, columns, rows } of tables) {
      const sheet = sheets.get(name);
      const total = sheet?.at(-1);
      for (const [index, column] of columns.entries()) {
        if (column.isSummed !== true) continue;
        const ours = rows.reduce((sum, row) => sum + (typeof row[index] === 'number' ? row[index] : 0), 0);
        const theirs = Number(total?.[index]);
        const wrongCells = rows.filter((row, line) => {
          const value = row[index];
          return (
            typeof value === 'number' && Math.abs(Number(sheet?.[line + 1]?.[index]) - value) > 1e-6 * Math.abs(value)
          );
        }).length;
        const agrees = Math.abs(theirs - ours) <= 1e-9 * Math.abs(ours) && wrongCells === 0;
        tally = add(tally, checkTally(agrees));
        print.push([name, column.name, rows.length, ours, Number.isNaN(theirs) ? 'nothing' : theirs, wrongCells]);
      }
    }
    return { tally, print: table(['sheet', 'column', 'rows', 'ours', 'LibreOffice', 'cells that differ'], print, 2) };
  },
};
