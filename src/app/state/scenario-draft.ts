import { threeWayMerge } from '../../base/three-way-merge.ts';
import type { SavedScenario } from '../../records/scenario.ts';
import type { PhysicalScenario, Scenario } from '../../records/scenario.ts';
import type { Store } from '../../store/store.ts';
import { Draft } from './draft.ts';
import type { Keeping } from './keeping.ts';

export const SCENARIO_KEEPING: Keeping<SavedScenario, Scenario> = {
  collection: 'scenarios',
  noun: 'scenario',
  of: (store) => store.scenarios,
  record: (id, savedAt, scenario) => ({ id, savedAt, scenario }),
  value: ({ scenario }) => scenario,
  /** A scenario of the other kind is another scenario: its fields mean something else. */
  merge: (base, mine, theirs) =>
    mine.mode === theirs.mode ? threeWayMerge(base, mine, theirs) : mine.mode === base.mode ? theirs : mine,
};

/** The scenario on the Plan page. */
export class ScenarioDraft extends Draft<SavedScenario, Scenario> {
  constructor(store: Promise<Store>, makeDefault: () => Promise<Scenario>) {
    super(store, SCENARIO_KEEPING, makeDefault);
    void this.load();
  }

  /** Null until the page or a stored draft gives one. */
  get scenario() {
    return this.value;
  }

  /** Names the fits that the plan stands on, by their ids; null: published parameters. It is one of the physical model then. */
  async useFits(fits: Partial<Pick<PhysicalScenario['hardware'], 'calibration' | 'stackCalibration'>>): Promise<void> {
    const scenario = await this.ensure();
    const { asPhysical } = await import('../../plan/other-mode.ts');
    const physical = asPhysical(scenario);
    await this.set({ ...physical, hardware: { ...physical.hardware, ...fits } });
  }
}
