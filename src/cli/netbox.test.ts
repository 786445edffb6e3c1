import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { serialiseRackLayout } from '../exchange/rack-layout.ts';
import { layout } from '../racks/layout.ts';
import { dgxA100, device } from '../racks/testing/devices.ts';
import { rackType } from '../racks/testing/layouts.ts';
import { run, temporaryFolder } from './testing/run-cli.ts';

const { path: folder, file } = temporaryFolder();

const feed = { voltageV: 208, phases: 3, breakerA: 60, breakerStandard: 'ul489', continuousShare: 0.8 } as const;
const pdu = device('pdu', { role: 'pdu', heightUnits: 0, powerW: null, massKg: null, supplies: null });
const three = layout(
  'Three',
  {
    devices: [dgxA100, pdu],
    racks: [
      {
        rack: rackType('rack', { heightUnits: 42 }),
        count: 1,
        placements: [
          ...[1, 7, 13].map((bottomUnit) => ({ device: 'dgx-a100', bottomUnit, face: 'front', side: null }) as const),
          ...[0, 1].map(() => ({ device: 'pdu', bottomUnit: null, face: 'rear', side: null }) as const),
        ],
      },
    ],
  },
  {
    feeds: [
      { ...feed, name: 'A' },
      { ...feed, name: 'B' },
    ],
  },
);

it('writes what it reads again, and says what NetBox hides', async () => {
  const out = join(folder, 'netbox');
  const written = await run('layout', 'export', file('layout.json', serialiseRackLayout(three)), '--netbox', out);
  expect(written.code).toBe(0);
  expect(readdirSync(out)[0]).toBe('00-README.md');
  expect(readdirSync(out)).toContain('09-devices.csv');
  const saved = join(folder, 'back.json');
  const { code, out: table } = await run('netbox', 'import', out, '--out', saved);
  expect(code).toBe(0);
  expect(table).toMatch(/A01 +2 +19,500 +56\.4 % +113 % +90\.2 % +over its rating/);
  expect(readFileSync(saved, 'utf8')).toContain('"roofrack-rack-layout"');
  const json = (await run('netbox', 'import', out, '--json')).out;
  expect(JSON.parse(json)).toMatchObject({ racks: [{ drawW: 19_500 }], warnings: [] });
});

it('writes every other format beside it', async () => {
  const layoutFile = file('layout.json', serialiseRackLayout(three));
  const at = (name: string): string => join(folder, name);
  const args = ['--csv', at('csv'), '--svg', at('racks.svg'), '--xlsx', at('racks.xlsx'), '--layout', at('again.json')];
  expect((await run('layout', 'export', layoutFile, ...args)).code).toBe(0);
  expect(readdirSync(at('csv'))).toEqual([
    'bill-of-materials.csv',
    'cables.csv',
    'devices.csv',
    'power-budget.csv',
    'racks.csv',
  ]);
  const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
  expect(read(at('again.json'))).toEqual(read(layoutFile));
  expect(readFileSync(at('racks.svg'), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/);
  expect(readFileSync(at('racks.xlsx')).subarray(0, 2).toString()).toBe('PK');
});

it.each([
  [['netbox', 'import'], /No file is named/],
  [['netbox', 'import', 'nowhere.csv'], /nowhere\.csv/],
  [['layout', 'export'], /No layout is named/],
  [
    ['layout', 'export', file('one.json', serialiseRackLayout(three)), '--netbox-release', '3'],
    /--netbox-release is 3; it must be 4\.6/,
  ],
  [['layout', 'export', file('none.json', '{}')], /none\.json/],
  [
    ['layout', 'export', file('two.json', serialiseRackLayout(three)), '--csv', join(folder, 'nowhere', 'csv')],
    /no such folder/,
  ],
])('%j is invalid input', async (args, message) => {
  const { code, log } = await run(...args);
  expect(code).toBe(2);
  expect(log.join('\n')).toMatch(message);
});
