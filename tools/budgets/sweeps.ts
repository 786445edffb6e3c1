import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { COMMAND_LINE, ensureBuilt } from '../../config/fresh-build.ts';
import { root } from '../../config/root.ts';
import { createRandom } from '../../src/base/random.ts';
import { createRowsWriter, ROWS_PER_GROUP } from '../../src/exchange/rows-writer.ts';
import { parseSweep } from '../../src/exchange/sweep.ts';
import { headerFixture } from '../../src/exchange/testing/rows-bytes.ts';
import { HEADLINES } from '../../src/records/ledger-lines.ts';
import type { Sweep } from '../../src/records/sweep.ts';
import type { Cell } from '../../src/sweep/columns.ts';
import { createSweepRows } from '../../src/sweep/evaluate.ts';
import { pointTable } from '../../src/sweep/points.ts';
import type { Budget } from './budget.ts';
import { longestTasks, type LongestTasks } from './long-tasks.ts';

const sweepOf = (points: object, more: object = {}): Sweep => {
  const read = parseSweep(JSON.stringify({ base: { preset: 'llama3-70b-chat' }, ...points, ...more }));
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join(' '));
  return read.value.sweep;
};

const ROWS = 6000;

/** A number that no run asked for before. */
let runs = 0;

/** Rows for a minute of a core's time, all threads of this process together, so that a busy machine tells the same. */
const perCoreMinute = async (sweep: Sweep): Promise<number> => {
  const source = createSweepRows(sweep);
  const before = process.cpuUsage();
  await source.rows({ from: 0, to: source.total }, { pause: () => Promise.resolve() });
  const { user, system } = process.cpuUsage(before);
  return (60e6 * source.total) / (user + system);
};

/** Every row has a load and an SLO that no other has. */
const ownPoints = (): Sweep =>
  sweepOf({
    lhs: { n: ROWS, seed: (runs += 1), 'demand.queriesPerDay': [1e6, 1e8], 'slo.tpotP99Ms': [30, 120] },
  });

/** Three rows for every SLO. */
const sharedPoints = (path: string, values: readonly [number, number, number]): Sweep =>
  sweepOf({
    grid: { 'slo.tpotP99Ms': { low: 30 + (runs += 1) / 1e4, high: 120, n: ROWS / 3 }, [path]: values },
  });

const MEGABYTE = 2 ** 20;

/** Most memory that a run of the command line held, all its threads together. */
const mostMegabytes = async (rows: number): Promise<number> => {
  const script = join(await ensureBuilt(root, COMMAND_LINE, console.error), 'roofrack.js');
  const folder = mkdtempSync(join(tmpdir(), 'rr-memory-'));
  try {
    const grid = join(folder, 'grid.json');
    // Rows that a constraint leaves out cost nothing to plan, and all the rest.
    const lhs = { n: rows, seed: 1, 'demand.queriesPerDay': [1e6, 1e8], 'slo.tpotP99Ms': [30, 120] };
    writeFileSync(
      grid,
      JSON.stringify({ base: { preset: 'llama3-70b-chat' }, lhs, constraints: ['demand.queriesPerDay < 1'] }),
    );
    const child = spawn(
      process.execPath,
      [script, 'sweep', grid, '--threads', '2', '--out', join(folder, 'o.parquet')],
      {
        stdio: 'ignore',
      },
    );
    let most = 0;
    const watch = setInterval(() => {
      const status = `/proc/${String(child.pid)}/status`;
      const held = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
      most = Math.max(most, (Number(held ?? 0) * 1024) / MEGABYTE);
    }, 50);
    const code = await new Promise((resolve) => child.on('close', resolve));
    clearInterval(watch);
    if (code !== 0) throw new Error(`roofrack sweep ended with ${String(code)}.`);
    return most;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const MILLION = sweepOf({
  grid: {
    'hardware.server': ['dgx-a100-640gb', 'dgx-h100', 'dgx-h200', 'dgx-b200'],
    'demand.queriesPerDay': { low: 1e5, high: 1e9, n: 250, scale: 'log' },
    'slo.ttftP99Ms': { low: 200, high: 5000, n: 1000 },
  },
});

/** A million rows whose figures are drawn: for the page it is the same work, and an hour less here. */
const writeMillion = (file: string): void => {
  const header = headerFixture(MILLION);
  const { valuesAt } = pointTable(MILLION.points);
  const random = createRandom(1);
  const drawn = new Set<string>(HEADLINES.map(({ id }) => id));
  const descriptor = openSync(file, 'w');
  const writer = createRowsWriter(
    header,
    (chunk) => {
      writeSync(descriptor, chunk);
    },
    { update: () => undefined, digest: () => '0'.repeat(64) },
  );
  for (let from = 0; from < header.total; from += ROWS_PER_GROUP) {
    const count = Math.min(ROWS_PER_GROUP, header.total - from);
    const values = Array.from({ length: count }, (_, row) => valuesAt(from + row));
    writer.write(
      header.columns.map(({ name }, column): Cell[] =>
        Array.from({ length: count }, (_, row): Cell => {
          if (name === 'index') return from + row;
          if (name === 'status') return 'feasible';
          if (drawn.has(name)) return Math.exp(3 * random.uniform());
          return column <= 3 ? (values[row]?.[column - 1] as Cell) : null;
        }),
      ),
    );
  }
  writer.finish();
  closeSync(descriptor);
};

/** A million rows are opened, their front and curves seen, another objective chosen, and a row computed. */
const useSweep = (file: string) => async (page: Page) => {
  await page.locator('rr-sweeps-page input[type=file]').setInputFiles(file);
  const table = page.getByRole('group', { name: 'Table of the front' });
  await table.and(page.locator('[aria-busy=false]')).waitFor();
  await page.getByLabel('Least', { exact: true }).first().selectOption({ label: 'Capital' });
  await page.getByRole('img', { name: /^Capital/ }).waitFor();
  await table.getByRole('link').first().click();
  await page.getByRole('button', { name: 'Plan this' }).waitFor();
};

const SWEEP_PAGE = '10⁶ rows: opened, another objective chosen, a row computed';

/** One use of the page is measured for all that is asked of it. */
let latest: LongestTasks | null = null;
const pageTasks = async (): Promise<LongestTasks> => {
  const folder = mkdtempSync(join(tmpdir(), 'rr-million-'));
  try {
    const file = join(folder, 'million.parquet');
    writeMillion(file);
    const prepare = async (page: Page) => {
      await page.getByRole('heading', { name: 'Sweeps' }).waitFor();
    };
    latest = await longestTasks({ hash: '#/plan/sweeps', prepare, use: useSweep(file) });
    return latest;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

export const sweepBudgets: readonly Budget[] = [
  {
    name: 'rows of a sweep, each with an operating point of its own',
    load: `Llama 3 70B, ${String(ROWS)} loads and SLOs; a core’s time`,
    unit: 'rows/core-minute',
    budget: 100_000,
    better: 'higher',
    run: () => perCoreMinute(ownPoints()),
  },
  {
    name: 'rows of a sweep, a third with an operating point of its own',
    load: `Llama 3 70B, ${String(ROWS / 3)} SLOs at three tariffs each; a core’s time`,
    unit: 'rows/core-minute',
    budget: 300_000,
    better: 'higher',
    run: () => perCoreMinute(sharedPoints('economics.electricityUsdPerKwh', [0.05, 0.1, 0.2])),
  },
  {
    name: 'rows of a sweep, a third with a replica of its own',
    load: `Llama 3 70B, ${String(ROWS / 3)} SLOs with three loads each, at which power has operating points of its own; a core’s time`,
    unit: 'rows/core-minute',
    budget: 100_000,
    better: 'higher',
    run: () => perCoreMinute(sharedPoints('demand.queriesPerDay', [1e6, 1e7, 1e8])),
  },
  {
    name: 'memory of a sweep of 10⁶ rows over that of 10⁵',
    load: 'rows that a constraint leaves out, two threads, the most held at once',
    unit: '×',
    budget: 2,
    better: 'lower',
    run: async () => (await mostMegabytes(1e6)) / (await mostMegabytes(1e5)),
  },
  {
    name: 'longest task on the page of sweeps, by the clock',
    load: SWEEP_PAGE,
    unit: 'ms',
    budget: 200,
    better: 'lower',
    run: async () => (await pageTasks()).clockMs,
  },
  {
    name: 'longest task on the page of sweeps, by its own time',
    load: 'the last of these; of a busy machine nearly the same',
    unit: 'ms',
    budget: 200,
    better: 'lower',
    run: async () => (latest ?? (await pageTasks())).threadMs,
  },
];
