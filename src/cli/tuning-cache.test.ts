import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Tuning } from '../records/measurement.ts';
import { cacheFile, openTuningCache } from './tuning-cache.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roofrack-cache-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const search = (key: string, winner: string, searchedAt = '2026-11-21T10:00:00.000Z'): Tuning => ({
  key,
  dtype: 'f32',
  shapes: 'large',
  m: 512,
  n: 512,
  k: 512,
  winner,
  elapsedMs: 1,
  searchedAt,
  reused: false,
  log: [],
});

it('hands back in a later run what was kept, the newest of a key', () => {
  const path = join(folder, 'deep', 'er', 'tunings.json');
  expect(openTuningCache(path).tunings).toEqual([]);
  expect(openTuningCache(path).keep([search('a', 'old'), search('b', 'other')])).toBeNull();
  const later = openTuningCache(path);
  expect(later.keep([search('a', 'new', '2026-11-22T10:00:00.000Z')])).toBeNull();
  expect(openTuningCache(path).tunings.map(({ key, winner }) => [key, winner])).toEqual([
    ['a', 'new'],
    ['b', 'other'],
  ]);
});

it('takes a damaged or foreign file for none, and replaces it', () => {
  const path = join(folder, 'damaged.json');
  for (const text of ['{"format":"roofrack-tunings","version":1,"tun', '{"format":"other"}', '']) {
    writeFileSync(path, text);
    const cache = openTuningCache(path);
    expect(cache.tunings).toEqual([]);
    expect(cache.keep([search('a', 'one')])).toBeNull();
    expect(openTuningCache(path).tunings).toHaveLength(1);
  }
});

it('forgets the oldest beyond two hundred', () => {
  const path = join(folder, 'many.json');
  const many = Array.from({ length: 250 }, (_, i) =>
    search(String(i), 'w', new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString()),
  );
  openTuningCache(path).keep(many);
  const kept = openTuningCache(path).tunings;
  expect(kept).toHaveLength(200);
  expect(kept.map(({ key }) => Number(key)).toSorted((a, b) => a - b)[0]).toBe(50);
});

it('says so where it cannot write, and leaves what is there', () => {
  const path = join(folder, 'taken', 'tunings.json');
  writeFileSync(join(folder, 'taken'), 'a file');
  expect(openTuningCache(path).keep([search('a', 'one')])).toContain('not kept');
  expect(readFileSync(join(folder, 'taken'), 'utf8')).toBe('a file');
  mkdirSync(join(folder, 'dir', 'tunings.json'), { recursive: true });
  expect(openTuningCache(join(folder, 'dir', 'tunings.json')).keep([search('a', 'one')])).toContain('not kept');
});

it.each([
  [{ env: { XDG_CACHE_HOME: '/x' }, platform: 'linux', home: '/h' }, '/x/roofrack/tunings.json'],
  [{ env: { XDG_CACHE_HOME: '' }, platform: 'linux', home: '/h' }, '/h/.cache/roofrack/tunings.json'],
  [{ env: {}, platform: 'darwin', home: '/h' }, '/h/Library/Caches/roofrack/tunings.json'],
  [{ env: { LOCALAPPDATA: '/l' }, platform: 'win32', home: '/h' }, '/l/roofrack/tunings.json'],
])('lies where the system keeps such things: %j', (system, path) => {
  expect(cacheFile(system)).toBe(path);
});
