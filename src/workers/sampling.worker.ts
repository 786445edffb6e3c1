import type { FromSamplingWorker, ToSamplingWorker } from './sampling-protocol.ts';
import { createSamplingService } from './sampling-service.ts';

/** The worker that holds one side of a comparison. */
interface WorkerScope {
  readonly navigator: Navigator;
  postMessage(message: FromSamplingWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToSamplingWorker>) => void): void;
}
const scope = globalThis as unknown as WorkerScope;
const handle = createSamplingService(scope.navigator.gpu, (message) => {
  scope.postMessage(message);
});

scope.addEventListener('message', ({ data }) => {
  handle(data);
});
