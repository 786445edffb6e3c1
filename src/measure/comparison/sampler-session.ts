import type { CaseSampler } from '../case-sampler.ts';
import type { HostSession } from './host.ts';

/** A session each of whose sides is a sampler of its own, so that a side that crashes takes no other with it. */
export const samplerSession = (
  createSampler: () => CaseSampler,
  crossOriginIsolated: boolean | null,
): Promise<HostSession> => {
  const samplers: CaseSampler[] = [];
  return Promise.resolve({
    openSide: () => {
      const sampler = createSampler();
      samplers.push(sampler);
      return Promise.resolve({
        crossOriginIsolated,
        open: (request) => sampler.open(request),
        time: (times) => sampler.time(times),
      });
    },
    close: () => {
      for (const sampler of samplers) sampler.close();
      return Promise.resolve();
    },
  });
};
