import { join } from 'node:path';

/** The repository's root, seen from this file and from the bundle alike. */
export const root = join(import.meta.dirname, '..');
