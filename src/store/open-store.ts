import { openIndexedDbStore } from './indexed-db-store.ts';
import { createMemoryStore } from './memory-store.ts';
import type { Store } from './store.ts';

/** IndexedDB where the browser grants it, memory where it does not. */
export const openStore = async (name = 'roofrack'): Promise<Store> => {
  try {
    return await openIndexedDbStore(name);
  } catch {
    return createMemoryStore();
  }
};
