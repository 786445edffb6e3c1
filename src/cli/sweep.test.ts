import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { asyncBufferFromFile } from 'hyparquet/src/node.js';
import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { runCli } from './cli.ts';
import { run, temporaryFolder, testIo } from './testing/run-cli.ts';

const folder = temporaryFolder();
const GRID = `
name: Small
base: {preset: llama3-70b-chat}
grid:
  hardware.server: [dgx-h100, dgx-a100-640gb]
  slo.tpotP99Ms: [2, 60]
  demand.queriesPerDay: {low: 1.0e+5, high: 1.0e+7, n: 7, scale: log}
constraints: [power.facilityMw <= 0.1]
`;
const ROWS = 28;
const grid = folder.file('grid.yaml', GRID);
let nextFolder = 0;
const fresh = (): string => {
  const path = join(folder.path, `f${String((nextFolder += 1))}`);
  mkdirSync(path);
  return path;
};
const sweep = (...args: string[]) => run('sweep', grid, '--threads', '1', ...args);

const whole = join(folder.path, 'whole.parquet');
const whole28 = async (): Promise<Buffer> => {
  if (!existsSync(whole)) expect((await sweep('--out', whole)).code).toBe(0);
  return readFileSync(whole);
};

/** All parts of the sweep, in a folder of their own. */
const parts = async (of: number, into = fresh()): Promise<string[]> => {
  for (let index = 1; index <= of; index++) {
    expect((await sweep('--shard', `${String(index)}/${String(of)}`, '--out', `${into}/`)).code).toBe(0);
  }
  return readdirSync(into)
    .sort()
    .map((name) => join(into, name));
};

test('rows are read by any reader of Parquet, unknown as null', async () => {
  await whole28();
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(whole) });
  expect(rows.length).toBe(ROWS);
  expect(rows.map((row) => row['index'] as number)).toEqual([...Array(ROWS).keys()]);
  expect(rows[0]).toMatchObject({ 'hardware.server': 'dgx-h100', status: 'infeasible', 'fleet.servers': null });
  expect(rows[7]).toMatchObject({ 'slo.tpotP99Ms': 60, status: 'feasible', reason: null });
  expect(rows.at(-1)).toMatchObject({ status: 'outside', reason: 'power.facilityMw <= 0.1' });
});

test('any split, in any order and with any file twice, merges to the bytes of the whole', async () => {
  const expected = await whole28();
  const splits = new Map<number, string[]>();
  for (const of of [1, 3, 5, 11]) splits.set(of, await parts(of));
  const out = join(fresh(), 'merged.parquet');
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...splits.keys()),
      fc.constantFrom(...splits.keys()),
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.infiniteStream(fc.nat()),
      async (of, other, twice, order) => {
        const files = splits.get(of)!;
        const more = twice.map((pick) => splits.get(other)![pick % splits.get(other)!.length]!);
        const shuffled = [...files, ...more]
          .map((file) => ({ file, key: order.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ file }) => file);
        const { code, log } = await run('sweep', 'merge', ...shuffled, '--out', out);
        expect([code, log.filter((line) => !line.includes('28 rows'))]).toEqual([0, []]);
        expect(readFileSync(out).equals(expected)).toBe(true);
      },
    ),
    { numRuns: 15 },
  );
});

test('a missing part is named, and nothing is written', async () => {
  const files = await parts(5);
  const out = join(fresh(), 'merged.parquet');
  const { code, log } = await run('sweep', 'merge', ...files.filter((_, i) => i !== 1 && i !== 3), '--out', out);
  expect([code, existsSync(out)]).toEqual([1, false]);
  expect(log.join()).toMatch(/Parts 2,4 of 5 are missing; nothing is written/);
});

test('of a file with any byte changed or any end cut off, merge and status say so by its name', async () => {
  const files = await parts(3);
  const [victim = ''] = files;
  const sound = readFileSync(victim);
  const out = join(fresh(), 'merged.parquet');
  await fc.assert(
    fc.asyncProperty(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, by, cut) => {
      const damaged = Buffer.from(cut ? sound.subarray(0, at) : sound);
      if (!cut) damaged[at] = damaged[at]! ^ by;
      writeFileSync(victim, damaged);
      const { code, log } = await run('sweep', 'merge', ...files, '--out', out);
      expect([code, existsSync(out), log.length]).toEqual([2, false, 1]);
      expect(log[0]).toContain(victim);
    }),
    { numRuns: 60 },
  );
  const { code, out: told } = await run('sweep', 'status', join(victim, '..'), grid);
  expect(code).toBe(1);
  expect(told).toMatch(
    /28 rows in 3 parts: 2 done, 1 missing\nhalf .*\.1-of-3\.parquet: .*\nmissing +1\nSlurm +--array=1\n/,
  );
});

const FOREIGN = [
  ['grid (points)', GRID.replace('[2, 60]', '[2, 61]')],
  ['grid (constraints)', GRID.replace('<= 0.1]', '<= 2]')],
  ['grid (base)', GRID.replace('llama3-70b-chat', 'llama2-70b-chat')],
] as const;

test.each(FOREIGN)('a part of another %s is refused by name', async (what, text) => {
  const other = folder.file('other.yaml', text);
  const files = await parts(2);
  const into = fresh();
  expect((await run('sweep', other, '--threads', '1', '--shard', '2/2', '--out', `${into}/`)).code).toBe(0);
  const [foreign = ''] = readdirSync(into);
  const { code, log } = await run('sweep', 'merge', files[0]!, join(into, foreign), '--out', join(into, 'all.parquet'));
  expect([code, log.length]).toEqual([2, 1]);
  expect(log[0]).toContain(`${foreign}: it is of another ${what}`);
  const status = await run('sweep', 'status', into, grid, '--shards', '2');
  expect(status.out).toContain(`foreign   ${foreign}: it is of another ${what}`);
});

test('parts of another seed are told apart by it', async () => {
  const text = 'base: {preset: llama3-70b-chat}\nlhs: {n: 4, seed: 1, demand.queriesPerDay: [1.0e+5, 1.0e+7]}\n';
  const [first, second] = [
    folder.file('seed1.yaml', text),
    folder.file('seed2.yaml', text.replace('seed: 1', 'seed: 2')),
  ];
  const into = fresh();
  await run('sweep', first, '--threads', '1', '--shard', '1/2', '--out', `${into}/`);
  await run('sweep', second, '--threads', '1', '--shard', '2/2', '--out', `${into}/`);
  const { code, log } = await run('sweep', 'merge', into, '--out', join(into, 'all.parquet'));
  expect(code).toBe(2);
  expect(log.join()).toMatch(/another grid \(seed\)/);
});

test('an engine’s own count, which is another where a subset is run again, is refused', async () => {
  const into = fresh();
  await sweep('--shard', '2/5', '--out', `${into}/`);
  const rerun = await sweep('--shard', '1/3', '--out', `${into}/`);
  expect(rerun.code).toBe(2);
  expect(rerun.log.join()).toMatch(/--shard is of 3, and small-\w+\.2-of-5\.parquet beside it is of 5 parts/);
  const counted = folder.file('counted.yaml', `${GRID}shards: 16\n`);
  const refused = await run('sweep', counted, '--shard', '3/6', '--out', `${fresh()}/`);
  expect([refused.code, refused.log.join()]).toEqual([2, expect.stringMatching(/the grid says shards: 16/)]);
});

test.each(['0/3', '4/3', '1', '1/0', 'a/b', '1/3/4', '-1/3'])('--shard %s is refused', async (shard) => {
  const { code, log } = await sweep('--shard', shard, '--out', `${fresh()}/`);
  expect([code, log.length]).toEqual([2, 1]);
  expect(log[0]).toMatch(/I\/N with I from 1 to N/);
});

test('what is there already is not computed again, and nothing else is written over', async () => {
  const out = join(fresh(), 'out.parquet');
  await sweep('--out', out);
  expect((await sweep('--out', out)).log).toEqual([`${out} is there already, with all its rows.`]);
  const other = folder.file('others.yaml', GRID.replace('[2, 60]', '[3, 60]'));
  const { code, log } = await run('sweep', other, '--threads', '1', '--out', out);
  expect([code, log.join()]).toEqual([2, expect.stringMatching(/is there already, of another grid \(points\)/)]);
});

test('a run that is stopped leaves no file, and is gone on with', async () => {
  const out = join(fresh(), 'out.parquet');
  const controller = new AbortController();
  controller.abort();
  const log: string[] = [];
  const code = await runCli(
    ['sweep', grid, '--threads', '1', '--out', out],
    '9.9.9',
    testIo([], log, controller.signal),
  );
  expect([code, existsSync(out), log]).toEqual([
    4,
    false,
    ['Stopped with 0 of 28 rows; the same command goes on from there.'],
  ]);
  // What a part that was computed before looks like: that of the same rows.
  const [, second = ''] = await parts(2);
  mkdirSync(`${out}.parts`);
  copyFileSync(second, join(`${out}.parts`, '14-28.parquet'));
  const resumed = await sweep('--out', out);
  expect(resumed.log[0]).toBe('14 of 28 rows are there already; going on from there.');
  expect(readFileSync(out).equals(await whole28())).toBe(true);
  expect(existsSync(`${out}.parts`)).toBe(false);
});

test('CSV has the same rows, and is made of parts by merge alone', async () => {
  const into = fresh();
  const [direct, merged] = [join(into, 'a.csv'), join(into, 'b.csv')];
  expect((await sweep('--out', direct)).code).toBe(0);
  expect((await run('sweep', 'merge', ...(await parts(3)), '--out', merged)).code).toBe(0);
  const text = readFileSync(direct, 'utf8');
  expect(text).toBe(readFileSync(merged, 'utf8'));
  expect(text.split('\n').length).toBe(ROWS + 2);
  expect(text).toMatch(/^index,hardware\.server,slo\.tpotP99Ms,demand\.queriesPerDay,status,/);
  const refused = await sweep('--shard', '1/2', '--out', direct);
  expect([refused.code, refused.log.join()]).toEqual([
    2,
    expect.stringMatching(/a CSV cannot say what it is a part of/),
  ]);
});

test('status names what is missing as each engine wants it', async () => {
  const files = await parts(8);
  for (const index of [1, 2, 4, 6]) rmSync(files[index]!);
  const dir = join(files[0]!, '..');
  const { code, out } = await run('sweep', 'status', dir, grid, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    shards: 8,
    rows: ROWS,
    done: [1, 4, 6, 8],
    missing: [2, 3, 5, 7],
    half: [],
    foreign: [],
    rerun: {
      slurm: '--array=2-3,5,7',
      parallel: '2 3 5 7',
      submit: `roofrack sweep submit ${grid} --shards 8 --only 2-3,5,7`,
    },
  });
});

const TASKS = ['simulate: {hours: 0.05, replicas: 1, seeds: [3, 4]}', 'uncertainty: {draws: 200, seed: 7}'];

test.each(TASKS)('parts of a sweep with %s merge to the bytes of the whole', async (task) => {
  const sweep = folder.file(
    'task.yaml',
    `base: {preset: llama3-70b-chat}\ngrid: {slo.tpotP99Ms: [2, 60, 61]}\n${task}\n`,
  );
  const into = fresh();
  const [direct, merged, rows] = [join(into, 'direct.parquet'), join(into, 'merged.parquet'), fresh()];
  expect((await run('sweep', sweep, '--threads', '1', '--out', direct)).code).toBe(0);
  for (const shard of ['2/2', '1/2']) {
    expect((await run('sweep', sweep, '--threads', '1', '--shard', shard, '--out', `${rows}/`)).code).toBe(0);
  }
  expect((await run('sweep', 'merge', rows, '--out', merged)).code).toBe(0);
  expect(readFileSync(merged).equals(readFileSync(direct))).toBe(true);
});
