import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layouts } from '../racks/testing/layouts.ts';
import { rackReport } from './rack-report.ts';
import { superPod } from './testing/real-fleet.ts';

it('says what the racks add up to, draws floor and every distinct rack once, and has every table with its sums', () => {
  const html = rackReport(superPod(31), null, [['Racks', '9 racks, proved least']]);
  expect(html).toContain('<dt>Racks</dt><dd>9 racks, proved least</dd>');
  expect(html.match(/<svg/g)).toHaveLength(1 + 3);
  // Nine racks on the floor.
  expect(html.match(/stroke="#0d47a1"/g)).toHaveLength(9);
  for (const name of ['Racks', 'Devices', 'Bill of materials', 'Power budget'])
    expect(html).toContain(`<h2>${name}</h2>`);
  // 31 × 8 U and what stands beside them: the sum is that of the column above it.
  const [, rows = '', sums = ''] =
    /<h2>Racks<\/h2>[\s\S]*?<tbody>([\s\S]*?)<tr class="sum">([\s\S]*?)<\/tr>/.exec(html) ?? [];
  const cells = (row: string): string[] => [...row.matchAll(/<td[^>]*>([^<]*)</g)].map((match) => match[1] ?? '');
  const units = [...rows.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row = '']) => Number(cells(row)[5]));
  expect(units).toHaveLength(9);
  expect(Number(cells(sums)[5])).toBe(units.reduce((sum, own) => sum + own, 0));
});

it('leaves no tag open and runs nothing, whatever things are called', () => {
  fc.assert(
    fc.property(layouts, fc.string(), (some, name) => {
      const html = rackReport({ ...some, name: `${name}</style><script>&"` }, null);
      const body = html.slice(html.indexOf('<body>'), html.indexOf('</html>'));
      expect(body).not.toContain('<script');
      expect(html.match(/<\/?style>/g)).toEqual(['<style>', '</style>']);
      const open: string[] = [];
      for (const [, close, tag, empty] of body.matchAll(/<(\/?)([a-z0-9]+)(?:\s+[a-zA-Z:-]+="[^"<]*")*\s*(\/?)>/g)) {
        if (close === '/') expect(open.pop()).toBe(tag);
        else if (empty === '') open.push(tag ?? '');
      }
      expect(open.pop()).toBeUndefined();
    }),
    { numRuns: 40 },
  );
});
