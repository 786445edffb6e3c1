import type { Problem, Result } from '../../base/result.ts';
import type { Calibration } from '../../records/calibration.ts';
import type { SavedStackFit } from '../../records/stack-fit.ts';
import type { Store } from '../../store/store.ts';
import type { ScenarioDraft } from './scenario-draft.ts';
import { computed, signal } from '../signals.ts';

/** A fit of kernels, or one of a serving stack: a plan takes one of each. */
export type KeptFit = Calibration | SavedStackFit;

export const isStackFit = (fit: KeptFit): fit is SavedStackFit => 'fit' in fit;

/** The fits kept in this browser, and those that the plan uses. */
export class CalibrationShelf {
  readonly calibrations = signal<readonly Calibration[]>([]);
  readonly stackFits = signal<readonly SavedStackFit[]>([]);
  readonly problem = signal<Problem | null>(null);
  /** Null: the plan stands on published parameters. */
  readonly inUse = computed(() => this.#named(this.calibrations.get(), 'calibration'));
  /** Null: the plan stands on the published constants of its stack. */
  readonly stackInUse = computed(() => this.#named(this.stackFits.get(), 'stackCalibration'));
  /** Fits that the plan names and that are not here: it stands on what is published in their place. */
  readonly missing = computed(() => {
    const scenario = this.#draft.scenario.get();
    if (scenario?.mode !== 'physical' || !this.#isLoaded.get()) return [];
    const { hardware } = scenario;
    return (['calibration', 'stackCalibration'] as const).flatMap((field) => {
      const id = hardware[field];
      return id === null || this.find(id) !== null ? [] : [{ field, id }];
    });
  });
  readonly #isLoaded = signal(false);
  readonly #store: Promise<Store>;
  readonly #draft: ScenarioDraft;

  constructor(store: Promise<Store>, draft: ScenarioDraft) {
    this.#store = store;
    this.#draft = draft;
  }

  async load(): Promise<void> {
    const store = await this.#store;
    store.onChange((collection) => {
      if (collection === 'calibrations' || collection === 'stackFits') void this.#refresh();
    });
    await this.#refresh();
  }

  /** The kept fit of an id, of either kind. */
  find(id: string): KeptFit | null {
    return [...this.calibrations.get(), ...this.stackFits.get()].find((fit) => fit.id === id) ?? null;
  }

  isInUse(fit: KeptFit): boolean {
    return (isStackFit(fit) ? this.stackInUse : this.inUse).get()?.id === fit.id;
  }

  /** Keeps a fit; the problem says why it is not there. */
  async keep(fit: KeptFit): Promise<Problem | null> {
    const store = await this.#store;
    return this.#settle(await (isStackFit(fit) ? store.stackFits.put(fit) : store.calibrations.put(fit)));
  }

  /** Keeps a fit and plans with it from now on. */
  async use(fit: KeptFit): Promise<void> {
    await this.keep(fit);
    await this.#draft.useFits(isStackFit(fit) ? { stackCalibration: fit.id } : { calibration: fit.id });
  }

  /** Plans with what is published in place of a fit. */
  async putAway(fit: KeptFit): Promise<void> {
    await this.#draft.useFits(isStackFit(fit) ? { stackCalibration: null } : { calibration: null });
  }

  async rename(fit: KeptFit, name: string): Promise<Problem | null> {
    return this.keep({ ...fit, name });
  }

  /**
   * Forgets a fit; what is returned puts it back. A plan that uses it stands on what is published while it is gone. Null
   * where it could not be deleted.
   */
  async remove(fit: KeptFit): Promise<(() => void) | null> {
    const store = await this.#store;
    const failed = await this.#settle(
      await (isStackFit(fit) ? store.stackFits.delete(fit.id) : store.calibrations.delete(fit.id)),
    );
    if (failed !== null) return null;
    return () => {
      void this.keep(fit);
    };
  }

  #named<Fit extends KeptFit>(fits: readonly Fit[], field: 'calibration' | 'stackCalibration'): Fit | null {
    const scenario = this.#draft.scenario.get();
    const id = scenario?.mode === 'physical' ? scenario.hardware[field] : null;
    return id === null ? null : (fits.find((fit) => fit.id === id) ?? null);
  }

  async #settle(done: Result<null, Problem>): Promise<Problem | null> {
    const failed = done.ok ? null : done.error;
    this.problem.set(failed);
    await this.#refresh();
    return failed;
  }

  async #refresh(): Promise<void> {
    const store = await this.#store;
    const [calibrations, stackFits] = await Promise.all([store.calibrations.list(), store.stackFits.list()]);
    this.calibrations.set(calibrations);
    this.stackFits.set(stackFits);
    this.#isLoaded.set(true);
  }
}
