import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import type { SavedSummary } from '../../store/saved-summary.ts';
import type { Store } from '../../store/store.ts';
import { DRAFT_ID, type Keeping, type Kept } from './keeping.ts';
import { LONGEST_HISTORY, type Undoable } from './undoable.ts';
import { signal } from '../signals.ts';

/** A change of what lies under an id; null where nothing does. */
interface Step<R> {
  readonly id: string;
  readonly before: R | null;
  readonly after: R | null;
}

/** What is kept of one kind in this browser, as every tab sees it; the draft is not among it. Every edit is undoable. */
export class Shelf<R extends Kept, T extends { readonly name: string }> implements Undoable {
  /** Newest first. */
  readonly saved = signal<readonly SavedSummary[]>([]);
  readonly problem = signal<Problem | null>(null);
  readonly past = signal<readonly Step<R>[]>([]);
  readonly future = signal<readonly Step<R>[]>([]);
  readonly #store: Promise<Store>;
  readonly #keeping: Keeping<R, T>;
  #loaded: Promise<void> | null = null;

  constructor(store: Promise<Store>, keeping: Keeping<R, T>) {
    this.#store = store;
    this.#keeping = keeping;
  }

  /** Reads what is stored, once. */
  loaded(): Promise<void> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  /** Puts a copy on the shelf; the problem says why it is not there. */
  async keep(value: T, id: string = crypto.randomUUID()): Promise<Problem | null> {
    return this.#edit({ id, before: null, after: this.#keeping.record(id, new Date().toISOString(), value) });
  }

  async read(id: string): Promise<Result<R, Problem>> {
    const read = await this.#keeping.of(await this.#store).get(id);
    if (!read.ok) return read;
    return read.value === null
      ? err(
          problem(
            '',
            `This ${this.#keeping.noun} is not stored in this browser: it was deleted, or is kept in another one.`,
          ),
        )
      : ok(read.value);
  }

  /** Whether this very one lies here already. */
  async holds(value: T): Promise<boolean> {
    await this.loaded();
    const alike = this.saved.get().filter(({ name }) => name === value.name);
    const read = await Promise.all(alike.map(({ id }) => this.read(id)));
    return read.some((found) => found.ok && JSON.stringify(this.#keeping.value(found.value)) === JSON.stringify(value));
  }

  async rename(id: string, name: string): Promise<Problem | null> {
    const read = await this.read(id);
    if (!read.ok) return this.#report(read.error);
    const before = read.value;
    const after = this.#keeping.record(id, before.savedAt, { ...this.#keeping.value(before), name });
    return this.#edit({ id, before, after });
  }

  async duplicate(id: string): Promise<Problem | null> {
    const read = await this.read(id);
    if (!read.ok) return this.#report(read.error);
    const value = this.#keeping.value(read.value);
    return this.keep({ ...value, name: `${value.name}, copy`.slice(0, 200) });
  }

  /**
   * Takes one off the shelf; what is returned puts it back. Null where it could not be deleted, or not be read: that
   * one is gone for good.
   */
  async remove(id: string): Promise<(() => void) | null> {
    const read = await this.read(id);
    if (!read.ok) {
      await this.#put(id, null);
      return null;
    }
    const step: Step<R> = { id, before: read.value, after: null };
    if ((await this.#edit(step)) !== null) return null;
    return () => {
      const isLast = this.past.get().at(-1) === step;
      void (isLast ? this.undo() : this.#edit({ id, before: null, after: read.value }));
    };
  }

  async undo(): Promise<void> {
    const step = this.past.get().at(-1);
    if (step === undefined || (await this.#put(step.id, step.before)) !== null) return;
    this.past.set(this.past.get().slice(0, -1));
    this.future.set([step, ...this.future.get()]);
  }

  async redo(): Promise<void> {
    const step = this.future.get().at(0);
    if (step === undefined || (await this.#put(step.id, step.after)) !== null) return;
    this.future.set(this.future.get().slice(1));
    this.past.set([...this.past.get(), step]);
  }

  async #edit(step: Step<R>): Promise<Problem | null> {
    const failed = await this.#put(step.id, step.after);
    if (failed !== null) return failed;
    this.past.set([...this.past.get(), step].slice(-LONGEST_HISTORY));
    this.future.set([]);
    return null;
  }

  /** Puts one on the shelf, or with null takes off what lies there. */
  async #put(id: string, saved: R | null): Promise<Problem | null> {
    const records = this.#keeping.of(await this.#store);
    const stored = saved === null ? await records.delete(id) : await records.put(saved);
    return this.#report(stored.ok ? null : stored.error);
  }

  #report(found: Problem | null): Problem | null {
    this.problem.set(found);
    return found;
  }

  async #load(): Promise<void> {
    const store = await this.#store;
    store.onChange((collection, id) => {
      // The draft is saved at every keystroke and is not on the shelf.
      if (collection === this.#keeping.collection && id !== DRAFT_ID) void this.#refresh();
    });
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    const all = await this.#keeping.of(await this.#store).list();
    this.saved.set(all.filter(({ id }) => id !== DRAFT_ID));
  }
}
