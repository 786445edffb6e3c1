import type { Problem } from '../../base/result.ts';
import type { SavedScenario } from '../../records/saved-scenario.ts';
import type { PhysicalScenario, Scenario } from '../../records/scenario.ts';
import type { Store } from '../../store/store.ts';
import { LONGEST_HISTORY, type Undoable } from './undoable.ts';
import { signal } from '../signals.ts';

/** The draft lies among the saved scenarios under an id of its own. */
export const DRAFT_ID = 'draft';
/** Keystrokes in one field this close together are one step. */
const ONE_STEP_MS = 1500;

/** The scenario on the Plan page: saved as it is typed, there again after a reload, every edit undoable. */
export class ScenarioDraft implements Undoable {
  /** Null until the page or a stored draft gives one. */
  readonly scenario = signal<Scenario | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly past = signal<readonly Scenario[]>([]);
  readonly future = signal<readonly Scenario[]>([]);
  readonly #store: Promise<Store>;
  readonly #loaded: Promise<void>;
  readonly #makeDefault: () => Promise<Scenario>;
  #lastEdit = { field: '', at: -Infinity };

  constructor(store: Promise<Store>, makeDefault: () => Promise<Scenario>) {
    this.#store = store;
    this.#makeDefault = makeDefault;
    this.#loaded = this.#load();
  }

  /** The draft, from the store or from the defaults. */
  async ensure(): Promise<Scenario> {
    await this.#loaded;
    const scenario = this.scenario.get() ?? (await this.#makeDefault());
    if (this.scenario.get() === null) this.scenario.set(scenario);
    return scenario;
  }

  /** Edits in quick succession to one `field` are one step of undo; an edit of no field is always a step. */
  async set(scenario: Scenario, field = ''): Promise<void> {
    const before = this.scenario.get();
    const now = performance.now();
    const continues = field !== '' && field === this.#lastEdit.field && now - this.#lastEdit.at < ONE_STEP_MS;
    this.#lastEdit = { field, at: now };
    if (before !== null && !continues) this.past.set([...this.past.get(), before].slice(-LONGEST_HISTORY));
    this.future.set([]);
    await this.#show(scenario);
  }

  async undo(): Promise<void> {
    const previous = this.past.get().at(-1);
    const now = this.scenario.get();
    if (previous === undefined || now === null) return;
    this.past.set(this.past.get().slice(0, -1));
    this.future.set([now, ...this.future.get()]);
    this.#lastEdit = { field: '', at: -Infinity };
    await this.#show(previous);
  }

  async redo(): Promise<void> {
    const [next, ...rest] = this.future.get();
    const now = this.scenario.get();
    if (next === undefined || now === null) return;
    this.future.set(rest);
    this.past.set([...this.past.get(), now]);
    await this.#show(next);
  }

  /** Names the fits that the plan stands on, by their ids; null: published parameters. It is one of the physical model then. */
  async useFits(fits: Partial<Pick<PhysicalScenario['hardware'], 'calibration' | 'stackCalibration'>>): Promise<void> {
    const scenario = await this.ensure();
    const { asPhysical } = await import('../../plan/other-mode.ts');
    const physical = asPhysical(scenario);
    await this.set({ ...physical, hardware: { ...physical.hardware, ...fits } });
  }

  async #show(scenario: Scenario): Promise<void> {
    this.scenario.set(scenario);
    await this.#put({ id: DRAFT_ID, savedAt: new Date().toISOString(), scenario });
  }

  async #put(saved: SavedScenario): Promise<void> {
    const stored = await (await this.#store).scenarios.put(saved);
    this.problem.set(stored.ok ? null : stored.error);
  }

  async #load(): Promise<void> {
    const stored = await (await this.#store).scenarios.get(DRAFT_ID);
    if (!stored.ok) this.problem.set(stored.error);
    else if (stored.value !== null && this.scenario.get() === null) this.scenario.set(stored.value.scenario);
  }
}
