import { planServing } from '../../plan/plan.ts';
import { simulateLoads as simulationOf, type SimulatedLoad } from '../../simulate/simulate-loads.ts';
import type { JobContext, SimulateProgress, SimulateRequest } from '../compute-protocol.ts';

export const simulateLoads = async (
  { scenario, options, loads }: SimulateRequest,
  { onProgress, pause, cancelled }: JobContext<SimulateProgress>,
): Promise<SimulatedLoad[]> => {
  const finished: SimulatedLoad[] = [];
  if (scenario.mode === 'article') return finished;
  const serving = planServing(scenario, options);
  if (!serving.ok) return finished;
  const hooks = {
    onProgress: (share: number): void => {
      onProgress({ share: (finished.length + share) / loads.length, finished });
    },
    pause,
    shouldStop: cancelled,
  };
  for await (const load of simulationOf(scenario, serving.value, loads, hooks)) {
    finished.push(load);
    onProgress({ share: finished.length / loads.length, finished });
  }
  return finished;
};
