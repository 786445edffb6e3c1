import { headCounts, layerCount, modelGeometry } from '../../catalog/model-geometry.ts';
import { lastOf } from '../../base/checked.ts';
import type { Model } from '../../catalog/schema.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { layoutOf, type Layout } from '../../throughput/deployment.ts';
import { attendingSpread, expertSpread, groupSize } from '../../throughput/spread.ts';

/** Whether whole experts are dealt out, in place of each split over all accelerators. */
export const dealsOutExperts = ({ spread }: Layout): boolean => spread.expertParallel > 1;

/**
 * Copies of the model that a server holds: a group stands in one server, the groups of a copy may stand in several; a group
 * larger than a server takes as many as it needs. What is left over stays idle.
 */
export const replicasPerServer = ({ spread, stages }: Layout, serverGpus: number): number => {
  const size = groupSize(spread);
  if (size > serverGpus) return 1 / (Math.ceil(size / serverGpus) * stages);
  const groups = Math.floor(serverGpus / size);
  return groups >= stages ? Math.floor(groups / stages) : groups / stages;
};

const wholeUpTo = (limit: number): number[] => Array.from({ length: limit }, (_, index) => index + 1);

const powersOfTwo = (limit: number): number[] => wholeUpTo(limit).filter((size) => Number.isInteger(Math.log2(size)));

/** Sizes of groups: powers of two, and whatever divides the server, so that of 72 accelerators none need stand idle. */
const groupSizes = (limit: number): number[] =>
  wholeUpTo(limit).filter((size) => limit % size === 0 || Number.isInteger(Math.log2(size)));

/** Servers that one copy of the model may span when asked to choose. */
const MOST_STAGES = 16;

/** Ranks that each hold an expert of their own: one without would only send tokens away; 0 of a dense model. */
const mostRanks = (model: Model): number => {
  const counts = modelGeometry(model).experts.map(({ experts }) => experts);
  return counts.length === 0 ? 0 : Math.min(...counts);
};

/** Servers that experts are dealt out over where a smaller number does not hold the model; DeepSeek decodes on 18. */
const SERVERS_TO_SPAN = [2, 4, 8, 16, 32] as const;

/** Layouts whose experts lie over several servers. They are planned where a scenario asks for them, and proposed where nothing fits. */
export const layoutsOverServers = (model: Model, serverGpus: number): Layout[] =>
  SERVERS_TO_SPAN.map((servers) => servers * serverGpus)
    .filter((size) => size <= mostRanks(model))
    .map((size) => layoutOf(expertSpread(size)));

type Hardware = PhysicalScenario['hardware'];
type LayoutFields = Pick<Hardware, 'tensorParallel' | 'expertParallel' | 'attentionDataParallel' | 'pipelineParallel'>;

/**
 * Layouts to try, tensor by pipeline by expert parallelism. What the scenario leaves to `auto` takes sizes up to `mostTensor`,
 * so that a group stays within a server whose links are known, and splits attention only where its heads divide; the rest is as
 * the scenario sets it.
 */
export const layoutsToTry = (hardware: LayoutFields, model: Model, mostTensor: number): Layout[] => {
  const { tensorParallel, pipelineParallel, expertParallel, attentionDataParallel } = hardware;
  const ranks = mostRanks(model);
  const heads = headCounts(model);
  const isAuto = tensorParallel === 'auto';
  const dataOf = (size: number, dealt: boolean): number =>
    attentionDataParallel !== 'auto' ? attentionDataParallel : dealt ? size : 1;
  const splits = (size: number, data: number): boolean =>
    !isAuto || heads.every((count) => count % (size / data) === 0);
  const sizes = isAuto ? sizesFor(mostTensor, attentionDataParallel) : [tensorParallel];
  const largest = lastOf(isAuto && attentionDataParallel === 'auto' ? powersOfTwo(mostTensor) : sizes);
  const groups: readonly (readonly [size: number, stages: number])[] =
    pipelineParallel === 'auto'
      ? [
          ...sizes.map((size) => [size, 1] as const),
          ...powersOfTwo(Math.min(MOST_STAGES, layerCount(model)))
            .slice(1)
            .map((stages) => [largest, stages] as const),
        ]
      : sizes.map((size) => [size, pipelineParallel] as const);
  return groups.flatMap(([size, stages]) => {
    const may = size > 1 && size <= ranks && expertParallel !== 'no';
    // Matrices are split within a server alone.
    const must = may && (expertParallel === 'yes' || size > mostTensor);
    return [...(must ? [] : [false]), ...(may ? [true] : [])].flatMap((dealt) => {
      const data = dataOf(size, dealt);
      return splits(size, data) ? [layoutOf(attendingSpread(size, data, dealt), stages)] : [];
    });
  });
};

/** Sizes of groups that hold so many which attend to sequences of their own; where none in a server does, the least that would. */
const sizesFor = (mostTensor: number, data: number | 'auto'): readonly number[] => {
  const sizes = groupSizes(mostTensor);
  if (data === 'auto') return sizes;
  const holding = sizes.filter((size) => size % data === 0);
  return holding.length === 0 ? [data] : holding;
};

/**
 * Layouts to try for replicas that read prompts alone, beside some that decode in `decoding`. What the scenario leaves `same` is as
 * there; where that is everything the layout itself is the only one.
 */
export const readingLayoutsToTry = (
  hardware: Hardware,
  decoding: Layout,
  model: Model,
  mostTensor: number,
): Layout[] => {
  const {
    prefillTensorParallel: tensor,
    prefillExpertParallel: experts,
    prefillAttentionDataParallel: data,
    prefillPipelineParallel: stages,
  } = hardware;
  if ([tensor, experts, data, stages].every((stated) => stated === 'same')) return [decoding];
  const fields: LayoutFields = {
    tensorParallel: tensor === 'same' ? groupSize(decoding.spread) : tensor,
    expertParallel: experts !== 'same' ? experts : dealsOutExperts(decoding) ? 'yes' : 'no',
    attentionDataParallel: data === 'same' ? hardware.attentionDataParallel : data,
    pipelineParallel: stages === 'same' ? decoding.stages : stages,
  };
  return layoutsToTry(fields, model, mostTensor);
};
