import { signal } from '@lit-labs/signals';
import { err, problem, type Problem, type Result } from '../../base/result.ts';
import type { SavedScenario } from '../../records/saved-scenario.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { ScenarioSummary } from '../../store/scenario-summary.ts';
import type { Store } from '../../store/store.ts';
import { DRAFT_ID } from './scenario-draft.ts';

/** The scenarios kept in this browser, as every tab sees them; the draft is not among them. */
export class ScenarioShelf {
  /** Newest first. */
  readonly saved = signal<readonly ScenarioSummary[]>([]);
  readonly problem = signal<Problem | null>(null);
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
    return this.#put({ id: crypto.randomUUID(), savedAt: new Date().toISOString(), scenario });
  }

  async read(id: string): Promise<Result<SavedScenario, Problem>> {
    const read = await (await this.#store).scenarios.get(id);
    if (!read.ok) return read;
    return read.value === null
      ? err(problem('', 'This scenario is no longer stored in this browser; another tab may have deleted it.'))
      : { ok: true, value: read.value };
  }

  async rename(id: string, name: string): Promise<Problem | null> {
    const read = await this.read(id);
    if (!read.ok) return this.#report(read.error);
    return this.#put({ ...read.value, scenario: { ...read.value.scenario, name } });
  }

  async duplicate(id: string): Promise<Problem | null> {
    const read = await this.read(id);
    if (!read.ok) return this.#report(read.error);
    const { scenario } = read.value;
    return this.keep({ ...scenario, name: `${scenario.name}, copy`.slice(0, 200) });
  }

  /** Takes a scenario off the shelf; what is returned puts it back. Null where it could not be deleted, or not be read. */
  async remove(id: string): Promise<(() => void) | null> {
    const read = await this.read(id);
    const deleted = await (await this.#store).scenarios.delete(id);
    this.#report(deleted.ok ? null : deleted.error);
    if (!deleted.ok || !read.ok) return null;
    return () => {
      void this.#put(read.value);
    };
  }

  async #put(saved: SavedScenario): Promise<Problem | null> {
    const stored = await (await this.#store).scenarios.put(saved);
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
