import type { Ledger } from '../plan/ledger.ts';
import type { Training } from '../records/training.ts';
import type { TrainingFacts } from './facts.ts';

const ZERO = 'Rajbhandari et al. 2020, arXiv 1910.02054 (ZeRO)';
const KORTHIKANTI =
  'Korthikanti et al. 2022, arXiv 2205.05198: 34 bytes per token, width and layer, and 5 × heads × sequence / width for the scores; with sequence parallelism all of it is shared by the tensor-parallel group';

/** Whether the shape says enough to count a step's memory. */
export const shapeIsKnown = ({ training, shape }: Training): boolean =>
  training.params !== null &&
  shape.layers !== null &&
  shape.hidden !== null &&
  shape.sequence !== null &&
  shape.heads !== null;

/** Activations by what is kept; with 1F1B the first of p stages holds as many micro-batches as would fill all layers once. */
const ACTIVATIONS = {
  all: 'step.microBatch * shape.sequence * shape.hidden * shape.layers * (34 + 5 * shape.heads * shape.sequence / shape.hidden) / step.tensorParallel / 1e9',
  selective: 'step.microBatch * shape.sequence * shape.hidden * shape.layers * 34 / step.tensorParallel / 1e9',
  full: 'step.microBatch * shape.sequence * shape.hidden * (2 * shape.layers + 34 + 5 * shape.heads * shape.sequence / shape.hidden) / step.tensorParallel / 1e9',
} as const;

/**
 * Memory of a training step on the fullest accelerator: weights, gradients and optimiser by their bytes per parameter, shared
 * as the ZeRO stage says, activations by Korthikanti et al., workspace in proportion to the weights. Range: layers that divide
 * evenly among stages, embeddings counted with them.
 */
export const memoryLines = (ledger: Ledger, whole: Training, facts: TrainingFacts): void => {
  if (!shapeIsKnown(whole)) return;
  const { memory } = whole;
  for (const key of [
    'microBatch',
    'tensorParallel',
    'pipelineParallel',
    'weightBytes',
    'gradientBytes',
    'optimiserBytes',
    'overheadShare',
  ] as const) {
    ledger.choice(`step.${key}`, memory[key]);
  }
  ledger.line('step.dataParallel', 'floor(training.count / (step.tensorParallel * step.pipelineParallel))');
  ledger.line('step.paramsHere', 'training.params / (step.tensorParallel * step.pipelineParallel)');
  const stage = Number(memory.shardingStage);
  const shared = (from: number): string => (stage >= from ? ' / step.dataParallel' : '');
  const source = { source: ZERO };
  ledger.line('step.weightsGB', `step.paramsHere * step.weightBytes${shared(3)} / 1e9`, source);
  ledger.line('step.gradientsGB', `step.paramsHere * step.gradientBytes${shared(2)} / 1e9`, source);
  ledger.line('step.optimiserGB', `step.paramsHere * step.optimiserBytes${shared(1)} / 1e9`, source);
  ledger.line('step.activationsGB', ACTIVATIONS[memory.checkpointing], { source: KORTHIKANTI });
  ledger.line('step.overheadGB', 'step.weightsGB * step.overheadShare');
  ledger.line(
    'step.totalGB',
    'step.weightsGB + step.gradientsGB + step.optimiserGB + step.activationsGB + step.overheadGB',
  );
  const { value, source: from, tier } = facts.memoryGB;
  ledger.input('accelerator.memoryGB', value, from, tier);
  ledger.line('step.roomGB', 'accelerator.memoryGB - step.totalGB');
};
