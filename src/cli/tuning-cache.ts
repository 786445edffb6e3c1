import { entryAt } from '../base/checked.ts';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseTunings, serialiseTunings } from '../exchange/tunings.ts';
import type { Tuning } from '../records/measurement.ts';
import { fileFailure, readText, writeText } from './files.ts';

/** Some 10 kB each: years of browser versions. */
const MOST_KEPT = 200;

interface System {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
}

/** XDG base directories on Unix, else what the system's own guidelines say. */
export const cacheFolder = (name: string, { env, platform, home }: System): string => {
  const own = (...parts: string[]): string => join(...parts, 'roofrack', name);
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

interface Kept {
  readonly file: string;
  readonly tuning: Tuning;
}

/** Every search is a file of its own, so that runs at the same time take nothing from each other. */
const fileOf = (key: string): string => `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`;

const readFolder = (folder: string): Kept[] => {
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => {
        const text = readText(join(folder, file));
        const parsed = text.ok ? parseTunings(text.value) : text;
        // A damaged file, or one that another version wrote: its search is made again, and the others are there.
        return parsed.ok ? parsed.value.map((tuning) => ({ file, tuning })) : [];
      });
  } catch {
    return [];
  }
};

/** Folder by folder: Node 20 never returns from making one with its parents where the system refuses the first. */
export const makeFolder = (path: string): void => {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (cause) {
    // Another run may have made it just now.
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  }
};

export const openTuningCache = (
  folder: string = cacheFolder('tunings', { env: process.env, platform: process.platform, home: homedir() }),
): TuningCache => ({
  tunings: readFolder(folder).map(({ tuning }) => tuning),
  keep: (found) => {
    try {
      makeFolder(folder);
      for (const tuning of found) {
        const written = writeText(join(folder, fileOf(tuning.key)), serialiseTunings([tuning]));
        if (!written.ok) return `The kernels found are not kept: ${entryAt(written.error, 0).message}`;
      }
      const oldest = readFolder(folder)
        .sort((a, b) => (b.tuning.searchedAt ?? '').localeCompare(a.tuning.searchedAt ?? ''))
        .slice(MOST_KEPT);
      for (const { file } of oldest) rmSync(join(folder, file), { force: true });
      return null;
    } catch (cause) {
      return `The kernels found are not kept: ${folder} cannot be made, ${fileFailure(cause, folder)}.`;
    }
  },
});
