import { expect, test } from 'vitest';
import { readConstraint } from './constraints.ts';

const holds = (text: string, values: Readonly<Record<string, number>>): boolean | null => {
  const read = readConstraint(text);
  if (!read.ok) throw new Error(read.error);
  return read.value.holds((name) => values[name] ?? NaN);
};

test.each([
  ['power.facilityMw <= 20', { 'power.facilityMw': 20 }, true],
  ['power.facilityMw < 20', { 'power.facilityMw': 20 }, false],
  ['1e3 * power.facilityMw - 5 > fleet.gpus / 2 + 1', { 'power.facilityMw': 1, 'fleet.gpus': 1900 }, true],
  ['cost.capexUsd >= 2 * -1', { 'cost.capexUsd': 0 }, true],
  ['power.facilityMw <= 20', {}, null],
])('%s of %j is %s', (text, values, expected) => {
  expect(holds(text, values)).toBe(expected);
});

test('a constraint names what it asks for', () => {
  const read = readConstraint('fleet.gpus + fleet.gpus < max(facility.rackKw, 3)');
  expect(read.ok && read.value.names).toEqual(['fleet.gpus', 'facility.rackKw']);
});

test.each(['fleet.gpus', 'fleet.gpus +', '3 < 4 <', 'a = b', '"x" < 3'])('“%s” is refused', (text) => {
  expect(readConstraint(text).ok).toBe(false);
});
