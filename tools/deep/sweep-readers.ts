import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { asyncBufferFromFile } from 'hyparquet/src/node.js';
import { COMMAND_LINE, ensureBuilt } from '../../config/fresh-build.ts';
import { add, checkTally, NOTHING, type Tally } from '../../scripts/tally.ts';
import { openDiskRows } from '../../src/cli/sweep/rows-disk.ts';
import type { ColumnType } from '../../src/records/sweep.ts';
import { table, type Part } from './part.ts';

const root = join(import.meta.dirname, '../..');

const SHARDS = 5;

/** The first part serves nobody: each of its figures is missing in all of its rows. */
const GRID = `
name: Readers
base: {preset: llama3-70b-chat}
grid:
  slo.tpotP99Ms: [1, 20, 40, 60, 80]
  hardware.tensorParallel: [auto, 8]
  demand.queriesPerDay: {low: 1.0e+5, high: 1.0e+8, n: 12, scale: log}
`;

/** What DuckDB calls the types that columns are declared with. */
const TYPES: Readonly<Record<ColumnType, string>> = { int32: 'INTEGER', double: 'DOUBLE', string: 'VARCHAR' };

type Rows = readonly (readonly unknown[])[];

interface Found {
  readonly duckdb: {
    readonly version: string;
    readonly columns: readonly string[];
    readonly types: readonly string[];
    readonly rows: Rows;
    readonly groups: Rows;
  };
  readonly pandas: {
    readonly version: string;
    readonly columns: readonly string[];
    readonly rows: Rows;
    readonly folder: Rows;
  };
}

const run = (command: string, args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command} ended with ${String(status)}: ${stderr}`);
  return stdout;
};

/** A Python with the readers, such as that of a virtual environment. */
const PYTHON = process.env['ROOFRACK_PYTHON'] ?? 'python3';

const isThere = (): boolean => spawnSync(PYTHON, ['-c', 'import duckdb, pandas, pyarrow']).status === 0;

/** Cells of two tables that are not the same to the last bit; rows of which one is missing count whole. */
const differing = (found: Rows, expected: Rows): number =>
  Array.from({ length: Math.max(found.length, expected.length) }, (_, row) => {
    const [left = [], right = []] = [found[row], expected[row]];
    return Array.from({ length: Math.max(left.length, right.length) }, (__, column) => column).filter(
      (column) => !Object.is(left[column], right[column]),
    ).length;
  }).reduce((sum, count) => sum + count, 0);

const byStatus = (columns: readonly string[], rows: Rows): Rows => {
  const [status, cost] = [columns.indexOf('status'), columns.indexOf('cost.usdPerQuery')];
  const names = [...new Set(rows.map((row) => row[status] as string))].sort();
  return names.map((name) => {
    const some = rows.filter((row) => row[status] === name);
    const costs = some.flatMap((row) => (typeof row[cost] === 'number' ? [row[cost]] : []));
    return [name, some.length, costs.length === 0 ? null : Math.min(...costs)];
  });
};

export const sweepReaders: Part = {
  name: 'sweep-readers',
  title: 'Sweeps in DuckDB and pandas',
  about: `${String(SHARDS)} parts of a sweep, of which one has figures in no row, opened together by DuckDB and pandas as they are: every cell is that of the merged file to the last bit.`,
  async run() {
    if (!isThere()) {
      console.log(`   left out: ${PYTHON} has not all of duckdb, pandas, pyarrow (pip install duckdb pandas pyarrow)`);
      return { tally: { ...NOTHING, skipped: 1 }, print: 'Left out: DuckDB, pandas or PyArrow is not installed.' };
    }
    const roofrack = join(await ensureBuilt(root, COMMAND_LINE, console.log), 'roofrack.js');
    const folder = mkdtempSync(join(tmpdir(), 'rr-readers-'));
    try {
      const [grid, rows, merged] = [join(folder, 'grid.yaml'), join(folder, 'rows'), join(folder, 'all.parquet')];
      mkdirSync(rows);
      writeFileSync(grid, GRID);
      for (let index = 1; index <= SHARDS; index++) {
        const shard = ['--shard', `${String(index)}/${String(SHARDS)}`, '--threads', '1', '--out', `${rows}/`];
        run(process.execPath, [roofrack, 'sweep', grid, ...shard]);
      }
      run(process.execPath, [roofrack, 'sweep', 'merge', rows, '--out', merged]);
      const objects = await parquetReadObjects({ file: await asyncBufferFromFile(merged) });
      const opened = await openDiskRows(merged);
      if (!opened.ok) throw new Error(`${merged}: ${String(opened.error)}`);
      opened.value.close();
      const declared = opened.value.header.columns;
      const columns = declared.map(({ name }) => name);
      const expected = objects.map((object) => columns.map((name) => (object[name] as unknown) ?? null));
      const { duckdb, pandas } = JSON.parse(run(PYTHON, [join(import.meta.dirname, 'read-rows.py'), rows])) as Found;
      const checks: readonly (readonly [reader: string, what: string, found: Rows, expected: Rows])[] = [
        [`DuckDB ${duckdb.version}`, 'columns', [duckdb.columns], [columns]],
        [`DuckDB ${duckdb.version}`, 'types of columns', [duckdb.types], [declared.map(({ type }) => TYPES[type])]],
        [`DuckDB ${duckdb.version}`, "SELECT * FROM '*.parquet'", duckdb.rows, expected],
        [
          `DuckDB ${duckdb.version}`,
          'count and least cost, GROUP BY status',
          duckdb.groups,
          byStatus(columns, expected),
        ],
        [`pandas ${pandas.version}`, 'columns', [pandas.columns], [columns]],
        [`pandas ${pandas.version}`, 'each part by itself', pandas.rows, expected],
        [`pandas ${pandas.version}`, 'the folder as one table', pandas.folder, expected],
      ];
      let tally: Tally = NOTHING;
      const printed = checks.map(([reader, what, found, wanted]) => {
        const wrong = differing(found, wanted);
        tally = add(tally, checkTally(wrong === 0 && wanted.length > 0));
        console.log(`   ${reader}, ${what}: ${String(found.length)} rows, ${String(wrong)} cells differ`);
        return [reader, what, found.length, wrong];
      });
      const parts = readdirSync(rows).length;
      const print = `${String(parts)} files.\n\n${table(['reader', 'what', 'rows', 'cells that differ'], printed, 2)}`;
      return { tally, print };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
