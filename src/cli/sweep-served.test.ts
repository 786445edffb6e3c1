import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile } from 'hyparquet/src/node.js';
import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { run, temporaryFolder } from './testing/run-cli.ts';

const folder = temporaryFolder();
const HEADER = 'model,accelerator,stack,isl,osl,concurrency,tp,note';
const TABLE = [
  HEADER,
  ...[1, 2, 4, 8, 16, 32].map((concurrency) => `llama-3-8b,h100_sxm,vllm,512,64,${String(concurrency)},1,`),
  'nobody/no-model,h100_sxm,vllm,512,64,1,1,"@SUM(A1), ""quoted"""',
  'llama-3-8b,h100_sxm,vllm,512,64,1,1',
  '',
].join('\n');
const table = folder.file('rows.csv', TABLE);
let nextFolder = 0;
const fresh = (): string => {
  const path = join(folder.path, `f${String((nextFolder += 1))}`);
  mkdirSync(path);
  return path;
};
const filesIn = (path: string): string[] =>
  readdirSync(path)
    .sort()
    .map((name) => join(path, name));

const parts = async (of: number): Promise<string> => {
  const into = fresh();
  for (let index = 1; index <= of; index++) {
    const shard = ['--shard', `${String(index)}/${String(of)}`, '--threads', '1', '--out', `${into}/`];
    expect((await run('sweep', table, ...shard)).code).toBe(0);
  }
  return into;
};

test('parts of a table merge to what throughput --rows prints, and to the bytes of the whole', async () => {
  const printed = (await run('throughput', '--rows', table, '--mtp')).out;
  const into = fresh();
  const whole = join(into, 'whole.parquet');
  const direct = await run('sweep', table, '--threads', '1', '--out', whole);
  expect([direct.code, direct.log]).toEqual([
    0,
    [`${whole}: 8 rows`, '2 of 8 rows could not be represented; column problem says why.'],
  ]);
  for (const of of [1, 3, 8, 11]) {
    const rows = await parts(of);
    for (const [name, expected] of [
      ['all.csv', printed],
      ['all.parquet', readFileSync(whole, 'latin1')],
    ] as const) {
      const out = join(into, name);
      expect((await run('sweep', 'merge', rows, '--out', out)).code).toBe(0);
      expect(readFileSync(out, name.endsWith('.csv') ? 'utf8' : 'latin1') === expected).toBe(true);
    }
  }
  const read = await parquetReadObjects({ file: await asyncBufferFromFile(whole) });
  expect(read[6]).toMatchObject({ note: '@SUM(A1), "quoted"', concurrency: '1', predicted_ttft_ms: null });
  expect(read[0]).toMatchObject({ note: null, problem: null, predicted_tpot_ms: expect.any(Number) as number });
});

test('throughput --rows takes the same part', async () => {
  const [swept, answered] = [await parts(3), fresh()];
  const shard = ['--shard', '2/3', '--threads', '1', '--out', `${answered}/`];
  expect((await run('throughput', '--rows', table, ...shard)).code).toBe(0);
  const [file = ''] = filesIn(answered);
  const twin = filesIn(swept)[1] ?? '';
  expect(file.slice(answered.length)).toBe(twin.slice(swept.length));
  expect(file).toMatch(/\/rows-[0-9a-f]{12}\.2-of-3\.parquet$/);
  expect(readFileSync(file).equals(readFileSync(twin))).toBe(true);
});

test('what is missing is named, and a part of another table or another N refused', async () => {
  const into = await parts(3);
  rmSync(filesIn(into)[1] ?? '');
  const status = await run('sweep', 'status', into, table);
  expect([status.code, status.out]).toEqual([1, expect.stringMatching(/8 rows in 3 parts: 2 done, 1 missing\n/)]);
  const other = folder.file('other.csv', TABLE.replace(',32,', ',33,'));
  const foreign = ['sweep', other, '--threads', '1', '--shard', '2/3', '--out', join(into, 'z.parquet')];
  expect((await run(...foreign)).code).toBe(0);
  const merged = await run('sweep', 'merge', into, '--out', join(fresh(), 'all.csv'));
  expect([merged.code, merged.log.join()]).toEqual([2, expect.stringMatching(/z\.parquet: it is of another table/)]);
  const recounted = await run('throughput', '--rows', table, '--shard', '1/2', '--out', `${into}/`);
  expect([recounted.code, recounted.log.join()]).toEqual([2, expect.stringMatching(/is of 3 parts of the same sweep/)]);
});

test('an engine is told the table', async () => {
  const { code, out } = await run('sweep', 'submit', table, '--engine', 'slurm', '--shards', '3');
  expect(code).toBe(0);
  expect(out).toContain(`sweep ${table} --shard "$SLURM_ARRAY_TASK_ID"/3 --threads 1`);
});

test.each([
  [['--shard', '1/2'], /--shard is of a table; give one with --rows/],
  [['--rows', table, '--out', 'x.parquet', '--json'], /--json prints the rows, and --out writes them to a file/],
])('throughput %j is refused', async (args, message) => {
  const { code, log } = await run('throughput', ...args);
  expect([code, log.length]).toEqual([2, 1]);
  expect(log[0]).toMatch(message);
});
