import { err, problem } from '../base/result.ts';
import { createCaseSampler } from '../measure/case-sampler.ts';
import type { FromSamplingWorker, ToSamplingWorker } from './sampling-protocol.ts';

/** The holder of one side of a comparison: takes calls, and sends one answer to each. */
export const createSamplingService = (
  gpu: GPU | undefined,
  send: (message: FromSamplingWorker) => void,
): ((message: ToSamplingWorker) => void) => {
  const sampler = createCaseSampler(gpu, () => performance.now());
  const answer = async (message: ToSamplingWorker): Promise<FromSamplingWorker['result']> => {
    switch (message.call) {
      case 'open':
        return sampler.open(message.request);
      case 'time':
        return sampler.time(message.times);
    }
  };
  return (message) => {
    void answer(message)
      .catch((cause: unknown) => err(problem('worker', cause instanceof Error ? cause.message : String(cause))))
      .then((result) => {
        send({ id: message.id, result });
      });
  };
};
