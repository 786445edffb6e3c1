import type { Problem } from '../../base/result.ts';
import { findAccelerator, servers } from '../../catalog/catalog.ts';
import { headCounts, layerCount } from '../../catalog/model-geometry.ts';
import type { Server } from '../../catalog/schema.ts';
import type { Binding, Way } from '../../records/plan.ts';
import type { Precision } from '../../records/scenario.ts';
import { acceleratorsOf, createLaidOut, layoutOf, type Layout } from '../../throughput/deployment.ts';
import { expertSpread, groupSize, tensorSpread } from '../../throughput/spread.ts';
import { holdsPrompts, kvSlots, longestPromptTokens } from './kv-slots.ts';
import { layoutsOverServers } from './layouts.ts';
import { degreeOf, fieldOf, networkOf, type Infeasibility, type Pool, type ServingOptions } from './laid-out.ts';
import { gigabytes, milliseconds, numberText } from '../words.ts';
import { scenarioClasses, workloadOf, type Workload } from './workload.ts';

const ofClass = (name: string): string => (name === 'all' ? '' : `of class ${name} `);

/** Share of the memory that stacks take when nothing is said (vLLM’s default). */
const USUAL_SHARE = 0.9;

const narrowerWeights: readonly Precision[] = ['fp8', 'int8', 'int4'];

const workloadIn = ({ scenario }: ServingOptions): Workload => workloadOf(scenarioClasses(scenario), scenario.serving);

const fits = (
  options: ServingOptions,
  pool: Pool,
  weights: Precision,
  layout: Layout,
  memoryUtilisation = options.scenario.serving.memoryUtilisation,
): boolean => {
  const { scenario, model, server, accelerator, parameters } = options;
  const replica = createLaidOut(
    {
      model,
      accelerator,
      cpuLaunchYear: server.cpuLaunchYear,
      parameters,
      stack: options.stack,
      precision: { ...scenario.precision, weights },
      memoryUtilisation,
    },
    layout,
    networkOf(server),
  );
  if (!replica.ok) return false;
  return pool === 'prefill'
    ? holdsPrompts(replica.value, workloadIn(options))
    : kvSlots(replica.value, workloadIn(options), scenario.serving.kvPolicy) >= 1;
};

/** Everything split over as many accelerators of a server as split it evenly. */
const wholeServer = ({ gpus }: Server): Layout => layoutOf(tensorSpread(2 ** Math.floor(Math.log2(gpus))));

/** The same with fewer ranks that attend to sequences of their own, each of more accelerators of a server: the closest first. */
const fewerRanks = ({ spread, stages }: Layout, serverGpus: number): Layout[] =>
  Array.from({ length: spread.data - 1 }, (_, index) => spread.data - 1 - index)
    .map((data) => layoutOf({ ...spread, data, tensor: groupSize(spread) / data }, stages))
    .filter(({ spread: { tensor } }) => Number.isInteger(tensor) && serverGpus % tensor === 0);

/** Servers of the catalogue that hold the model as asked for, smallest first: laid out so, or over all of a server. */
const serversThatFit = (options: ServingOptions, pool: Pool, stated: Layout | null = null): string[] =>
  servers
    .flatMap((server) => {
      const accelerator = findAccelerator(server.acceleratorId);
      if (accelerator === null || server.uHeight === null) return [];
      const layout = stated ?? wholeServer(server);
      const held =
        groupSize(layout.spread) <= server.gpus &&
        fits({ ...options, server, accelerator }, pool, options.scenario.precision.weights, layout);
      return held ? [{ id: server.id, memoryGB: server.gpus * accelerator.memoryGB }] : [];
    })
    .sort((a, b) => a.memoryGB - b.memoryGB)
    .slice(0, 3)
    .map(({ id }) => id);

/** The field that settles how many accelerators hold the model together; null where the plan chooses. */
const statedSize = ({ scenario: { hardware } }: ServingOptions, pool: Pool): string | null => {
  const [tensor, data] =
    pool === 'decode'
      ? [hardware.tensorParallel, hardware.attentionDataParallel]
      : [hardware.prefillTensorParallel, hardware.prefillAttentionDataParallel];
  if (typeof tensor === 'number') return fieldOf(pool, 'tensorParallel');
  return typeof data === 'number' ? fieldOf(pool, 'attentionDataParallel') : null;
};

const doesNotFit = (options: ServingOptions, error: Extract<Infeasibility, { kind: 'does-not-fit' }>): Binding => {
  const { scenario, model, server, accelerator } = options;
  const { replica, layout, pool } = error;
  const [tensorField, ranksField, stagesField] = [
    fieldOf(pool, 'tensorParallel'),
    fieldOf(pool, 'attentionDataParallel'),
    fieldOf(pool, 'pipelineParallel'),
  ];
  const gpus = acceleratorsOf(layout);
  const weights = replica.weightBytesPerGpu * gpus;
  const memory = accelerator.memoryGB * 2 ** 30 * gpus;
  const [held, heldTokens] =
    pool === 'prefill'
      ? ['the longest prompts', longestPromptTokens(workloadIn(options))]
      : ['one request', scenario.demand.inputTokens + scenario.demand.outputTokens];
  const request = replica.kvBytesPerGpu(heldTokens) * gpus;
  const narrower = narrowerWeights.find(
    (format) => format !== scenario.precision.weights && fits(options, pool, format, layout),
  );
  const stated = statedSize(options, pool);
  const chosen = expertChoice(options, pool) === 'yes' ? layoutOf(expertSpread(server.gpus)) : wholeServer(server);
  const freed = stated !== null && fits(options, pool, scenario.precision.weights, chosen) ? stated : null;
  const fewer = fewerRanks(layout, server.gpus).find((wider) => fits(options, pool, scenario.precision.weights, wider));
  const hosts = serversThatFit(options, pool, stated === null ? null : layout);
  const stages = [2, 4, 8, 16].find(
    (count) => count > layout.stages && fits(options, pool, scenario.precision.weights, { ...layout, stages: count }),
  );
  const spanning =
    expertChoice(options, pool) === 'no' || accelerator.interconnectGBps === null
      ? undefined
      : layoutsOverServers(model, server.gpus).find((wide) => fits(options, pool, scenario.precision.weights, wide));
  const spanned = spanning === undefined ? null : groupSize(spanning.spread);
  const share = scenario.serving.memoryUtilisation;
  const given = share < USUAL_SHARE && fits(options, pool, scenario.precision.weights, layout, USUAL_SHARE);
  const ways = [
    freed === null ? [] : [`${freed}=auto`],
    fewer === undefined ? [] : [`${ranksField}=${String(fewer.spread.data)} (ranks of more accelerators)`],
    given ? [`serving.memoryUtilisation=${String(USUAL_SHARE)}, the usual share`] : [],
    narrower === undefined ? [] : [`precision.weights=${narrower} on ${server.id}`],
    hosts.length === 0 ? [] : [`hardware.server=${hosts.join(' or ')}`],
    stages === undefined ? [] : [`${stagesField}=${String(stages)} (a replica over ${String(stages)} groups)`],
    spanned === null
      ? []
      : [`${tensorField}=${String(spanned)} (experts over ${String(spanned / server.gpus)} servers)`],
    ['a smaller model'],
  ].flat();
  const room = replica.kvRoomBytesPerGpu * gpus;
  const { data } = layout.spread;
  const ranks =
    data === 1
      ? ''
      : `, ${gigabytes(room / data)} on each of the ${String(data)} ranks that hold requests of their own`;
  const left =
    room < 0
      ? `${gigabytes(-room)} less than weights, buffers and runtime take`
      : `which leaves ${gigabytes(room)} for keys and values beside weights, buffers and runtime${ranks}`;
  return {
    constraint: 'memory',
    message: `${model.name} does not fit${pool === 'prefill' ? ' where prompts are read' : ''}: in ${scenario.precision.weights} its weights need ${gigabytes(weights)} and ${held} ${gigabytes(request)}; ${String(gpus)} × ${accelerator.name} have ${gigabytes(memory)} (${numberText(scenario.serving.memoryUtilisation * 100)} % for the stack), ${left}.`,
    relief: `What would: ${ways.join('; ')}.`,
    ways: [
      ...(freed === null ? [] : [{ path: freed, value: 'auto' }]),
      ...(fewer === undefined ? [] : [{ path: ranksField, value: fewer.spread.data }]),
      ...(narrower === undefined ? [] : [{ path: 'precision.weights', value: narrower }]),
      ...hosts.map((value) => ({ path: 'hardware.server', value })),
      ...(stages === undefined ? [] : [{ path: stagesField, value: stages }]),
      ...(spanned === null ? [] : [{ path: tensorField, value: spanned }]),
    ],
  };
};

/** Ways to split a model over the accelerators of one server, and those of them that also hold it. */
const refusedSplit = (options: ServingOptions, pool: Pool, problem: Problem): Binding => {
  const { scenario, model, server, accelerator } = options;
  const { pipelineParallel, prefillPipelineParallel } = scenario.hardware;
  const stated = pool === 'decode' ? pipelineParallel : prefillPipelineParallel;
  const stages = typeof stated === 'number' ? stated : 1;
  const allowed = Array.from({ length: server.gpus }, (_, index) => index + 1).filter(
    (tensor) =>
      headCounts(model).every((heads) => heads % tensor === 0) &&
      (tensor === 1 || accelerator.interconnectGBps !== null),
  );
  const holding = allowed.filter((tensor) =>
    fits(options, pool, scenario.precision.weights, layoutOf(tensorSpread(tensor), stages)),
  );
  const values = (list: readonly number[]): string => list.map(String).join(', ');
  const which =
    holding.length === 0
      ? `none of which holds ${model.name} on ${server.id}: a server with more memory as well (hardware.server)`
      : holding.length === allowed.length
        ? ''
        : `of which ${values(holding)} ${holding.length === 1 ? 'has' : 'have'} the memory for ${model.name}`;
  return {
    constraint: problem.path,
    message: problem.message,
    relief: `What would: ${problem.path}=auto, or ${allowed.length === 1 ? '' : 'one of '}${values(allowed)}${which === '' ? '' : `, ${which}`}.`,
    ways: [{ path: problem.path, value: 'auto' }],
  };
};

/** What the scenario says of the experts of a pool; what is the same in both is said of those that decode. */
const expertChoice = ({ scenario: { hardware } }: ServingOptions, pool: Pool): 'auto' | 'no' | 'yes' =>
  pool === 'decode' || hardware.prefillExpertParallel === 'same'
    ? hardware.expertParallel
    : hardware.prefillExpertParallel;

/** What to change where a field is refused before any time or memory is looked at. */
const refused = (options: ServingOptions, pool: Pool, problem: Problem): Binding => {
  const { path, message } = problem;
  switch (degreeOf(path)) {
    case 'tensorParallel':
      return refusedSplit(options, pool, problem);
    case 'pipelineParallel':
      return {
        constraint: path,
        message,
        relief: `What would: ${path}=1 to ${String(layerCount(options.model))}, or auto.`,
        ways: [{ path, value: 'auto' }],
      };
    case 'attentionDataParallel':
      return { constraint: path, message, relief: `What would: ${path}=auto.`, ways: [{ path, value: 'auto' }] };
    case 'expertParallel':
      return {
        constraint: path,
        message,
        relief: `What would: ${path}=auto, or a mixture of experts.`,
        ways: [{ path, value: 'auto' }],
      };
    case null: {
      const hosts = serversThatFit(options, pool);
      const servers = hosts.length === 0 ? '' : `hardware.server=${hosts.join(' or ')}; `;
      const measured = 'hardware.accelerator=local with a calibration of it';
      return {
        constraint: path,
        message,
        relief: `What would: ${servers}${measured}.`,
        ways: hosts.map((value) => ({ path: 'hardware.server', value })),
      };
    }
  }
};

/** At the floor itself a replica serves next to nothing: an SLO a quarter above it leaves room for a batch. */
const ROOM_ABOVE_FLOOR = 1.25;

/** The SLO in the classes of a mix is a table's, not a field's. */
const sloWays = ({ scenario }: ServingOptions, path: string, floorS: number): readonly Way[] => {
  if (scenario.demand.classes !== null) return [];
  const wantedMs = floorS * 1000 * ROOM_ABOVE_FLOOR;
  // Two digits, upwards: an SLO is a round number.
  const digit = 10 ** (Math.floor(Math.log10(wantedMs)) - 1);
  return [{ path, value: Number((Math.ceil(wantedMs / digit) * digit).toPrecision(2)) }];
};

/** Says in words what binds and what would relieve it. */
export const explainInfeasible = (options: ServingOptions, error: Infeasibility): Binding => {
  switch (error.kind) {
    case 'refused':
      return refused(options, error.pool, error.problem);
    case 'does-not-fit':
      return doesNotFit(options, error);
    case 'tpot-floor':
      return {
        constraint: 'slo.tpotP99Ms',
        message: `One request ${ofClass(error.className)}alone takes ${milliseconds(error.bestS)} per token on ${String(acceleratorsOf(error.layout))} accelerators, more than the SLO of ${milliseconds(error.sloS)}: no batch keeps it.`,
        relief: `What would: an SLO (slo.tpotP99Ms) above ${milliseconds(error.bestS)}; narrower weights (precision.weights); more memory bandwidth (hardware.server); a smaller model.`,
        ways: sloWays(options, 'slo.tpotP99Ms', error.bestS),
      };
    case 'ttft-floor':
      return {
        constraint: 'slo.ttftP99Ms',
        message: `Reading the prompt of one request ${ofClass(error.className)}alone takes ${milliseconds(error.bestS)} on ${String(acceleratorsOf(error.layout))} accelerators, more than the SLO of ${milliseconds(error.sloS)}.`,
        relief: `What would: an SLO (slo.ttftP99Ms) above ${milliseconds(error.bestS)}; shorter prompts (demand.inputTokens); more FLOP/s (hardware.server); a smaller model.`,
        ways: sloWays(options, 'slo.ttftP99Ms', error.bestS),
      };
  }
};
