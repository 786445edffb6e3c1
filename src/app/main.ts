import { writeNumbersIn } from '../base/format.ts';
import { AppState } from './state/app-state.ts';
import { RrApp } from './shell/rr-app/rr-app.ts';

writeNumbersIn(navigator.language);

const app = new AppState({
  openStore: () => import('../store/open-store.ts').then(({ openStore }) => openStore()),
  createMeasureClient: () =>
    import('../workers/measure-client.ts').then(({ createMeasureClient }) => createMeasureClient()),
  createComputeClient: (onReplaced) =>
    import('../workers/compute-client.ts').then(({ createComputeClient }) => createComputeClient(onReplaced)),
  compareInterleaved: (request, options) =>
    import('../workers/interleaved.ts').then((workers) => workers.compareInterleaved(request, options)),
  defaultScenario: () => import('./pages/plan/default-scenario.ts').then(({ defaultScenario }) => defaultScenario()),
});

const element = new RrApp();
element.app = app;
document.querySelector('#app')?.replaceWith(element);
void app.load();

// Fetched beside the first visit it would take the network from it; the dev server has no copy to keep.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  window.addEventListener('load', () => void app.update.keep(navigator.serviceWorker));
}
