import { inflateRawSync } from 'node:zlib';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { layoutTables, tableCsv, type ExportTable } from './layout-tables.ts';
import { superPod } from './testing/real-fleet.ts';
import { workbook } from './workbook.ts';

/** Files of a ZIP by name, by its central directory. */
const unzip = (bytes: Uint8Array): ReadonlyMap<string, string> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.byteLength - 22;
  const files = new Map<string, string>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const [size, name, extra, comment] = [
      view.getUint32(at + 20, true),
      view.getUint16(at + 28, true),
      view.getUint16(at + 30, true),
      view.getUint16(at + 32, true),
    ];
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const packed = bytes.slice(start, start + size);
    const plain = view.getUint16(at + 10, true) === 0 ? packed : inflateRawSync(packed);
    files.set(new TextDecoder().decode(bytes.slice(at + 46, at + 46 + name)), new TextDecoder().decode(plain));
    at += 46 + name + extra + comment;
  }
  return files;
};

describe('a SuperPOD of 31 DGX H100', () => {
  const tables = layoutTables(superPod(31));
  const table = (name: string): ExportTable => tables.find((candidate) => candidate.name === name) as ExportTable;
  const sum = (name: string, column: string): number => {
    const index = table(name).columns.findIndex((candidate) => candidate.name === column);
    return table(name).rows.reduce((total, row) => total + Number(row[index]), 0);
  };

  it('has every rack, device and cable, and the same power whichever way it is added up', () => {
    expect(table('Racks').rows).toHaveLength(9);
    expect(table('Devices').rows).toHaveLength(31 + 12);
    expect(table('Cables').rows).toHaveLength(248 + 256);
    const watts = 31 * 10_200 + 12 * 1720;
    expect(sum('Racks', 'power, W')).toBe(watts);
    expect(sum('Devices', 'power, W')).toBe(watts);
    expect(sum('Power budget', 'planned, W')).toBe(watts);
    expect(sum('Bill of materials', 'count')).toBe(31 + 12 + 9 + 504);
  });

  it('says what is not known', () => {
    const prices = table('Bill of materials').rows.map((row) => [row[1], row[6]]);
    expect(prices.filter(([kind]) => kind === 'switch')).toEqual([
      ['switch', null],
      ['switch', null],
    ]);
  });

  it('stands in a workbook of formulas', async () => {
    const files = unzip(await workbook(tables));
    const names = [...(files.get('xl/workbook.xml') ?? '').matchAll(/<sheet [^>]*name="([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(names).toEqual(['Racks', 'Devices', 'Bill of materials', 'Cables', 'Power budget']);
    const bill = files.get('xl/worksheets/sheet3.xml') ?? '';
    expect(bill).toContain('C2*E2');
    const rows = table('Bill of materials').rows.length;
    expect(bill).toContain(`SUM(H2:H${String(rows + 1)})`);
    const words = [...files.values()].join('');
    expect(words).toContain('total (');
    expect(words).toMatch(/price, USD of \d+ not known/);
  });

  it('is a CSV without totals', () => {
    const { data } = Papa.parse<Record<string, string>>(tableCsv(table('Racks')), {
      header: true,
      skipEmptyLines: true,
    });
    expect(data).toHaveLength(9);
    expect(Object.keys(data[0]!)).toContain('power, W');
  });
});

it('text that looks like a formula stays text in every format', async () => {
  const table: ExportTable = {
    name: 'Hostile',
    columns: [{ name: 'name' }, { name: 'count', isSummed: true }],
    rows: [
      ['=HYPERLINK("http://x")', 1],
      ['+1', 2],
      ['plain', null],
    ],
  };
  expect(tableCsv(table).split('\n')[1]).toContain("'=HYPERLINK");
  const files = unzip(await workbook([table]));
  const sheet = files.get('xl/worksheets/sheet1.xml') ?? '';
  expect([...sheet.matchAll(/<f>([^<]*)<\/f>/g)].map((match) => match[1])).toEqual(['SUM(B2:B4)']);
});
