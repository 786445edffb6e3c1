import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseTunings, serialiseTunings } from '../exchange/tunings.ts';
import type { Tuning } from '../records/measurement.ts';
import { readText, writeText } from './files.ts';

/** Some 10 kB each: far below the largest file that is read, and years of browser versions. */
const MOST_KEPT = 200;

interface System {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
}

/** XDG base directories on Unix, else what the system's own guidelines say. */
export const cacheFile = ({ env, platform, home }: System): string => {
  const own = (...parts: string[]): string => join(...parts, 'roofrack', 'tunings.json');
  const xdg = env['XDG_CACHE_HOME'];
  if (xdg !== undefined && xdg !== '') return own(xdg);
  if (platform === 'win32') return own(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'));
  return platform === 'darwin' ? own(home, 'Library', 'Caches') : own(home, '.cache');
};

/**
 * What the store is to the page: searches for the fastest kernel by their key, kept from run to run in the folder that
 * the system has for such things. Whoever deletes it loses the time for a search and nothing else.
 */
export interface TuningCache {
  readonly tunings: readonly Tuning[];
  /** Adds what was found, the newest of a key; says in words why that did not work, or null. */
  keep(found: readonly Tuning[]): string | null;
}

const read = (path: string): readonly Tuning[] => {
  const text = readText(path);
  const parsed = text.ok ? parseTunings(text.value) : text;
  // No file yet, or one that another version wrote: the searches are made again.
  return parsed.ok ? parsed.value : [];
};

export const openTuningCache = (
  path: string = cacheFile({ env: process.env, platform: process.platform, home: homedir() }),
): TuningCache => ({
  tunings: read(path),
  keep: (found) => {
    // Another run may have written since.
    const byKey = new Map([...read(path), ...found].map((tuning) => [tuning.key, tuning]));
    const newest = [...byKey.values()]
      .sort((a, b) => (b.searchedAt ?? '').localeCompare(a.searchedAt ?? ''))
      .slice(0, MOST_KEPT);
    try {
      mkdirSync(join(path, '..'), { recursive: true });
    } catch (cause) {
      return `The kernels found are not kept: ${cause instanceof Error ? cause.message : String(cause)}`;
    }
    const written = writeText(path, serialiseTunings(newest));
    return written.ok ? null : `The kernels found are not kept: ${written.error[0].message}`;
  },
});
