import { err, problem, type Problem, type Result } from '../base/result.ts';
import type { CaseSampler, OpenedCase } from '../measure/case-sampler.ts';
import { linkWorker, type LinkedWorker } from './link.ts';
import type { FromSamplingWorker, SamplingCall, ToSamplingWorker } from './sampling-protocol.ts';

/** The sampler itself gives a case 60 s, so silence beyond that means that not even its own time-out works any more. */
const SILENCE_MS = 90_000;

/**
 * A case sampler in a worker of its own, which ends with it. Once that failed it answers every call, and all later ones, with
 * the failure: what it had open is lost.
 */
export const linkSampler = (createWorker: () => LinkedWorker<ToSamplingWorker, FromSamplingWorker>): CaseSampler => {
  const waiting = new Map<number, (result: FromSamplingWorker['result']) => void>();
  let nextId = 0;
  let failure: Problem | null = null;
  const link = linkWorker<ToSamplingWorker, FromSamplingWorker>({
    createWorker,
    onMessage: ({ id, result }) => {
      waiting.get(id)?.(result);
      waiting.delete(id);
      if (waiting.size === 0) link.rest();
    },
    onDead: (reason) => {
      failure = problem('worker', `The sampling worker failed: ${reason}`);
      for (const resolve of waiting.values()) resolve(err(failure));
      waiting.clear();
    },
  });
  const ask = (call: SamplingCall): Promise<FromSamplingWorker['result']> =>
    new Promise((resolve) => {
      if (failure !== null) {
        resolve(err(failure));
        return;
      }
      const id = nextId++;
      waiting.set(id, resolve);
      link.post({ ...call, id });
      link.expect(SILENCE_MS, `it gave no sign of life for ${String(SILENCE_MS / 1000)} s`);
    });
  return {
    open: (request) => ask({ call: 'open', request }) as Promise<Result<OpenedCase, Problem>>,
    time: (times) => ask({ call: 'time', times }) as Promise<Result<number, Problem>>,
    close: () => {
      link.end();
    },
  };
};
