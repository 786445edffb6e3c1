import { expect, it } from 'vitest';
import { grouped, matching } from './pick-options.ts';

const options = [
  { value: 'a', label: '8 × A100 80GB SXM4 · DGX A100', group: 'A100 80GB SXM4', note: '6 U, 6.5 kW' },
  { value: 'b', label: '8 × H100 · DGX H100', group: 'H100' },
  { value: 'c', label: '4 × A100 80GB SXM4 · XE8545', group: 'A100 80GB SXM4' },
];

it('finds by words in any order, whatever stands between letters and digits', () => {
  const found = (text: string) => matching(options, text).map(({ value }) => value);
  expect(found('dgx a100')).toEqual(['a']);
  expect(found('80 gb')).toEqual(['a', 'c']);
  expect(found('8 × h100')).toEqual(['b']);
  expect(found('6.5')).toEqual(['a']);
  expect(found('')).toHaveLength(3);
  expect(found('b300')).toEqual([]);
});

it('groups stand where their first option does', () => {
  expect(grouped(options).map(({ group, options: within }) => [group, within.length])).toEqual([
    ['A100 80GB SXM4', 2],
    ['H100', 1],
  ]);
});
