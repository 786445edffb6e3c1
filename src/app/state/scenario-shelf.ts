import type { SavedScenario } from '../../records/scenario.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Store } from '../../store/store.ts';
import { SCENARIO_KEEPING } from './scenario-draft.ts';
import { Shelf } from './shelf.ts';

/** The scenarios kept in this browser. */
export class ScenarioShelf extends Shelf<SavedScenario, Scenario> {
  constructor(store: Promise<Store>) {
    super(store, SCENARIO_KEEPING);
    void this.loaded();
  }
}
