import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseComparison, serialiseComparison } from '../exchange/comparison.ts';
import type { Comparison } from '../records/comparison.ts';
import { readText, writeText } from './files.ts';
import { cacheFolder, makeFolder } from './tuning-cache.ts';

/** Each holds some hundred sessions: enough to learn from, and little to read before every comparison. */
const MOST_KEPT = 20;

/** Comparisons kept from run to run: how far sessions scatter here is learnt from them. Whoever deletes them loses that alone. */
export interface ComparisonShelf {
  /** Newest first; a file of another version is passed over. */
  read(): readonly Comparison[];
  /** Says in words why it is not kept, or null. */
  keep(comparison: Comparison): string | null;
}

export const openComparisonShelf = (
  folder: string = cacheFolder('comparisons', { env: process.env, platform: process.platform, home: homedir() }),
): ComparisonShelf => {
  const files = (): string[] =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => name.endsWith('.json'))
          .map((name) => join(folder, name))
          .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
      : [];
  return {
    read: () =>
      files()
        .slice(0, MOST_KEPT)
        .flatMap((file) => {
          const text = readText(file);
          const parsed = text.ok ? parseComparison(text.value) : text;
          return parsed.ok ? [parsed.value] : [];
        }),
    keep: (comparison) => {
      try {
        makeFolder(folder);
        const name = `${comparison.id.replace(/[^\w-]/g, '')}.json`;
        const written = writeText(join(folder, name), serialiseComparison(comparison));
        for (const file of files().slice(MOST_KEPT)) rmSync(file, { force: true });
        return written.ok ? null : `The sessions are not kept to learn from: ${written.error[0]?.message ?? ''}`;
      } catch (cause) {
        return `The sessions are not kept to learn from: ${cause instanceof Error ? cause.message : String(cause)}`;
      }
    },
  };
};
