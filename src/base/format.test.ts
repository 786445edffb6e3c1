import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  binaryText,
  changeText,
  dateText,
  dateTimeText,
  decimalMarkOf,
  formatCount,
  formatNumber,
  formatQuantity,
  formatWait,
  inSentence,
  parseNumber,
  percentText,
  quantityText,
  readNumber,
  writeNumbersIn,
} from './format.ts';

describe('formatQuantity', () => {
  test('numbers side by side have the prefix of one of them', () => {
    expect(formatQuantity(0.00126, 'USD/query', 3, 0.000667)).toEqual({ text: '$1,260', unit: 'per million queries' });
    expect(formatQuantity(950, 'kW', 3, 2000)).toEqual({ text: '0.95', unit: 'MW' });
  });

  test.each([
    [591_864, 'kWh/day', '592 MWh/day'],
    [0.0132, 's', '13.2 ms'],
    [758_800_000, 'USD', '$759 M'],
    [1873.4, 'USD', '$1,870'],
    [3.56e12, 'USD/day', '$3.56 T per day'],
    [0.0000231, 'USD/query', '$23.1 per million queries'],
    [0.0000231, 'USD', '$23.1 per million'],
    [45.5, 'kW', '45.5 kW'],
    [999.6, 'kW', '1 MW'],
    [1234, 'GFLOP/s', '1.23 TFLOP/s'],
    [0.5, 'GB/s', '500 MB/s'],
    [2400, 'kg/day', '2,400 kg/day'],
    [24_000, 'kg/day', '24 t/day'],
    [30382, 'GPUs', '30,400 GPUs'],
    [0, 'kW', '0 kW'],
    [-1500, 'USD', '−$1,500'],
    [1.5, '', '1.5'],
  ])('%d %s → %s', (value, unit, expected) => {
    expect(quantityText(value, unit)).toBe(expected);
  });

  test('the printed figure is within rounding of the value, whatever its size', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-8, max: 1e14, noNaN: true }), (watts) => {
        const { text, unit } = formatQuantity(watts, 'W');
        const scale = { W: 1, kW: 1e3, MW: 1e6, GW: 1e9 }[unit]!;
        const printed = Number(text.replaceAll(',', '')) * scale;
        expect(Math.abs(printed - watts)).toBeLessThanOrEqual(watts * 0.005001);
      }),
    );
  });
});

test('nobody counts zeros, and what is printed can be typed', () => {
  for (const [value, text] of [
    [1.4e-298, '1.4e-298'],
    [-2.345e-9, '−2.35e-9'],
    [0.0000012, '0.0000012'],
    [9.9e14, '990,000,000,000,000'],
    [1.25e30, '1.25e30'],
  ] as const) {
    expect(formatNumber(value)).toBe(text);
    expect(parseNumber(text)).toBeCloseTo(value, 10);
  }
});

test('counts keep every digit', () => {
  expect(formatCount(30_382)).toBe('30,382');
  expect(formatNumber(Infinity)).toBe('–');
  expect([formatNumber(-0), formatCount(-0.2), quantityText(-0, 'USD')]).toEqual(['0', '0', '$0']);
});

describe('parseNumber', () => {
  test.each([
    ['250M', 250e6],
    ['250 M', 250e6],
    ['250,000,000', 250e6],
    ['250 000 000', 250e6],
    ['1e9', 1e9],
    ['1.5k', 1500],
    ['99.9 %', 0.999],
    ['−3', -3],
    ['.5', 0.5],
    ['1e400', Infinity],
  ])('%s', (typed, expected) => {
    expect(parseNumber(typed)).toBeCloseTo(expected, 12);
  });

  test.each(['', 'abc', '1.2.3', '12 apples', 'k', '1,5', '--3'])('%j is no number', (typed) => {
    expect(parseNumber(typed)).toBeNull();
  });

  test('reads back what is printed', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (value) => {
        expect(parseNumber(formatCount(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('readNumber', () => {
  test.each([
    ['250.000', [250_000, 250]],
    ['1,5', [1.5]],
    ['1.234.567', [1_234_567]],
    ['1.234,5', [1234.5]],
    ['1,234.5', [1234.5]],
    ['250,000', [250_000, 250]],
    ['0.125', [0.125]],
    ['0,125', [0.125]],
    ['2.5', [2.5]],
    ['250 Mio.', [250e6]],
    ['1,5 Mrd', [1.5e9]],
    ['250 million', [250e6]],
    ['1,23,4', []],
    ['1.23.4', []],
  ])('%s where the decimal mark is a comma', (typed, readings) => {
    expect(readNumber(typed, ',')).toEqual(readings);
  });

  test.each([
    ['250.000', [250]],
    ['250,000', [250_000]],
    ['250 million', [250e6]],
    ["1'000'000", [1e6]],
    ['1,5', []],
  ])('%s where it is a dot', (typed, readings) => {
    expect(readNumber(typed, '.')).toEqual(readings);
  });

  test('the mark is the language’s', () => {
    expect(['en-GB', 'de-DE', 'fr-FR', 'de-CH'].map(decimalMarkOf)).toEqual(['.', ',', ',', '.']);
  });
});

test('waits are told in steps that are off by an eighth at most', () => {
  expect([0, 4100, 41_000, 61_000, 96_000, 121_000, 635_000].map(formatWait)).toEqual([
    '0 s',
    '5 s',
    '40 s',
    '60 s',
    '1 min 40 s',
    '2 min',
    '11 min',
  ]);
  for (let seconds = 8; seconds < 2000; seconds++) {
    const [, minutes = '0', rest = '0'] = /^(?:(\d+) min ?)?(?:(\d+) s)?$/.exec(formatWait(1000 * seconds)) ?? [];
    expect(Math.abs((60 * Number(minutes) + Number(rest)) / seconds - 1)).toBeLessThanOrEqual(1 / 8);
  }
});

test('shares are printed as percent, moments as days and minutes, and what is no moment as it stands', () => {
  expect([percentText(0.0423), percentText(-0.5), percentText(NaN)]).toEqual(['4.2 %', '−50 %', '– %']);
  expect(dateText('2026-11-22T12:05:00')).toBe('22 Nov 2026');
  expect(dateTimeText('2026-11-22T14:05:00')).toBe('22 Nov 2026, 14:05');
  expect(dateTimeText('long ago')).toBe('long ago');
});

test('sizes of memory are told in powers of two', () => {
  expect([512, 65_536, 67_108_864, 1.5 * 2 ** 30].map(binaryText)).toEqual(['512 B', '64 KiB', '64 MiB', '1.5 GiB']);
});

describe('in the notation of a language', () => {
  afterEach(() => {
    writeNumbersIn('en');
  });

  test.each([
    ['de-DE', '1.234.567', '−13,2 ms', '+2,13 %', '$1,87 M'],
    ['fr-FR', '1\u202f234\u202f567', '−13,2 ms', '+2,13 %', '$1,87 M'],
    ['en-IN', '1,234,567', '−13.2 ms', '+2.13 %', '$1.87 M'],
    ['ar-EG', '1٬234٬567', '−13٫2 ms', '+2٫13 %', '$1٫87 M'],
  ])('%s', (language, count, time, change, money) => {
    writeNumbersIn(language);
    expect([
      formatCount(1_234_567),
      quantityText(-0.0132, 's'),
      changeText(1.0213),
      quantityText(1.87e6, 'USD'),
    ]).toEqual([count, time, change, money]);
  });

  test('what is printed is read back', () => {
    for (const language of ['de-DE', 'fr-FR', 'pl-PL', 'pt-BR', 'de-CH']) {
      writeNumbersIn(language);
      for (const value of [1, 999, 1_234_567, 250e6, 12.5])
        expect(readNumber(formatNumber(value, 15), decimalMarkOf(language)), language).toContain(value);
    }
  });
});

test('a label within a sentence begins small, unless it is an abbreviation', () => {
  expect(['Accelerator time', 'PUE', 'MTBF'].map(inSentence)).toEqual(['accelerator time', 'PUE', 'MTBF']);
});
