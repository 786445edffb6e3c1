import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../config/root.ts';

/**
 * Licences that let a project under MIT ship or use a package. Packages that only help to build or test may also be
 * under a weak copyleft, since nothing of them is shipped.
 */
const PERMISSIVE = [
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'CC0-1.0',
  'Unlicense',
  'BlueOak-1.0.0',
  'Zlib',
  'Python-2.0',
  'CC-BY-4.0',
  'CC-BY-3.0',
];
const BUILD_ONLY = ['MPL-2.0'];

/** True where an SPDX expression can be met with the allowed licences: one side of an OR, both sides of an AND. */
export const allows = (expression: string, allowed: readonly string[]): boolean =>
  expression
    .replace(/[()]/g, ' ')
    .split(/\s+OR\s+/i)
    .some((choice) => choice.split(/\s+AND\s+/i).every((part) => allowed.includes(part.trim())));

interface LockEntry {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly license?: string;
}

const installedLicence = (folder: string, path: string): string => {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, path, 'package.json'), 'utf8')) as { license?: string };
    return manifest.license ?? 'none stated';
  } catch {
    return 'none stated';
  }
};

/** One line for every dependency of a lock file whose licence the project may not use. */
const refusedIn = (folder: string): string[] => {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockEntry>;
  };
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    if (path === '') return [];
    const licence = entry.license ?? installedLicence(folder, path);
    const shipped = entry.dev !== true && entry.devOptional !== true;
    return allows(licence, shipped ? PERMISSIVE : [...PERMISSIVE, ...BUILD_ONLY]) ? [] : [`${path}: ${licence}`];
  });
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const refused = [root, join(root, 'tools')].flatMap(refusedIn);
  for (const line of refused) console.error(line);
  console.log(`${refused.length} dependencies with a licence that the project may not use`);
  process.exitCode = refused.length === 0 ? 0 : 1;
}
