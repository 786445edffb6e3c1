import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../base/random.ts';
import { run, temporaryFolder } from './testing/run-cli.ts';

const folder = temporaryFolder();
/** A table of 60 results at 3 % noise that become slower by `ratio` at the 40th. */
const table = (ratio: number, seed: number, header = 'time,value'): string => {
  const random = createRandom(seed);
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${String(1000 + i)},${String((i < 40 ? 10 : 10 * ratio) * (1 + 0.03 * random.normal()))}`,
  );
  return [header, ...rows].join('\n');
};

interface History {
  readonly series: readonly {
    readonly name: string;
    readonly n: number;
    readonly changes: readonly {
      index: number;
      time: number;
      ratio: number;
      low: number;
      high: number;
      machine: boolean;
    }[];
    readonly noise: { shape: string; sd: number; correlation: number; modes: number } | null;
    readonly falseAlarmRate: number | null;
  }[];
}
const history = async (path: string): Promise<History> =>
  JSON.parse((await run('bench', 'history', path, '--json')).out) as History;

describe('bench history', () => {
  it('names a series by its file and its change by the first point of the new level', async () => {
    const { series } = await history(folder.file('gemm.csv', table(1.2, 1)));
    expect(series).toHaveLength(1);
    const { name, n, changes, noise, falseAlarmRate } = series[0]!;
    expect({ name, n, falseAlarmRate }).toEqual({ name: 'gemm', n: 60, falseAlarmRate: 0.05 });
    expect(changes).toHaveLength(1);
    expect(Math.abs(changes[0]!.index - 40)).toBeLessThanOrEqual(1);
    expect(changes[0]!.time).toBe(1000 + changes[0]!.index);
    expect(changes[0]!.low).toBeLessThan(1.2);
    expect(changes[0]!.high).toBeGreaterThan(1.2);
    expect(noise).toMatchObject({ shape: 'normal', modes: 1 });
  });

  it('says in words what it found, and that nothing was', async () => {
    const { code, out } = await run('bench', 'history', folder.file('slow.csv', table(1.2, 2, 'index,value')));
    expect(code).toBe(0);
    expect(out).toMatch(
      /slow: 60 results, noise .* %, normal; at most 5 % of such series without a change alarm\n {2}from \d+ .*\+\d+(\.\d+)? % \(/,
    );
    expect((await run('bench', 'history', folder.file('same.csv', table(1, 3)))).out).toContain('  no change\n');
    expect((await run('bench', 'history', folder.file('few.csv', 'index,value\n0,1\n1,2\n'))).out).toContain(
      'each level needs six',
    );
  });

  it('tells moments as such', async () => {
    const dated = table(1.2, 2).replace(
      /^10(\d\d),/gm,
      (_, i: string) => `${new Date(Date.UTC(2026, 0, Number(i))).toISOString()},`,
    );
    const { out } = await run('bench', 'history', folder.file('dated.csv', dated));
    expect(out).toMatch(/\n {2}from \d+ +\d+ Feb 2026/);
  });

  it('leaves counts of µs and ns as they are', async () => {
    for (const digits of [12, 15]) {
      const counted = table(1.2, 2).replace(/^10(\d\d),/gm, `17$1${'0'.repeat(digits)},`);
      const { code, out } = await run('bench', 'history', folder.file('counted.csv', counted));
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`\\n {2}from \\d+ +17\\d\\d0{${String(digits)}} `));
    }
  });

  it('reads a folder, and leaves to the machine what the reference kernel shares, and not what is far more', async () => {
    const many = join(folder.path, 'many');
    mkdirSync(many);
    folder.file('many/a.csv', table(1.25, 4));
    folder.file('many/b.csv', table(0.8, 5));
    folder.file('many/c.csv', table(2, 7));
    folder.file('many/reference.csv', table(1.3, 6));
    const { series } = await history(many);
    expect(series.map(({ name, changes }) => [name, changes.map(({ machine }) => machine)])).toEqual([
      ['a', [true]],
      ['b', [false]],
      ['c', [false]],
      ['reference', [false]],
    ]);
  });

  it.each([
    ['', 'The first line has nothing; it must name the columns time,value or index,value.'],
    ['time,ms\n1,2', 'The first line has time,ms; it must name the columns time,value or index,value.'],
    ['time,value\n1,fast', 'Line 2: value is fast; it must be a finite number. Correct the row or remove it.'],
    [
      'time,value\nsoon,1',
      'Line 2: time is soon; it must be a number or a date such as 2026-05-01. Correct the row or remove it.',
    ],
    ['time,value\n', 'The table has no rows; give at least one result.'],
  ])('refuses %j in words', async (text, message) => {
    const { code, log } = await run('bench', 'history', folder.file('bad.csv', text));
    expect(code).toBe(2);
    expect(log).toEqual([expect.stringContaining(message)]);
  });

  it('asks for a path that is there', async () => {
    expect((await run('bench', 'history')).code).toBe(2);
    const missing = await run('bench', 'history', join(folder.path, 'nowhere.csv'));
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.log[0]).toContain('no such file');
    mkdirSync(join(folder.path, 'empty'));
    expect((await run('bench', 'history', join(folder.path, 'empty'))).log[0]).toContain('has no .csv file');
  });
});
