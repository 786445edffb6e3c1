import { signal } from '@lit-labs/signals';
import type { Problem } from '../../base/result.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Store } from '../../store/store.ts';

const DRAFT_ID = 'draft';

/** The scenario on the Plan page: saved as it is typed, there again after a reload. */
export class ScenarioDraft {
  /** Null until the page or a stored draft gives one. */
  readonly scenario = signal<Scenario | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly #store: Promise<Store>;
  readonly #loaded: Promise<void>;
  readonly #makeDefault: () => Promise<Scenario>;

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

  async set(scenario: Scenario): Promise<void> {
    this.scenario.set(scenario);
    const stored = await (
      await this.#store
    ).scenarios.put({
      id: DRAFT_ID,
      savedAt: new Date().toISOString(),
      scenario,
    });
    this.problem.set(stored.ok ? null : stored.error);
  }

  async useCalibration(id: string | null): Promise<void> {
    const scenario = await this.ensure();
    await this.set({ ...scenario, hardware: { ...scenario.hardware, calibration: id } });
  }

  async #load(): Promise<void> {
    const stored = await (await this.#store).scenarios.get(DRAFT_ID);
    if (!stored.ok) this.problem.set(stored.error);
    else if (stored.value !== null && this.scenario.get() === null) this.scenario.set(stored.value.scenario);
  }
}
