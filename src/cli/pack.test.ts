import { describe, expect, it } from 'vitest';
import { createRandom } from '../base/random.ts';
import { pack } from '../racks/packing/pack.ts';
import { prepare } from '../racks/packing/prepare.ts';
import { NO_RULES } from '../racks/packing/request.ts';
import { maximalPatterns } from '../racks/packing/maximal-patterns.ts';
import { listed, mixOf306, rackType, type Row } from '../racks/testing/devices.ts';
import { drawMix } from '../racks/testing/mixes.ts';
import { scaled, seed } from '../../config/effort.ts';
import { optimum } from './prove-packing.ts';
import { run, temporaryFolder } from './testing/run-cli.ts';

const { file } = temporaryFolder();
const rack = { units: 42, kw: 26, kg: 900 };
const mix = mixOf306.map(([units, watts, kg, count], index) => ({
  name: `class ${String(index)}`,
  units,
  kw: watts / 1000,
  kg,
  count,
}));
const packFile = async (content: unknown, ...options: string[]) =>
  run('pack', file('list.json', JSON.stringify(content)), ...options);
const json = async (content: unknown, ...options: string[]) =>
  JSON.parse((await packFile(content, '--json', ...options)).out) as Record<string, unknown> & {
    layout: { count: number; devices: { name: string; count: number }[]; placements: object[] }[];
  };

describe('pack', () => {
  it('prints the racks, the proof, what binds and every kind of rack', async () => {
    const { code, out } = await packFile({ rack, devices: mix });
    expect(code).toBe(0);
    expect(out).toMatch(/^47 racks, proved least\nbound +47 \(46\.7981 by prices/);
    expect(out).toMatch(/binding +Power/);
    expect(out).toMatch(/Power +26 kW +46\.762 +1 kW +46 racks/);
    expect(out).toMatch(/24 +4 × class 0 +Power/);
  });

  it('answers in JSON, each device once, each with its unit', async () => {
    const answer = await json({ rack, devices: mix });
    expect(answer).toMatchObject({ racks: 47, lowerBound: 47, gap: 0, proved: true, binding: 'power', problem: null });
    const placed = answer.layout.reduce(
      (sum, { count, devices }) => sum + count * devices.reduce((all, device) => all + device.count, 0),
      0,
    );
    expect(placed).toBe(306);
    for (const { devices, placements } of answer.layout) {
      expect(placements).toHaveLength(devices.reduce((all, { count }) => all + count, 0));
    }
  });

  it('says no, with words, to a device that no rack holds', async () => {
    const devices = [{ name: 'tower', units: 43, kw: 30, count: 1 }];
    const { code, log, out } = await packFile({ rack, devices }, '--json');
    expect(code).toBe(1);
    expect(log.join('\n')).toMatch(/tower: height is 43 U, and a rack has 42 U/);
    expect(JSON.parse(out)).toMatchObject({ racks: null, lowerBound: null, proved: false, layout: [] });
  });

  it('needs no rack for nothing, also of what no rack holds', async () => {
    expect(await json({ rack, devices: [] })).toMatchObject({ racks: 0, lowerBound: 0, proved: true, layout: [] });
    const none = { rack, devices: [{ name: 'tower', units: 43, count: 0 }] };
    expect(await json(none)).toMatchObject({ racks: 0, proved: true, binding: null });
  });

  it('keeps entries of one name apart where they differ, and packs them alike where they do not', async () => {
    const half = { name: 'x', units: 21, kw: 1, kg: 1 };
    const answer = await json({ rack, devices: [half, { ...half, count: 2 }, { ...half, units: 42 }] });
    expect(answer).toMatchObject({ racks: 3, proved: true });
    expect(
      answer.layout.flatMap(({ count, devices }) => devices.map((held) => [held.name, count * held.count])),
    ).toHaveLength(4);
  });

  it('does not check what is not known, and says so', async () => {
    const { log, out } = await packFile(
      { rack: { units: 10 }, devices: [{ name: 'a', units: 1, count: 25 }] },
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject({ racks: 3, proved: true });
    expect(log).toEqual([]);
    const half = await packFile({ rack, devices: [{ name: 'a', units: 1, count: 25 }] });
    expect(half.log.join()).toContain('Power counts only the devices whose figure is known; not that of a.');
  });

  it('refuses what cannot be, each problem by its field', async () => {
    const wrong = {
      rack: { units: 0, kw: -1 },
      devices: [{ name: '', units: -1, kw: 'much', count: 1.5, watts: 3 }],
      rules: { spread: [{ pool: 'p', over: 'row' }] },
    };
    const { code, log, out } = await packFile(wrong);
    expect([code, out]).toEqual([2, '']);
    for (const field of ['rack.units', 'rack.kw', 'name', 'units', 'kw', 'count', 'watts', 'over']) {
      expect(log.join('\n')).toContain(field);
    }
    const unknown = await packFile({ rack, devices: mix, rules: { apart: [['class 0', 'class 9']] } });
    expect(unknown.log.join()).toMatch(
      /rules\.apart\[0\]\[1\] is "class 9", which is no device here; did you mean "class /,
    );
    const many = await packFile({
      rack,
      devices: [
        { name: 'a', units: 1, count: 6e8 },
        { name: 'b', units: 1, count: 6e8 },
      ],
    });
    expect(many.log.join()).toContain('1200000000 together');
    expect((await run('pack')).code).toBe(2);
  });

  it('closes a gap by an integer programme, or says why it cannot', async () => {
    const rows: readonly Row[] = [
      [12, 2000, 358, 13],
      [20, 6400, 18, 1],
      [6, 12_800, 105, 8],
      [4, 6900, 147, 22],
    ];
    const devices = rows.map(([units, watts, kg, count], index) => ({
      name: String(index),
      units,
      kw: watts / 1000,
      kg,
      count,
    }));
    expect(await json({ rack, devices }, '--prove')).toMatchObject({ racks: 13, lowerBound: 13, proved: true });
    // One switch in the middle parts 41 free units into 20 and 21.
    const pinned = {
      rack: { units: 42 },
      devices: [
        { name: 'switch', units: 1, atUnit: 21 },
        { name: 'tall', units: 30 },
      ],
    };
    expect(await json(pinned)).toMatchObject({ racks: 2, lowerBound: 1, proved: false });
    const { code, log } = await packFile(pinned, '--prove');
    expect(code).toBe(0);
    expect(log.join()).toContain('Not proved: the proof knows nothing of devices at fixed units.');
  });
});

it('stays within a rack or 1 % of the optimum, with a bound never above it, against HiGHS', async () => {
  const random = createRandom(seed);
  let compared = 0;
  for (let mixes = 0; mixes < scaled(15); mixes++) {
    const request = { rack: rackType(), devices: listed(drawMix(random)), rules: NO_RULES };
    const [prepared, packed] = [prepare(request), pack(request)];
    if (!prepared.ok || !packed.ok) continue;
    const { racks, bound } = packed.value;
    expect(racks - bound.racks).toBeLessThanOrEqual(Math.max(1, 0.01 * racks));
    const patterns = maximalPatterns(prepared.value.space, prepared.value.demand, 3000);
    if (patterns === null) continue;
    const best = await optimum(patterns, prepared.value.demand, 10);
    if (!best.ok) continue;
    const least = best.value.reduce((sum, { count }) => sum + count, 0);
    expect(bound.racks).toBeLessThanOrEqual(least);
    expect(racks).toBeGreaterThanOrEqual(least);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(scaled(5));
});
