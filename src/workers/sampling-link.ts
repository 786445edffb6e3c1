import { err, problem, type Problem, type Result } from '../base/result.ts';
import type { CaseSampler, OpenedCase } from '../measure/case-sampler.ts';
import type { FromSamplingWorker, SamplingCall, ToSamplingWorker } from './sampling-protocol.ts';

/** The way to whatever holds the sampler: a worker of the page, or a process of Node. */
export interface SamplingChannel {
  readonly post: (message: ToSamplingWorker) => void;
  readonly listen: (onAnswer: (message: FromSamplingWorker) => void, onFailure: (message: string) => void) => void;
}

/** A case sampler at the other end of a channel. Once that fails it answers every call, and all later ones, with the failure. */
export const linkSampler = ({ post, listen }: SamplingChannel): CaseSampler => {
  const waiting = new Map<number, (result: FromSamplingWorker['result']) => void>();
  let nextId = 0;
  let failure: Problem | null = null;
  listen(
    ({ id, result }) => {
      waiting.get(id)?.(result);
      waiting.delete(id);
    },
    (message) => {
      failure = problem('worker', `The sampling worker failed: ${message}`);
      for (const resolve of waiting.values()) resolve(err(failure));
      waiting.clear();
    },
  );
  const ask = (call: SamplingCall): Promise<FromSamplingWorker['result']> =>
    new Promise((resolve) => {
      if (failure !== null) {
        resolve(err(failure));
        return;
      }
      const id = nextId++;
      waiting.set(id, resolve);
      post({ ...call, id });
    });
  return {
    open: (request) => ask({ call: 'open', request }) as Promise<Result<OpenedCase, Problem>>,
    time: (times) => ask({ call: 'time', times }) as Promise<Result<number, Problem>>,
    close: () => void ask({ call: 'close' }),
  };
};
