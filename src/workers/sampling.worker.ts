import { err, ok, problem } from '../base/result.ts';
import { createCaseSampler } from '../measure/case-sampler.ts';
import type { FromSamplingWorker, ToSamplingWorker } from './sampling-protocol.ts';

/** The worker that holds one side of a comparison. */
interface WorkerScope {
  readonly navigator: Navigator;
  postMessage(message: FromSamplingWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToSamplingWorker>) => void): void;
}
const scope = globalThis as unknown as WorkerScope;
const sampler = createCaseSampler(scope.navigator.gpu, () => performance.now());

const answer = async (message: ToSamplingWorker): Promise<FromSamplingWorker['result']> => {
  switch (message.call) {
    case 'open':
      return sampler.open(message.request);
    case 'time':
      return sampler.time(message.times);
    case 'close':
      sampler.close();
      return ok(null);
  }
};

scope.addEventListener('message', ({ data }) => {
  void answer(data)
    .catch((cause: unknown) => err(problem('worker', cause instanceof Error ? cause.message : String(cause))))
    .then((result) => {
      scope.postMessage({ id: data.id, result });
    });
});
