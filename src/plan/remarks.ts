import type { Accelerator, Server } from '../catalog/schema.ts';
import { carriedPerRack, NOTHING_CARRIED } from '../racks/fleet/equipment.ts';
import { isRackScale } from '../racks/fleet/fleet-request.ts';
import type { Warning } from '../records/measurement.ts';
import type { PhysicalScenario } from '../records/scenario.ts';
import type { RackLimits } from './binding.ts';
import { portBytesPerGpu } from '../catalog/catalog.ts';
import { ASSUMED_PORT_BYTES_PER_S } from '../throughput/network.ts';
import { computeRate, ELEMENT_BYTES } from '../throughput/precision.ts';
import { groupSize } from '../throughput/spread.ts';
import type { Layout } from '../throughput/deployment.ts';
import { poolsDiffer, type ServingPlan } from './serving/choose-replica.ts';
import { hasIntervals } from './serving/workload.ts';
import type { Ledger } from './ledger.ts';
import { numberText } from './words.ts';

/** Output of a large power station: a reactor gives 0.9 to 1.6 GW. */
const POWER_STATION_MW = 1000;
/** Share of its time that a fleet is busy below which its cost per query is that of standing idle. */
const IDLE_SHARE = 0.01;
/** No smaller share is told by its digits. */
const LEAST_SHARE = 1e-5;

/** Eight-bit products that were asked for and that this accelerator, or these weights, do not allow. */
export const formatRemarks = (accelerator: Accelerator, { precision }: PhysicalScenario): Warning[] => {
  const { activations, weights } = precision;
  const rate = computeRate(accelerator, precision);
  if (rate === null || ELEMENT_BYTES[activations] > 1 || rate.format === activations) return [];
  const wanted = activations.toUpperCase();
  const why =
    ELEMENT_BYTES[weights] > 1
      ? `Weights in ${weights} cannot be multiplied in ${wanted}`
      : `${accelerator.name} has no ${wanted}`;
  return [{ code: 'no-such-format', message: `${why}: computed in ${rate.format}.` }];
};

/** Accelerators of a server that are not planned to share a model's layers, because nobody published their link's speed. */
export const linkRemarks = (
  { name, interconnectName, interconnectGBps }: Accelerator,
  { gpus }: Server,
  { hardware, serving }: PhysicalScenario,
): Warning[] => {
  const { tensorParallel, prefillTensorParallel } = hardware;
  const sizes = serving.prefill === 'disaggregated' ? [tensorParallel, prefillTensorParallel] : [tensorParallel];
  if (interconnectGBps !== null || gpus === 1 || !sizes.includes('auto')) return [];
  return [
    {
      code: 'unknown-link',
      message: `Nobody published how fast the link of ${name} is (${interconnectName}): no tensor parallelism is planned on it, which may take many more of them. With its link speed it can be entered as own hardware (interconnectGBps).`,
    },
  ];
};

/** How the replicas of a plan lie, of each kind that it has. */
const layoutsOf = (serving: ServingPlan): readonly Layout[] =>
  serving.prefillPool !== null && poolsDiffer(serving)
    ? [serving.prefillPool.layout, serving.layout]
    : [serving.layout];

/** Layouts of replicas that read prompts alone, where none does. */
export const unreadFieldRemarks = ({ hardware, serving }: PhysicalScenario): Warning[] => {
  const stated = Object.entries(hardware).flatMap(([key, value]) =>
    !key.startsWith('prefill') || value === 'same' ? [] : [`hardware.${key}`],
  );
  if (serving.prefill === 'disaggregated' || stated.length === 0) return [];
  return [
    {
      code: 'no-prefill-pool',
      message: `${stated.join(', ')} ${stated.length === 1 ? 'does' : 'do'} not count: no replicas read prompts alone (serving.prefill is ${serving.prefill}, not disaggregated).`,
    },
  ];
};

/** A network that was not published and that the plan's times hang on. */
export const portRemarks = (server: Server, serving: ServingPlan): Warning[] => {
  const layouts = layoutsOf(serving);
  const uses = [
    serving.prefillPool === null ? [] : ['handing keys and values over'],
    layouts.some(({ stages }) => stages > 1) ? ['what passes between the stages of a pipeline'] : [],
    layouts.some(({ spread }) => groupSize(spread) > server.gpus) ? ['what goes to experts on other servers'] : [],
  ].flat();
  if (portBytesPerGpu(server) !== null || uses.length === 0) return [];
  return [
    {
      code: 'assumed-ports',
      message: `Nobody published the network ports of ${server.model}: ${numberText((ASSUMED_PORT_BYTES_PER_S * 8) / 1e9)} Gbit/s for each accelerator are assumed for ${uses.join(' and ')}.`,
    },
  ];
};

/** Servers that share one copy of the experts: what is known of them is published of one deployment, and how they fail is not counted. */
export const spanRemarks = (server: Server, serving: ServingPlan): Warning[] => {
  const spans = layoutsOf(serving).map(({ spread }) => Math.ceil(groupSize(spread) / server.gpus));
  if (Math.max(...spans) === 1) return [];
  const [first = '1', last] = spans.map(numberText);
  const each =
    last === undefined
      ? `Each replica spans ${first} servers`
      : `Replicas that read prompts span ${first} and those that decode ${last} servers`;
  return [
    {
      code: 'spans-servers',
      message: `${each}, of which one that fails stops all. Exchanges between servers are DeepEP's published times, overlapped with computing; no end-to-end row of such a deployment was in the fit.`,
    },
  ];
};

/** Answers of one token, of embedding, scoring and reranking, have no time between tokens. */
export const intervalRemarks = ({ workload }: ServingPlan): Warning[] =>
  workload.classes.some(hasIntervals)
    ? []
    : [
        {
          code: 'no-intervals',
          message:
            'Answers of one token have no time between tokens: there is none to print, and the SLO on it (slo.tpotP99Ms) holds whatever it is.',
        },
      ];

/** Whether one server is too much for a rack by what is known of it, its height or not. */
export const exceedsRack = (server: Server, facility: RackLimits): boolean => {
  const { maxPowerW, weightKg } = server;
  const { rackKw, rackKg } = facility;
  const { kw, kg } = isRackScale(server) ? NOTHING_CARRIED : carriedPerRack(facility);
  return (
    (maxPowerW !== null && rackKw !== null && maxPowerW / 1000 > rackKw - kw) ||
    (weightKg !== null && rackKg !== null && weightKg > rackKg - kg)
  );
};

/** What in a plan of an unusual size would be taken for a fault, explained. */
export const sizeRemarks = (ledger: Ledger): Warning[] => {
  const value = (id: Parameters<Ledger['value']>[0]): number => (ledger.has(id) ? ledger.value(id) : NaN);
  const servers = value('fleet.servers');
  const spares = value('fleet.spareServers');
  const megawatts = value('power.facilityMw');
  const busy = value('fleet.meanLoad');
  const remarks: Warning[] = [];
  if (spares > servers - spares) {
    const cause =
      spares > value('fleet.sparesForFailures')
        ? 'the fleet is to survive the loss of a whole rack'
        : 'single failures are to be survived with the wanted availability';
    remarks.push({
      code: 'mostly-spares',
      message: `${numberText(spares)} of the ${numberText(servers)} servers are spare, because ${cause}: that decides the size, not the load.`,
    });
  }
  if (busy < IDLE_SHARE) {
    remarks.push({
      code: 'mostly-idle',
      message: `The fleet is busy ${busy < LEAST_SHARE ? `less than ${numberText(100 * LEAST_SHARE)}` : numberText(Number((100 * busy).toPrecision(2)))} % of the time: a cost per query or token is that of standing idle.`,
    });
  }
  if (megawatts >= POWER_STATION_MW) {
    const stations = Math.ceil(megawatts / POWER_STATION_MW);
    remarks.push({
      code: 'beyond-any-site',
      message: `${numberText(Number((megawatts / 1000).toPrecision(3)))} GW is the output of ${numberText(stations)} large power station${stations === 1 ? '' : 's'} of 1 GW: no single site is supplied like that.`,
    });
  }
  return remarks;
};
