import { REPLICATES, type DrawRequest } from '../plan/sensitivity/draw-request.ts';
import type { MonteCarlo } from '../plan/sensitivity/monte-carlo.ts';
import type { ComputeClient, JobOptions } from './compute-lane.ts';
import type { ScenarioRequest } from './compute-protocol.ts';

/** Draws of a plan by all threads there are for it, each replicate by one of them; `onProgress` is told the share that is done. */
export const drawn = async (
  compute: ComputeClient,
  question: ScenarioRequest,
  request: DrawRequest,
  { signal, onProgress }: JobOptions<number> = {},
): Promise<MonteCarlo> => {
  const done = Array.from({ length: REPLICATES }, () => 0);
  const each = request.draws / REPLICATES;
  const told = (replicate: number, draws: number): void => {
    done[replicate] = draws;
    onProgress?.(done.reduce((sum, count) => sum + count, 0) / request.draws);
  };
  const stop = signal === undefined ? {} : { signal };
  const replicates = await Promise.all(
    done.map(async (_, replicate) => {
      const ofReplicate = { ...question, request: { ...request, replicate } };
      const answer = await compute.run('replicate', ofReplicate, {
        ...stop,
        onProgress: (draws) => {
          told(replicate, draws);
        },
      });
      told(replicate, each);
      return answer;
    }),
  );
  return compute.run('joinedDraws', { request, replicates }, stop);
};
