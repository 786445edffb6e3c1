import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Tuning } from '../records/measurement.ts';
import { cacheFolder, openTuningCache } from './tuning-cache.ts';

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

const winners = (path: string): Record<string, string | null> =>
  Object.fromEntries(openTuningCache(path).tunings.map(({ key, winner }) => [key, winner]));

it('hands back in a later run what was kept, the newest of a key', () => {
  const path = join(folder, 'deep', 'er', 'tunings');
  expect(openTuningCache(path).tunings).toEqual([]);
  expect(openTuningCache(path).keep([search('a', 'old'), search('b', 'other')])).toBeNull();
  const later = openTuningCache(path);
  expect(later.keep([search('a', 'new', '2026-11-22T10:00:00.000Z')])).toBeNull();
  expect(winners(path)).toEqual({ a: 'new', b: 'other' });
});

it('keeps what two runs at the same time found', () => {
  const path = join(folder, 'shared');
  const [first, second] = [openTuningCache(path), openTuningCache(path)];
  first.keep([search('a', 'one'), search('c', 'one')]);
  second.keep([search('b', 'other'), search('c', 'other')]);
  expect(winners(path)).toEqual({ a: 'one', b: 'other', c: 'other' });
});

it('takes a damaged or foreign file for none, hides no other behind it, and replaces it', () => {
  const path = join(folder, 'damaged');
  openTuningCache(path).keep([search('a', 'one'), search('b', 'other')]);
  const [first] = readdirSync(path);
  for (const text of ['{"format":"roofrack-tunings","version":1,"tun', '{"format":"other"}', '']) {
    writeFileSync(join(path, first!), text);
    const cache = openTuningCache(path);
    expect(cache.tunings).toHaveLength(1);
    expect(cache.keep([search('a', 'one'), search('b', 'other')])).toBeNull();
    expect(winners(path)).toEqual({ a: 'one', b: 'other' });
  }
});

it('forgets the oldest beyond two hundred', () => {
  const path = join(folder, 'many');
  const many = Array.from({ length: 205 }, (_, i) =>
    search(String(i), 'w', new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString()),
  );
  openTuningCache(path).keep(many);
  const kept = openTuningCache(path).tunings.map(({ key }) => Number(key));
  expect([kept.length, Math.min(...kept)]).toEqual([200, 5]);
});

it('says so where it cannot write, and leaves what is there', () => {
  writeFileSync(join(folder, 'taken'), 'a file');
  expect(openTuningCache(join(folder, 'taken', 'tunings')).keep([search('a', 'one')])).toContain('not kept');
  expect(openTuningCache(join(folder, 'taken')).keep([search('a', 'one')])).toContain('not kept');
  expect(readFileSync(join(folder, 'taken'), 'utf8')).toBe('a file');
});

it.runIf(existsSync('/proc/self'))('ends where the system never lets a folder be made', () => {
  expect(openTuningCache('/proc/none/roofrack/tunings').keep([search('a', 'one')])).toContain('not kept');
});

it.each([
  [{ env: { XDG_CACHE_HOME: '/x' }, platform: 'linux', home: '/h' }, '/x/roofrack/tunings'],
  [{ env: { XDG_CACHE_HOME: '' }, platform: 'linux', home: '/h' }, '/h/.cache/roofrack/tunings'],
  [{ env: {}, platform: 'darwin', home: '/h' }, '/h/Library/Caches/roofrack/tunings'],
  [{ env: { LOCALAPPDATA: '/l' }, platform: 'win32', home: '/h' }, '/l/roofrack/tunings'],
])('lies where the system keeps such things: %j', (system, path) => {
  expect(cacheFolder('tunings', system)).toBe(path);
});
