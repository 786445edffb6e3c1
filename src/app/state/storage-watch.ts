import type { Problem } from '../../base/result.ts';
import type { Store, Unreadable } from '../../store/store.ts';
import { signal } from '../signals.ts';

/** What a user must know about what is kept in this browser: that nothing is, and what cannot be read. */
export class StorageWatch {
  readonly notLasting = signal<Problem | null>(null);
  readonly unreadable = signal<readonly Unreadable[]>([]);
  readonly #store: Promise<Store>;

  constructor(store: Promise<Store>) {
    this.#store = store;
  }

  async load(): Promise<void> {
    const store = await this.#store;
    this.notLasting.set(store.notLasting);
    store.onChange((_collection, id) => {
      // Changes of single records are those of records that can be read.
      if (id === null) void this.#refresh();
    });
    await this.#refresh();
  }

  /** Deletes one for good: nothing here can read it to bring it back. */
  async forget({ collection, id }: Unreadable): Promise<void> {
    const store = await this.#store;
    await store[collection].delete(id);
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    this.unreadable.set(await (await this.#store).unreadable());
  }
}
