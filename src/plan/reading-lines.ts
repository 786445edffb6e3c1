import { rackLimits } from '../racks/lay-out-racks.ts';
import type { LedgerLine } from '../records/plan.ts';
import type { Scenario } from '../records/scenario.ts';
import { hourlyLoad } from './demand/profile.ts';
import type { Ledger } from './ledger.ts';
import { partsOf } from './parts.ts';
import { planServing, type PlanOptions } from './plan.ts';
import { loadCurve, type LoadPoint } from './serving/load-curve.ts';

/** Lines of what is read off a chart or a drawing of a plan: they go on from the plan's own ledger. */

const clock = (hour: number): string => `${String(hour % 24).padStart(2, '0')}:00`;

/** An hour of the day or the week against what the fleet serves. */
export const hourLines = (ledger: Ledger, { demand }: Scenario, hour: number): void => {
  const relative = hourlyLoad(demand)[hour];
  if (relative === undefined || !ledger.has('fleet.replicas')) return;
  const source =
    demand.hourlyProfile === null ? 'smooth day with demand.peakToAverage' : 'scenario: demand.hourlyProfile';
  ledger.choice('hour.relativeLoad', `Load at ${clock(hour)} over the mean`, '', relative, source);
  ledger.line(
    'hour.queriesPerSecond',
    `Queries at ${clock(hour)}`,
    '1/s',
    'demand.queriesPerSecond * hour.relativeLoad',
  );
  ledger.line('hour.promised', 'Queries served within the promises', '1/s', 'fleet.replicas * serving.rate');
  ledger.line('hour.atMost', 'Queries served at most', '1/s', 'fleet.replicas * serving.fullRate');
  const share = '100 * hour.queriesPerSecond / hour.promised';
  ledger.line('hour.ofPromised', `Load at ${clock(hour)} of what is served within the promises`, '%', share);
};

const nearest = (points: readonly LoadPoint[], ofPlanned: number): LoadPoint | undefined =>
  points.reduce<LoadPoint | undefined>(
    (best, point) =>
      best === undefined || Math.abs(point.ofPlanned - ofPlanned) < Math.abs(best.ofPlanned - ofPlanned) ? point : best,
    undefined,
  );

/** Latency at the load of the curve that is nearest. */
export const pointLines = (ledger: Ledger, scenario: Scenario, options: PlanOptions, ofPlanned: number): void => {
  const serving = scenario.mode === 'article' ? null : planServing(scenario, options);
  if (serving?.ok !== true || !ledger.has('fleet.replicas')) return;
  const { points, planned, knee } = loadCurve(serving.value);
  const point = nearest([planned, ...(knee === null ? [] : [knee]), ...points], ofPlanned);
  if (point === undefined) return;
  const lineOf = (id: string): LedgerLine => ledger.lines().find((line) => line.id === id) as LedgerLine;
  ledger.choice('point.ofPlanned', 'Load over the planned one', '', point.ofPlanned, 'read off the chart');
  ledger.line('point.queriesPerSecond', 'Load of the fleet', '1/s', 'point.ofPlanned * fleet.replicas * serving.rate');
  const rule = 'batch at which a replica turns out this many requests';
  ledger.model('point.batch', 'Requests in progress on a replica', 'requests', point.batch, rule, [
    'point.ofPlanned',
    'serving.rate',
    'serving.batchLimit',
  ]);
  const inputs = ['point.batch', ...lineOf('serving.stepS').inputs.filter((id) => id !== 'serving.batch')];
  const time = (id: string, label: string, seconds: number, like: string): void => {
    const how = lineOf(like).kind === 'model' ? lineOf(like).formula : 'step and the prompts that interrupt it';
    ledger.model(id, label, 'ms', seconds * 1000, how ?? '', inputs);
  };
  time('point.ttftP50Ms', 'Time to first token at this load, p50', point.ttftP50S, 'serving.ttftP50Ms');
  time('point.ttftMs', 'Time to first token at this load, p99', point.ttftP99S, 'serving.ttftMs');
  time('point.tpotMs', 'Time per output token at this load, mean', point.tpotS, 'serving.tpotMs');
  time('point.tpotP99Ms', 'Time per output token at this load, p99', point.tpotP99S, 'serving.tpotP99Ms');
};

const LIMITS = {
  units: {
    id: 'Units',
    name: 'height',
    unit: 'U',
    each: 'server.units',
    room: 'max(0, facility.rackUnits - facility.reservedUnits)',
  },
  power: { id: 'Kw', name: 'power', unit: 'kW', each: 'server.maxKw', room: 'facility.rackKw + 0' },
  weight: { id: 'Kg', name: 'weight', unit: 'kg', each: 'server.weightKg', room: 'facility.rackKg + 0' },
} as const;

/** The racks as `layOutRacks` fills them, whichever way the plan counts its own. */
export const rackViewLines = (ledger: Ledger, scenario: Scenario, options: PlanOptions): void => {
  const parts = partsOf(scenario, options.calibration ?? null, options.models ?? []);
  if (!parts.ok || !ledger.has('fleet.servers')) return;
  const { facility } = scenario;
  const given = (id: string, label: string, unit: string, value: number): void => {
    if (!ledger.has(id)) ledger.choice(id, label, unit, value);
  };
  given('facility.rackUnits', 'Rack height', 'U', facility.rackUnits);
  given('facility.reservedUnits', 'Reserved height', 'U', facility.reservedUnits);
  given('facility.rackKw', 'Usable power of a rack', 'kW', facility.rackKw);
  given('facility.rackKg', 'Load of a rack', 'kg', facility.rackKg);
  const limits = rackLimits({ server: parts.value.server, facility }).map(({ limit }) => LIMITS[limit]);
  for (const { id, name, unit, each, room } of limits) {
    ledger.line(`racks.room${id}`, `Room of a rack, ${name}`, unit, room);
    // The slack forgives rounding in figures such as 45.5 kW / 6.5 kW.
    ledger.line(
      `racks.serversBy${id}`,
      `Servers a rack by ${name}`,
      'servers',
      `max(0, floor(racks.room${id} / ${each} + 1e-9))`,
    );
  }
  const perRack = `min(${limits.map(({ id }) => `racks.serversBy${id}`).join(', ')})`;
  ledger.line('racks.serversPerRack', 'Servers a rack', 'servers', perRack);
  if (!(ledger.value('racks.serversPerRack') > 0)) return;
  ledger.line('racks.count', 'Racks', 'racks', 'ceil(fleet.servers / racks.serversPerRack)');
  const inLast = 'fleet.servers - (racks.count - 1) * racks.serversPerRack';
  ledger.line('racks.serversInLast', 'Servers in the last rack', 'servers', inLast);
  ledger.line(
    'racks.serversInFirst',
    'Servers in the first rack',
    'servers',
    'min(racks.serversPerRack, fleet.servers)',
  );
  for (const { id, name, unit, each } of limits) {
    ledger.line(`racks.used${id}`, `Taken in a full rack, ${name}`, unit, `racks.serversInFirst * ${each}`);
    ledger.line(`racks.last${id}`, `Taken in the last rack, ${name}`, unit, `racks.serversInLast * ${each}`);
  }
};
