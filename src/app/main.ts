import type { ComputeClient } from '../workers/compute-client.ts';
import { AppState } from './state/app-state.ts';
import { RrApp } from './shell/rr-app/rr-app.ts';

/** Made once, when something is first computed. */
let computing: Promise<ComputeClient> | null = null;
const computeClient = (): Promise<ComputeClient> => {
  computing ??= import('../workers/compute-client.ts').then(({ createComputeClient }) => createComputeClient());
  return computing;
};

const app = new AppState({
  openStore: () => import('../store/open-store.ts').then(({ openStore }) => openStore()),
  createMeasureClient: () =>
    import('../workers/measure-client.ts').then(({ createMeasureClient }) => createMeasureClient()),
  fit: async (request) => (await computeClient()).fit(request),
  defaultScenario: () => import('./pages/plan/default-scenario.ts').then(({ defaultScenario }) => defaultScenario()),
});

const element = new RrApp();
element.app = app;
document.querySelector('#app')?.replaceWith(element);
void app.load();
