import { expect, test } from 'vitest';
import { parseScenario } from './scenario.ts';

const messages = (text: string): string[] => {
  const result = parseScenario(text);
  return result.ok ? [] : result.error.map(({ message }) => message);
};

test('a list that is too long is told by its length alone, however long it is', () => {
  const classes = Array.from({ length: 100_000 }, () => '{"name":"a"}').join(',');
  expect(messages(`{"demand":{"classes":[${classes}]}}`)).toEqual([
    expect.stringMatching(/^demand\.classes( \(.*\))? is a list of 100000; it must be a list of .*16/),
  ]);
});

test('beyond a thousand unknown keys nobody reads on, and nobody compares names', () => {
  const keys = Array.from({ length: 200_000 }, (_, i) => `"key${String(i)}":0`).join(',');
  const found = messages(`{"demand":{${keys}}}`);
  expect(found).toHaveLength(1001);
  expect(found[0]).toMatch(/^demand\.key0 is not a known key; did you mean/);
  expect(found.at(-1)).toMatch(/^There are more problems/);
});

test('a name of a million letters is compared by its beginning', () => {
  expect(messages(`{"model":"${'x'.repeat(1_000_000)}"}`)[0]).toMatch(/^model \(Model\) is "x{80}…"/);
});

test('−0 is 0, however it is written', () => {
  for (const zero of ['-0', '-0.0', '-0e5', '-1e-400']) {
    const read = parseScenario(`{"economics":{"electricityUsdPerKwh":${zero}}}`);
    expect(read.ok && Object.is(read.value.economics.electricityUsdPerKwh, 0)).toBe(true);
  }
});
