import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import type { SavedScenario } from '../../records/saved-scenario.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { ScenarioSummary } from '../../store/scenario-summary.ts';
import type { Store } from '../../store/store.ts';
import { DRAFT_ID } from './scenario-draft.ts';
import { LONGEST_HISTORY, type Undoable } from './undoable.ts';
import { signal } from '../signals.ts';

/** A change of what lies under an id; null where nothing does. */
interface Step {
  readonly id: string;
  readonly before: SavedScenario | null;
  readonly after: SavedScenario | null;
}

/** The scenarios kept in this browser, as every tab sees them; the draft is not among them. Every edit is undoable. */
export class ScenarioShelf implements Undoable {
  /** Newest first. */
  readonly saved = signal<readonly ScenarioSummary[]>([]);
  readonly problem = signal<Problem | null>(null);
  readonly past = signal<readonly Step[]>([]);
  readonly future = signal<readonly Step[]>([]);
  readonly #store: Promise<Store>;
  readonly #loaded: Promise<void>;

  constructor(store: Promise<Store>) {
    this.#store = store;
    this.#loaded = this.#load();
  }

  async loaded(): Promise<void> {
    await this.#loaded;
  }

  /** Puts a copy of a scenario on the shelf; the problem says why it is not there. */
  async keep(scenario: Scenario): Promise<Problem | null> {
    const id = crypto.randomUUID();
    return this.#edit({ id, before: null, after: { id, savedAt: new Date().toISOString(), scenario } });
  }

  async read(id: string): Promise<Result<SavedScenario, Problem>> {
    const read = await (await this.#store).scenarios.get(id);
    if (!read.ok) return read;
    return read.value === null
      ? err(problem('', 'This scenario is no longer stored in this browser; another tab may have deleted it.'))
      : ok(read.value);
  }

  /** Whether this very scenario lies here already. */
  async holds(scenario: Scenario): Promise<boolean> {
    await this.#loaded;
    const alike = this.saved.get().filter(({ name }) => name === scenario.name);
    const read = await Promise.all(alike.map(({ id }) => this.read(id)));
    return read.some((found) => found.ok && JSON.stringify(found.value.scenario) === JSON.stringify(scenario));
  }

  async rename(id: string, name: string): Promise<Problem | null> {
    const read = await this.read(id);
    if (!read.ok) return this.#report(read.error);
    const before = read.value;
    return this.#edit({ id, before, after: { ...before, scenario: { ...before.scenario, name } } });
  }

  async duplicate(id: string): Promise<Problem | null> {
    const read = await this.read(id);
    if (!read.ok) return this.#report(read.error);
    const { scenario } = read.value;
    return this.keep({ ...scenario, name: `${scenario.name}, copy`.slice(0, 200) });
  }

  /**
   * Takes a scenario off the shelf; what is returned puts it back. Null where it could not be deleted, or not be read: that
   * one is gone for good.
   */
  async remove(id: string): Promise<(() => void) | null> {
    const read = await this.read(id);
    if (!read.ok) {
      await this.#put(id, null);
      return null;
    }
    const step: Step = { id, before: read.value, after: null };
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

  async #edit(step: Step): Promise<Problem | null> {
    const failed = await this.#put(step.id, step.after);
    if (failed !== null) return failed;
    this.past.set([...this.past.get(), step].slice(-LONGEST_HISTORY));
    this.future.set([]);
    return null;
  }

  /** Puts a scenario on the shelf, or with null takes off what lies there. */
  async #put(id: string, saved: SavedScenario | null): Promise<Problem | null> {
    const { scenarios } = await this.#store;
    const stored = saved === null ? await scenarios.delete(id) : await scenarios.put(saved);
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
      if (collection === 'scenarios' && id !== DRAFT_ID) void this.#refresh();
    });
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    const all = await (await this.#store).scenarios.list();
    this.saved.set(all.filter(({ id }) => id !== DRAFT_ID));
  }
}
