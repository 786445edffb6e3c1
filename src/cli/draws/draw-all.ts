import type { PlanOptions } from '../../plan/plan.ts';
import { REPLICATES, type DrawRequest } from '../../plan/sensitivity/draw-request.ts';
import { joinReplicates, monteCarlo, type MonteCarlo, type Replicate } from '../../plan/sensitivity/monte-carlo.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Io } from '../io.ts';
import { Progress } from '../progress.ts';
import { inThreads, Stopped } from '../threads.ts';
import type { DrawThreadData, FromDrawThread, ToDrawThread } from './thread-protocol.ts';

/** Fewer draws are there before threads of their own have started. */
const WORTH_THREADS = 5000;

const REPLICATE_NUMBERS = Array.from({ length: REPLICATES }, (_, replicate) => replicate);

/** Draws of a plan, many of them on all cores: a replicate is the same whichever thread draws it. Null where the signal stopped them. */
export const drawAll = async (
  scenario: Scenario,
  options: PlanOptions,
  request: DrawRequest,
  threads: number,
  { log, signal }: Pick<Io, 'log' | 'signal'>,
): Promise<MonteCarlo | null> => {
  if (request.draws < WORTH_THREADS || threads === 1) return monteCarlo(scenario, options, request);
  const progress = new Progress(request.draws, 'draws', log);
  const replicates: Replicate[] = [];
  try {
    await inThreads<ToDrawThread, FromDrawThread>({
      program: 'draw-thread.js',
      workerData: { scenario, options, request } satisfies DrawThreadData,
      tasks: REPLICATE_NUMBERS,
      threads,
      signal,
      take: ({ replicate, drawn }) => {
        replicates[replicate] = drawn;
        progress.add(request.draws / REPLICATES);
        return true;
      },
    });
  } catch (cause) {
    if (cause instanceof Stopped) return null;
    throw cause;
  }
  return joinReplicates(request, replicates);
};
