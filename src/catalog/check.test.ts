import { describe, expect, it } from 'vitest';
import { accelerators, servers } from './catalog.ts';
import { acceleratorRules, findContradictions, findDisagreements, serverRules } from './check.ts';
import { statedContradictions } from './stated.ts';
import { suppliesThatMayFail } from './supplies.ts';

const a100 = accelerators.find(({ id }) => id === 'a100-sxm-80gb')!;
const dgxA100 = servers.find(({ id }) => id === 'dgx-a100-640gb')!;
const broken = (rules: Readonly<Record<string, (record: never) => string | false>>, record: unknown): string[] =>
  Object.entries(rules).flatMap(([rule, check]) => (check(record as never) === false ? [] : rule));

describe('the rules', () => {
  it('find nothing on a sound record', () => {
    expect(broken(acceleratorRules, a100)).toEqual([]);
    expect(broken(serverRules, dgxA100)).toEqual([]);
  });

  it.each([
    ['a sparse rate taken for a dense one', { peakDenseInt8Tops: 1248 }, ['int8 at twice the rate of bf16']],
    [
      'terabytes taken for gigabytes',
      { memoryBandwidthGBps: 2.039 },
      ['bandwidth against its memory bus', 'FLOP for a byte of memory'],
    ],
    ['memory that no five stacks make', { memoryGB: 96 }, ['memory against its stacks']],
    ['fp32 of the matrix units', { peakDenseFp32Tflops: 156 }, ['fp32 against its compute units and clock']],
    ['fp32 of a chip with more units', { peakDenseFp32Tflops: 24 }, ['fp32 against its compute units and clock']],
    [
      'a clock or a count of another chip',
      { silicon: accelerators.find(({ id }) => id === 'a40')!.silicon },
      ['peak against its compute units and clock', 'memory against its stacks', 'bandwidth against its memory bus'],
    ],
    ['one direction of a link', { interconnectGBps: 312.5 }, ['NVLink counted in both directions']],
    ['fp64 of the matrix units taken for vectors', { peakDenseFp64Tflops: 39 }, ['fp64 below fp32']],
    ['tf32 as if sparse', { peakDenseTf32Tflops: 312 }, ['tf32 at half the rate of bf16']],
    ['fp16 without the matrix units', { peakDenseFp16Tflops: 78 }, ['bf16 at the rate of fp16']],
  ])('catch %s', (_, change, rules) => {
    expect(broken(acceleratorRules, { ...a100, ...change })).toEqual(rules);
  });

  it.each([
    ['supplies of another device', { psuCount: 2, psuRatingW: 1071 }, ['power of the supplies']],
    ['supplies that carry the load only while none fails', { psuRatingW: 2000 }, ['power of the supplies']],
    ['less power than its accelerators', { maxPowerW: 3000, measuredPower: [] }, ['power of the accelerators alone']],
    ['more power measured than published', { maxPowerW: 3400 }, ['power at the wall']],
    ['an empty chassis', { weightKg: 30 }, ['weight of its height']],
    ['a price of the accelerators alone', { priceUsd: 100_000 }, ['price of the accelerators alone']],
    ['idle power of a busy machine', { idlePowerW: 5000 }, ['idle below what was measured under load']],
    ['a height of another box', { heightMm: 356 }, ['height in mm and in units']],
    ['an accelerator that nobody knows', { acceleratorId: 'a1000' }, ['accelerator in the catalogue']],
  ])('catch %s', (_, change, rules) => {
    expect(broken(serverRules, { ...dgxA100, ...change })).toEqual(rules);
  });
});

describe('the shipped facts', () => {
  const found = findContradictions();

  it('have no contradiction that nobody explained', () => {
    expect(found.filter(({ stated }) => stated === null)).toEqual([]);
    expect(found.length).toBeGreaterThan(10);
  });

  it('need every explanation that is kept', () => {
    for (const { ids, rules, reason } of statedContradictions) {
      for (const id of ids)
        expect(
          found.some((contradiction) => contradiction.id === id && rules.test(contradiction.rule)),
          `${id}: ${reason}`,
        ).toBe(true);
    }
  });

  it('settle the L4 by its own datasheet, and say where other sources count otherwise', () => {
    const units = findDisagreements().filter(({ id, field }) => id === 'l4' && field === 'computeUnits');
    expect(units.map(({ ours, theirs }) => [ours, theirs])).toEqual([[58, 60]]);
    const l4 = accelerators.find(({ id }) => id === 'l4')!;
    expect(broken(acceleratorRules, l4)).toEqual([]);
    // With the 60 units of other sources both printed peaks would be out.
    expect(broken(acceleratorRules, { ...l4, peakDenseBf16Tflops: (121 * 58) / 60 })).toContain(
      'peak against its compute units and clock',
    );
  });

  it('keep the H20 as its sources print it, which cannot all be right', () => {
    expect(found.filter(({ id }) => id === 'h20').map(({ rule }) => rule)).toEqual([
      'fp32 against its compute units and clock',
      'FLOP for a byte of memory',
    ]);
  });

  it('tell what others say of a number that was taken from none', () => {
    const fp32 = findDisagreements().filter(({ id, field }) => id === 'b200-sxm' && field === 'peakDenseFp32Tflops');
    expect(fp32.map(({ ours, theirs }) => [ours, theirs])).toEqual([
      [null, 80],
      [null, 62.08],
    ]);
  });

  it('keep what other sources say where it differs', () => {
    const tdp = findDisagreements().filter(({ id, field }) => id === 'b300-sxm' && field === 'tdpW');
    expect(tdp.map(({ ours, theirs }) => [ours, theirs])).toEqual([
      [1100, 1000],
      [1100, 1750],
    ]);
  });
});

it.each([
  ['3+3 (half the supplies are reserve)', 6, 3],
  ['4+2', 6, 2],
  ['5+1 or 3+3 FTR', 6, 1],
  ['N+N (or 54 VDC busbar)', 12, 6],
  ['not stated', 6, null],
  [null, 4, null],
])('a scheme of %s keeps supplies in reserve', (scheme, supplies, expected) => {
  expect(suppliesThatMayFail(scheme, supplies)).toBe(expected);
});
