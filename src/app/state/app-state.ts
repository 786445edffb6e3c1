import { createContext } from '@lit/context';
import type { Scenario } from '../../records/scenario.ts';
import type { Store } from '../../store/store.ts';
import type { ComputeClient } from '../../workers/compute-client.ts';
import { Router } from '../router/router.ts';
import { CalibrationShelf } from './calibration-shelf.ts';
import type { MeasureClient } from '../../workers/measure-client.ts';
import { MeasureSession } from './measure-session.ts';
import { ScenarioDraft } from './scenario-draft.ts';
import { Theme } from './theme.ts';
import { Toast } from './toast.ts';

/** What the page is made from; tests hand in a memory store and a fake client. */
export interface AppServices {
  readonly openStore: () => Promise<Store>;
  readonly createMeasureClient: () => Promise<MeasureClient>;
  readonly defaultScenario: () => Promise<Scenario>;
  readonly fit: ComputeClient['fit'];
}

/** The state shared by the pages; each part is a file of its own. */
export class AppState {
  readonly router = new Router();
  readonly theme = new Theme();
  readonly toast = new Toast();
  readonly measure: MeasureSession;
  readonly draft: ScenarioDraft;
  readonly calibrations: CalibrationShelf;

  /** Fits a run's products, off the page's thread. */
  readonly fit: ComputeClient['fit'];

  constructor({ openStore, createMeasureClient, defaultScenario, fit }: AppServices) {
    this.fit = fit;
    const store = openStore();
    this.measure = new MeasureSession(store, createMeasureClient);
    this.draft = new ScenarioDraft(store, defaultScenario);
    this.calibrations = new CalibrationShelf(store, this.draft);
  }

  async load(): Promise<void> {
    await Promise.all([this.measure.load(), this.measure.describeAdapter(), this.calibrations.load()]);
  }
}

export const appContext = createContext<AppState>(Symbol('roofrack-app'));
