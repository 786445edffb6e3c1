import type { Server } from '../catalog/schema.ts';
import { heatW } from '../racks/device.ts';
import { carriedPerRack, NOTHING_CARRIED } from '../racks/fleet/equipment.ts';
import { isRackScale } from '../racks/fleet/fleet-request.ts';
import { poweredServer } from '../racks/power/powered-device.ts';
import type { Binding } from '../records/plan.ts';
import type { ArticleScenario, PhysicalScenario, Scenario } from '../records/scenario.ts';
import { milliseconds, numberText } from './words.ts';
import type { ServingPlan } from './serving/choose-replica.ts';
import type { RateLimit } from './serving/decoder.ts';
import { operatingPoint } from './serving/operating-point.ts';

/** A physical plan of nothing is nothing: no load is a question without an answer. */
export const NO_LOAD: Binding = {
  constraint: 'demand.queriesPerDay',
  message: 'demand.queriesPerDay is 0: there is no load to serve, so there is nothing to size.',
  relief: 'What would: demand.queriesPerDay above 0.',
};

export type RackLimits = Pick<Scenario['facility'], 'rackUnits' | 'reservedUnits' | 'rackKw' | 'rackKg'> &
  Partial<Pick<PhysicalScenario['facility'], 'airKw' | 'liquidKw' | 'cabinetKg' | 'equipment'>>;

/**
 * What a rack offers and a server needs; a figure that nobody published is no limit. The ways out are the rack that the
 * server needs, limit by limit, of those that it breaks.
 */
export const noRoom = (server: Server, facility: RackLimits): Binding => {
  const { rackUnits, reservedUnits, rackKw, rackKg, airKw = null, liquidKw = null } = facility;
  const carried = isRackScale(server) ? NOTHING_CARRIED : carriedPerRack(facility);
  const { uHeight, maxPowerW, weightKg } = server;
  const heat = heatW(poweredServer(server));
  /** By what carries the heat; of an unknown split, all of it against both, and liquid is what could be more. */
  const cooling: readonly (readonly [path: string, needsW: number | null, has: number | null])[] =
    heat === null
      ? [['facility.liquidKw', maxPowerW, airKw === null || liquidKw === null ? null : airKw + liquidKw - carried.kw]]
      : [
          ['facility.airKw', heat.airW, airKw === null ? null : airKw - carried.kw],
          ['facility.liquidKw', heat.liquidW, liquidKw],
        ];
  const free = Math.max(0, rackUnits - reservedUnits - carried.units);
  const tenths = (kw: number): number => Math.ceil(kw * 10 - 1e-9) / 10;
  const known = [
    {
      path: 'facility.rackUnits',
      words: 'facility.rackUnits or less facility.reservedUnits',
      needs: isRackScale(server) ? null : uHeight,
      has: free,
      unit: 'U',
      rack: (needs: number) => needs + reservedUnits + Math.ceil(carried.units),
    },
    {
      path: 'facility.rackKw',
      words: 'facility.rackKw',
      needs: maxPowerW === null || rackKw === null ? null : maxPowerW / 1000,
      has: (rackKw ?? Infinity) - carried.kw,
      unit: ' kW',
      rack: (needs: number) => tenths(needs + carried.kw),
    },
    {
      path: 'facility.rackKg',
      words: 'facility.rackKg',
      needs: rackKg === null ? null : weightKg,
      has: (rackKg ?? Infinity) - carried.kg,
      unit: ' kg',
      rack: (needs: number) => Math.ceil(needs + carried.kg),
    },
    ...cooling.map(([path, needsW, has]) => ({
      path,
      words: path,
      needs: needsW === null || has === null ? null : needsW / 1000,
      has: has ?? Infinity,
      unit: ' kW',
      rack: (needs: number) =>
        tenths(
          needs + (path === 'facility.airKw' || heat === null ? carried.kw : 0) - (heat === null ? (airKw ?? 0) : 0),
        ),
    })),
  ].flatMap(({ needs, ...limit }) => (needs === null ? [] : [{ ...limit, needs }]));
  const short = known.filter(({ needs, has }) => needs > has);
  const amount = (value: number, unit: string): string => `${numberText(value)}${unit}`;
  const list = (of: 'needs' | 'has'): string => known.map((limit) => amount(limit[of], limit.unit)).join(', ');
  return {
    constraint: 'facility',
    message: `Not one ${server.model} (${list('needs')}) fits a rack that offers ${list('has')}.`,
    relief: `What would: more ${short.map(({ words, needs, unit }) => `${words} (at least ${amount(needs, unit)})`).join(', ')}, or a smaller server.`,
    ways: short.map(({ path, needs, rack }) => ({ path, value: rack(needs) })),
  };
};

/** The height of a rack of published arithmetic: null where at least one server fits. */
export const noHeight = (server: Server, { facility }: ArticleScenario): Binding | null => {
  const { rackUnits, reservedUnits } = facility;
  const free = rackUnits - reservedUnits;
  const { uHeight } = server;
  if (uHeight === null ? free > 0 : free >= uHeight) return null;
  const needs = uHeight ?? 1;
  return {
    constraint: 'facility',
    message: `Not one ${server.model} (${uHeight === null ? 'of unknown height' : `${numberText(uHeight)}U`}) fits a rack of ${numberText(rackUnits)}U of which ${numberText(reservedUnits)}U are reserved.`,
    relief: `What would: more facility.rackUnits or less facility.reservedUnits (at least ${numberText(needs)}U free), or a smaller server.`,
    ways: [{ path: 'facility.rackUnits', value: needs + reservedUnits }],
  };
};

const requests = (count: number): string => {
  const shown = numberText(count);
  return `${shown} ${shown === '1' ? 'request' : 'requests together'}`;
};

/** Why the load of a replica stops where it does. */
const rateBinding: Readonly<Record<RateLimit, (serving: ServingPlan, scenario: PhysicalScenario) => Binding>> = {
  policy: ({ fullRequestsPerS }, { serving }) => ({
    constraint: 'serving.targetUtilisation',
    message: `A replica may be loaded to ${numberText(serving.targetUtilisation * 100)} % of the ${numberText(fullRequestsPerS)} requests/s it could serve.`,
    relief: 'What would give more: a higher serving.targetUtilisation, with less room for bursts.',
    line: 'serving.policyRate',
  }),
  tpot: ({ planned, workload }) => ({
    constraint: 'slo.tpotP99Ms',
    message: `Beyond ${requests(planned.batch)} 1 % of the answers take longer than ${workload.classes.map(({ tpotP99S }) => milliseconds(tpotP99S)).join(' or ')} per token.`,
    relief: 'What would give more: a higher slo.tpotP99Ms, or narrower weights or KV cache.',
    line: 'serving.batch',
  }),
  ttft: ({ planned, workload }) => ({
    constraint: 'slo.ttftP99Ms',
    message: `Beyond ${requests(planned.batch)} 1 % of the first tokens take longer than ${workload.classes.map(({ ttftP99S }) => milliseconds(ttftP99S)).join(' or ')}.`,
    relief: 'What would give more: a higher slo.ttftP99Ms, or shorter prompts.',
    line: 'serving.batch',
  }),
};

/** Why the batch of a replica stops where it does. */
const batchBinding = ({ kvSlots, batchLimit }: ServingPlan, { serving }: PhysicalScenario): Binding => {
  if (batchLimit === kvSlots) {
    return {
      constraint: 'memory',
      message: `The KV cache holds ${String(kvSlots)} requests.`,
      relief: 'What would give more: a narrower precision.kvCache, paged KV, or more memory.',
      line: 'serving.kvSlots',
    };
  }
  const held = `the KV cache would hold ${String(kvSlots)}`;
  if (batchLimit === serving.maxBatch) {
    return {
      constraint: 'serving.maxBatch',
      message: `The stack decodes at most ${String(batchLimit)} requests together; ${held}.`,
      relief: 'What would give more: a higher serving.maxBatch.',
      line: 'serving.kvSlots',
    };
  }
  return {
    constraint: 'serving.chunkTokens',
    message: `With ${String(serving.chunkTokens)} prompt tokens per step no more than ${requests(batchLimit)} can be kept going: others end before new prompts are read; ${held}.`,
    relief: 'What would give more: a higher serving.chunkTokens, shorter prompts, or serving.prefill=disaggregated.',
    line: 'serving.promptBatch',
  };
};

/** Where a batch larger by this would serve no more than a hundredth more, its limit is not what binds. */
const LARGER_BATCH = 1.25;
const WORTH_MORE = 1.01;

/** Whether the rate would rise with the limit on the batch: not where an SLO asks for a smaller one, nor where more of it pays nothing. */
const isBatchBinding = ({ limit, full, replica, workload, batchLimit }: ServingPlan): boolean =>
  limit === 'policy' &&
  operatingPoint(replica, workload, LARGER_BATCH * batchLimit).requestsPerS > WORTH_MORE * full.requestsPerS;

/** A serving plan stands on one way of serving: it is bound by the same in every hall and at every load. */
const kept = new WeakMap<ServingPlan, readonly Binding[]>();

/** What binds a feasible plan, in words. */
export const servingBindings = (serving: ServingPlan, scenario: PhysicalScenario): readonly Binding[] => {
  const known = kept.get(serving);
  if (known !== undefined) return known;
  const bindings = [
    rateBinding[serving.limit](serving, scenario),
    ...(isBatchBinding(serving) ? [batchBinding(serving, scenario)] : []),
  ];
  kept.set(serving, bindings);
  return bindings;
};
