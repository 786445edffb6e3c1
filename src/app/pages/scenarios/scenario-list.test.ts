import { expect, test } from 'vitest';
import { listScenarios } from './scenario-list.ts';

const saved = [
  { id: '1', name: 'Fleet 10', savedAt: '2026-01-02T00:00:00.000Z' },
  { id: '2', name: 'Fleet 9, Llama', savedAt: '2026-01-03T00:00:00.000Z' },
  { id: '3', name: 'Other', savedAt: '2026-01-01T00:00:00.000Z' },
];
const ids = (wanted: string, order: 'newest' | 'oldest' | 'name'): string =>
  listScenarios(saved, { wanted, order })
    .map(({ id }) => id)
    .join('');

test('scenarios are ordered by time or name, numbers in names as numbers', () => {
  expect(ids('', 'newest')).toBe('213');
  expect(ids('', 'oldest')).toBe('312');
  expect(ids('', 'name')).toBe('213');
});

test('those are found that have every word', () => {
  expect(ids('llama fleet', 'newest')).toBe('2');
});
