import type { Problem, Result } from '../../base/result.ts';
import { LONGEST_HISTORY, type Undoable } from './undoable.ts';
import { signal } from '../signals.ts';
import type { Store } from '../../store/store.ts';
import { DRAFT_ID, type Kept, type Keeping } from './keeping.ts';

/** Keystrokes in one field this close together are one step. */
const ONE_STEP_MS = 1500;

/** What is being edited on a page: saved as it is typed, there again after a reload, every edit undoable. */
export class Draft<R extends Kept, T> implements Undoable {
  /** Null until the page or a stored draft gives one. */
  readonly value = signal<T | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly past = signal<readonly T[]>([]);
  readonly future = signal<readonly T[]>([]);
  readonly #store: Promise<Store>;
  readonly #keeping: Keeping<R, T>;
  readonly #makeDefault: () => Promise<T>;
  #loaded: Promise<void> | null = null;
  #lastEdit = { field: '', at: -Infinity };
  /** As it was last kept, here or in another tab: what differs from it was changed in this one. */
  #kept: T | null = null;
  /** Counts readings and writings of what is kept: a reading that arrives after a later one would take that back. */
  #newest = 0;

  constructor(store: Promise<Store>, keeping: Keeping<R, T>, makeDefault: () => Promise<T>) {
    this.#store = store;
    this.#keeping = keeping;
    this.#makeDefault = makeDefault;
  }

  /** Reads what is stored, once. */
  load(): Promise<void> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  /** The draft, from the store or from the defaults. */
  async ensure(): Promise<T> {
    await this.load();
    const fallback = this.value.get() ?? (await this.#makeDefault());
    const value = this.value.get() ?? fallback;
    if (this.value.get() === null) this.value.set(value);
    this.#kept ??= value;
    return value;
  }

  /** Edits in quick succession to one `field` are one step of undo; an edit of no field is always a step. */
  async set(value: T, field = ''): Promise<void> {
    const before = this.value.get();
    const now = performance.now();
    const continues = field !== '' && field === this.#lastEdit.field && now - this.#lastEdit.at < ONE_STEP_MS;
    this.#lastEdit = { field, at: now };
    if (before !== null && !continues) this.past.set([...this.past.get(), before].slice(-LONGEST_HISTORY));
    this.future.set([]);
    await this.#show(value);
  }

  async undo(): Promise<void> {
    const previous = this.past.get().at(-1);
    const now = this.value.get();
    if (previous === undefined || now === null) return;
    this.past.set(this.past.get().slice(0, -1));
    this.future.set([now, ...this.future.get()]);
    this.#lastEdit = { field: '', at: -Infinity };
    await this.#show(previous);
  }

  async redo(): Promise<void> {
    const [next, ...rest] = this.future.get();
    const now = this.value.get();
    if (next === undefined || now === null) return;
    this.future.set(rest);
    this.past.set([...this.past.get(), now]);
    await this.#show(next);
  }

  async #show(value: T): Promise<void> {
    this.value.set(value);
    const { collection, of, record } = this.#keeping;
    const store = await this.#store;
    // The tabs write one after the other: each lays its edit over what the one before it kept.
    const endTurn = await store.takeTurn(`${collection}/${DRAFT_ID}`, true);
    try {
      this.#newest++;
      const there = await of(store).get(DRAFT_ID);
      if (there.ok && there.value !== null) this.#takeOver(this.#keeping.value(there.value));
      const merged = this.value.get() ?? value;
      const before = this.#kept;
      // Whoever reads from now on may find it there before this tab is told that it is kept.
      this.#newest++;
      this.#kept = merged;
      const stored = await of(store).put(record(DRAFT_ID, new Date().toISOString(), merged));
      if (!stored.ok && this.#kept === merged) this.#kept = before;
      this.problem.set(stored.ok ? null : stored.error);
    } finally {
      endTurn?.();
    }
  }

  /** What another tab kept, with what was changed here since laid over it. Steps of undo take back edits of this tab alone. */
  #takeOver(theirs: T): void {
    const base = this.#kept;
    const now = this.value.get();
    this.#kept = theirs;
    if (base === null || now === null) {
      this.value.set(now ?? theirs);
      return;
    }
    const { merge } = this.#keeping;
    const merged = merge(base, now, theirs);
    if (JSON.stringify(merged) === JSON.stringify(now)) return;
    this.value.set(merged);
    const rebased = (step: T): T => merge(now, step, merged);
    this.past.set(this.past.get().map(rebased));
    this.future.set(this.future.get().map(rebased));
  }

  async #load(): Promise<void> {
    const store = await this.#store;
    const { collection } = this.#keeping;
    store.onChange((changed, id) => {
      if (changed === collection && id === DRAFT_ID) void this.#follow();
    });
    let stored = await this.#read(store);
    while (stored === null) stored = await this.#read(store);
    if (!stored.ok) this.problem.set(stored.error);
  }

  async #follow(): Promise<void> {
    await this.#read(await this.#store);
  }

  /** Takes over what is kept; null where something newer came meanwhile. */
  async #read(store: Store): Promise<Result<R | null, Problem> | null> {
    const reading = ++this.#newest;
    const stored = await this.#keeping.of(store).get(DRAFT_ID);
    if (reading !== this.#newest) return null;
    if (stored.ok && stored.value !== null) this.#takeOver(this.#keeping.value(stored.value));
    return stored;
  }
}
