import { computed, signal } from '@lit-labs/signals';
import type { Problem } from '../../base/result.ts';
import type { Calibration } from '../../records/calibration.ts';
import type { Store } from '../../store/store.ts';
import type { ScenarioDraft } from './scenario-draft.ts';

/** The fits kept in this browser, and the one that the plan uses. */
export class CalibrationShelf {
  readonly calibrations = signal<readonly Calibration[]>([]);
  readonly problem = signal<Problem | null>(null);
  /** Null: the plan stands on published parameters. */
  readonly inUse = computed(() => {
    const id = this.#draft.scenario.get()?.hardware.calibration ?? null;
    return id === null ? null : (this.calibrations.get().find((calibration) => calibration.id === id) ?? null);
  });
  readonly #store: Promise<Store>;
  readonly #draft: ScenarioDraft;

  constructor(store: Promise<Store>, draft: ScenarioDraft) {
    this.#store = store;
    this.#draft = draft;
  }

  async load(): Promise<void> {
    const store = await this.#store;
    store.onChange((collection) => {
      if (collection === 'calibrations') void this.#refresh();
    });
    await this.#refresh();
  }

  /** Keeps a fit and plans with it from now on. */
  async use(calibration: Calibration): Promise<void> {
    const stored = await (await this.#store).calibrations.put(calibration);
    this.problem.set(stored.ok ? null : stored.error);
    await this.#refresh();
    await this.#draft.useCalibration(calibration.id);
  }

  async usePublished(): Promise<void> {
    await this.#draft.useCalibration(null);
  }

  async #refresh(): Promise<void> {
    this.calibrations.set(await (await this.#store).calibrations.list());
  }
}
