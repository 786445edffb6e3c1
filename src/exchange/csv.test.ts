import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { csv } from './csv.ts';

describe('csv', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1', '＋1', '－1', '＠x', '=cmd|" /C calc"!A0'])(
    'makes the text %j no formula',
    (text) => {
      const { data } = Papa.parse<string[]>(csv([text], []));
      expect(data[0]?.[0]).toBe(`'${text}`);
    },
  );

  it('leaves numbers numbers', () => {
    expect(csv(['a', 'b', 'c', 'd', 'e'], [[-1, 1e-9, true, null, NaN]])).toBe('a,b,c,d,e\n-1,1e-9,true,,\n');
  });

  it('is read back as it was written, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 }), (rows) => {
        const back = Papa.parse<string[]>(csv(['x', 'y'], rows), { newline: '\n', delimiter: ',' }).data;
        const plain = (row: string[]): string[] => row.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ''));
        expect(back.slice(1, -1).map(plain)).toEqual(rows.map(plain));
      }),
    );
  });
});
