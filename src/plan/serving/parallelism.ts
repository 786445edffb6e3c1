import { hasExperts, layerCount } from '../../catalog/model-geometry.ts';
import { lastOf } from '../../base/checked.ts';
import type { Model } from '../../catalog/schema.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { expertSpread, tensorSpread, type Spread } from '../../throughput/spread.ts';

/** How a copy of the model is spread over accelerators. */
export interface Parallelism {
  /** Accelerators that share every layer; they stand in one server. */
  readonly tensor: number;
  /** Groups that hold a part of the layers each. */
  readonly pipeline: number;
  /** Whole experts are dealt out in place of splitting every matrix. */
  readonly expert: boolean;
}

export const spreadOver = ({ tensor, expert }: Parallelism): Spread =>
  expert ? expertSpread(tensor) : tensorSpread(tensor);

export const accelerators = ({ tensor, pipeline }: Parallelism): number => tensor * pipeline;

/**
 * Copies of the model that a server holds: a group stands in one server, the groups of a copy may stand in several.
 * What is left over stays idle.
 */
export const replicasPerServer = ({ tensor, pipeline }: Parallelism, serverGpus: number): number => {
  const groups = Math.floor(serverGpus / tensor);
  return groups >= pipeline ? Math.floor(groups / pipeline) : groups / pipeline;
};

const powersOfTwo = (limit: number): number[] => {
  const sizes: number[] = [];
  for (let size = 1; size <= limit; size *= 2) sizes.push(size);
  return sizes;
};

/** Servers that one copy of the model may span when asked to choose. */
const MOST_STAGES = 16;

/**
 * Layouts to try, tensor by pipeline by expert parallelism. What the scenario leaves to `auto` takes powers of two, tensor
 * parallelism up to `mostTensor`, so that a group stays within a server whose links are known; the rest is as the scenario
 * sets it.
 */
export const layoutsToTry = (
  hardware: PhysicalScenario['hardware'],
  model: Model,
  mostTensor: number,
): Parallelism[] => {
  const { tensorParallel, pipelineParallel, expertParallel } = hardware;
  const tensors = tensorParallel === 'auto' ? powersOfTwo(mostTensor) : [tensorParallel];
  const largest = lastOf(tensors);
  const groups: Pick<Parallelism, 'tensor' | 'pipeline'>[] =
    pipelineParallel === 'auto'
      ? [
          ...tensors.map((tensor) => ({ tensor, pipeline: 1 })),
          ...powersOfTwo(Math.min(MOST_STAGES, layerCount(model)))
            .slice(1)
            .map((pipeline) => ({ tensor: largest, pipeline })),
        ]
      : tensors.map((tensor) => ({ tensor, pipeline: pipelineParallel }));
  return groups.flatMap((group) => {
    const may = hasExperts(model) && group.tensor > 1 && expertParallel !== 'no';
    const must = may && expertParallel === 'yes';
    return [...(must ? [] : [{ ...group, expert: false }]), ...(may ? [{ ...group, expert: true }] : [])];
  });
};
