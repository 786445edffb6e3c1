import type { Server } from '../catalog/schema.ts';
import { rackLimits } from '../racks/lay-out-racks.ts';
import type { LineId } from '../records/ledger-lines.ts';
import type { LedgerLine } from '../records/plan.ts';
import type { PhysicalScenario, Scenario } from '../records/scenario.ts';
import { hourlyLoad } from './demand/profile.ts';
import { less } from './fleet/equipment-lines.ts';
import type { Ledger } from './ledger.ts';
import { partsOf } from './parts.ts';
import { planServing, type PlanOptions } from './plan.ts';
import { loadCurve, type LoadPoint } from './serving/load-curve.ts';

/** Lines of what is read off a chart or a drawing of a plan: they go on from the plan's own ledger. */

const clock = (hour: number): string => `${String(hour % 24).padStart(2, '0')}:00`;

/** An hour of the day or the week against what the fleet serves. */
export const hourLines = (ledger: Ledger, { demand }: PhysicalScenario, hour: number): void => {
  const relative = hourlyLoad(demand)[hour];
  if (relative === undefined || !ledger.has('fleet.replicas')) return;
  const source =
    demand.hourlyProfile === null ? 'smooth day with demand.peakToAverage' : 'scenario: demand.hourlyProfile';
  const at = { of: clock(hour) };
  ledger.choice('hour.relativeLoad', relative, { ...at, source });
  ledger.line('hour.queriesPerSecond', 'demand.queriesPerSecond * hour.relativeLoad', at);
  ledger.line('hour.promised', 'fleet.replicas * serving.rate');
  ledger.line('hour.atMost', 'fleet.replicas * serving.fullRate');
  ledger.line('hour.ofPromised', '100 * hour.queriesPerSecond / hour.promised', at);
};

const nearest = (points: readonly LoadPoint[], ofPlanned: number): LoadPoint | undefined =>
  points.reduce<LoadPoint | undefined>(
    (best, point) =>
      best === undefined || Math.abs(point.ofPlanned - ofPlanned) < Math.abs(best.ofPlanned - ofPlanned) ? point : best,
    undefined,
  );

/** Latency at the load of the curve that is nearest. */
export const pointLines = (
  ledger: Ledger,
  scenario: PhysicalScenario,
  options: PlanOptions,
  ofPlanned: number,
): void => {
  const serving = planServing(scenario, options);
  if (!serving.ok || !ledger.has('fleet.replicas')) return;
  const { points, planned, knee } = loadCurve(serving.value);
  const point = nearest([planned, ...(knee === null ? [] : [knee]), ...points], ofPlanned);
  if (point === undefined) return;
  const lineOf = (id: LineId): LedgerLine => ledger.lines().find((line) => line.id === id) as LedgerLine;
  ledger.choice('point.ofPlanned', point.ofPlanned, { source: 'read off the chart' });
  ledger.line('point.queriesPerSecond', 'point.ofPlanned * fleet.replicas * serving.rate');
  const rule = 'batch at which a replica turns out this many requests';
  ledger.model('point.batch', point.batch, rule, ['point.ofPlanned', 'serving.rate', 'serving.batchLimit']);
  const inputs = ['point.batch' as const, ...lineOf('serving.stepS').inputs.filter((id) => id !== 'serving.batch')];
  const time = (key: 'ttftP50Ms' | 'ttftMs' | 'tpotMs' | 'tpotP99Ms', seconds: number): void => {
    const { kind, formula } = lineOf(`serving.${key}`);
    const how = kind === 'model' ? formula : 'step and the prompts that interrupt it';
    ledger.model(`point.${key}`, seconds * 1000, how ?? '', inputs);
  };
  time('ttftP50Ms', point.ttftP50S);
  time('ttftMs', point.ttftP99S);
  time('tpotMs', point.tpotS);
  time('tpotP99Ms', point.tpotP99S);
};

/** Room in a rack by each limit, with what every rack carries taken off. */
const limitsOf = (ledger: Ledger, server: Server) => {
  const room = (all: string, id: LineId): string => `max(0, ${all}${less(ledger, id, server)})`;
  const kw = (all: string): string => room(all, 'equipment.kwPerRack');
  return {
    units: {
      id: 'Units',
      each: 'server.units',
      room: room('facility.rackUnits - facility.reservedUnits', 'equipment.unitsPerRack'),
    },
    power: { id: 'Kw', each: 'server.maxKw', room: kw('facility.rackKw') },
    weight: { id: 'Kg', each: 'server.weightKg', room: room('facility.rackKg', 'equipment.kgPerRack') },
    air: { id: 'AirKw', each: 'server.airKw', room: kw('facility.airKw') },
    liquid: { id: 'LiquidKw', each: 'server.liquidKw', room: 'facility.liquidKw + 0' },
    cooling: { id: 'CoolingKw', each: 'server.maxKw', room: kw('facility.airKw + facility.liquidKw') },
  } as const;
};

/** The racks as `layOutRacks` fills them; published arithmetic by height alone, unless asked about more. */
export const rackViewLines = (ledger: Ledger, scenario: Scenario, options: PlanOptions): void => {
  const parts = partsOf(scenario, options.calibration ?? null);
  if (!parts.ok || !ledger.has('fleet.servers')) return;
  const { facility } = scenario;
  const { server } = parts.value;
  const rooms = limitsOf(ledger, server);
  const limits = rackLimits({ server, facility }).map(({ limit }) => rooms[limit]);
  for (const { id, each, room } of limits) {
    ledger.line(`racks.room${id}`, room);
    // The slack forgives rounding in figures such as 45.5 kW / 6.5 kW.
    ledger.line(`racks.serversBy${id}`, `max(0, floor(racks.room${id} / ${each} + 1e-9))`);
  }
  const perRack = `min(${limits.map(({ id }) => `racks.serversBy${id}`).join(', ')})`;
  ledger.line('racks.serversPerRack', perRack);
  if (!(ledger.value('racks.serversPerRack') > 0)) return;
  ledger.line('racks.count', 'ceil(fleet.servers / racks.serversPerRack)');
  ledger.line('racks.serversInLast', 'fleet.servers - (racks.count - 1) * racks.serversPerRack');
  ledger.line('racks.serversInFirst', 'min(racks.serversPerRack, fleet.servers)');
  for (const { id, each } of limits) {
    ledger.line(`racks.used${id}`, `racks.serversInFirst * ${each}`);
    ledger.line(`racks.last${id}`, `racks.serversInLast * ${each}`);
  }
};
