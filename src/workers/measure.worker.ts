import { describeBrowser } from '../measure/device/browser.ts';
import type { FromMeasureWorker, ToMeasureWorker } from './measure-protocol.ts';
import { createMeasureService } from './measure-service.ts';

/** The measuring worker of the page. */
interface WorkerScope {
  readonly navigator: Navigator;
  readonly crossOriginIsolated: boolean;
  postMessage(message: FromMeasureWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToMeasureWorker>) => void): void;
}
const scope = globalThis as unknown as WorkerScope;

const handle = createMeasureService({
  gpu: scope.navigator.gpu,
  send: (message) => {
    scope.postMessage(message);
  },
  browser: describeBrowser(scope.navigator),
  host: null,
  crossOriginIsolated: scope.crossOriginIsolated,
});

scope.addEventListener('message', ({ data }) => {
  handle(data);
});
