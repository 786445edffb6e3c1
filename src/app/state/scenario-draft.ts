import type { Problem } from '../../base/result.ts';
import { threeWayMerge } from '../../base/three-way-merge.ts';
import type { PhysicalScenario, Scenario } from '../../records/scenario.ts';
import type { Store } from '../../store/store.ts';
import { LONGEST_HISTORY, type Undoable } from './undoable.ts';
import { signal } from '../signals.ts';

/** The draft lies among the saved scenarios under an id of its own. */
export const DRAFT_ID = 'draft';
/** Keystrokes in one field this close together are one step. */
const ONE_STEP_MS = 1500;

/** A scenario of the other kind is another scenario: its fields mean something else. */
const merge = (base: Scenario, mine: Scenario, theirs: Scenario): Scenario =>
  mine.mode === theirs.mode ? threeWayMerge(base, mine, theirs) : mine.mode === base.mode ? theirs : mine;

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
  /** As it was last kept, here or in another tab: what differs from it was changed in this one. */
  #kept: Scenario | null = null;

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
    this.#kept ??= scenario;
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
    const store = await this.#store;
    // The tabs write one after the other: each lays its edit over what the one before it kept.
    const endTurn = await store.takeTurn(DRAFT_ID, true);
    try {
      const there = await store.scenarios.get(DRAFT_ID);
      if (there.ok && there.value !== null) this.#takeOver(there.value.scenario);
      const merged = this.scenario.get() ?? scenario;
      const stored = await store.scenarios.put({ id: DRAFT_ID, savedAt: new Date().toISOString(), scenario: merged });
      if (stored.ok) this.#kept = merged;
      this.problem.set(stored.ok ? null : stored.error);
    } finally {
      endTurn?.();
    }
  }

  /** What another tab kept, with what was changed here since laid over it. Steps of undo take back edits of this tab alone. */
  #takeOver(theirs: Scenario): void {
    const base = this.#kept;
    const now = this.scenario.get();
    this.#kept = theirs;
    if (base === null || now === null) {
      this.scenario.set(now ?? theirs);
      return;
    }
    const merged = merge(base, now, theirs);
    if (JSON.stringify(merged) === JSON.stringify(now)) return;
    this.scenario.set(merged);
    const rebased = (step: Scenario): Scenario => merge(now, step, merged);
    this.past.set(this.past.get().map(rebased));
    this.future.set(this.future.get().map(rebased));
  }

  async #load(): Promise<void> {
    const store = await this.#store;
    store.onChange((collection, id) => {
      if (collection === 'scenarios' && id === DRAFT_ID) void this.#follow();
    });
    const stored = await store.scenarios.get(DRAFT_ID);
    if (!stored.ok) this.problem.set(stored.error);
    else if (stored.value !== null) this.#takeOver(stored.value.scenario);
  }

  async #follow(): Promise<void> {
    const stored = await (await this.#store).scenarios.get(DRAFT_ID);
    if (stored.ok && stored.value !== null) this.#takeOver(stored.value.scenario);
  }
}
