import { problem } from '../base/result.ts';
import { openIndexedDbStore } from './indexed-db-store.ts';
import { createMemoryStore, KEEPS_NOTHING } from './memory-store.ts';
import type { Store } from './store.ts';

const NEWER_DATA = problem(
  '',
  'What is saved in this browser was written by a newer Roofrack. It is all there, but this version cannot open it, and what you save now lasts until this tab closes. Reload the page to get the newer version.',
);

/** IndexedDB where the browser grants it, memory where it does not. */
export const openStore = async (name = 'roofrack'): Promise<Store> => {
  try {
    return await openIndexedDbStore(name);
  } catch (cause) {
    const isNewer = cause instanceof DOMException && cause.name === 'VersionError';
    return createMemoryStore(isNewer ? NEWER_DATA : KEEPS_NOTHING);
  }
};
