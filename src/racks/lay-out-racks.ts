import type { Server } from '../catalog/schema.ts';
import type { RackLayout, RackLimit } from '../records/rack-layout.ts';
import type { Equipment, Scenario } from '../records/scenario.ts';
import { heatW } from './device.ts';
import { carriedPerRack, NOTHING_CARRIED } from './fleet/equipment.ts';
import { isRackScale } from './fleet/fleet-request.ts';
import { poweredServer } from './power/powered-device.ts';

export interface RackRequest {
  readonly servers: number;
  readonly server: Server;
  /** A limit that the facility does not state, or leaves open, is none. */
  readonly facility: Pick<Scenario['facility'], 'rackUnits' | 'reservedUnits'> & {
    readonly rackKw?: number | null;
    readonly rackKg?: number | null;
    readonly airKw?: number | null;
    readonly liquidKw?: number | null;
    readonly cabinetKg?: number;
    readonly equipment?: readonly Equipment[];
  };
}

/** Whole servers within a capacity. The slack forgives rounding in figures such as 45.5 kW / 6.5 kW, nothing more. */
const wholeServers = (capacity: number, each: number): number => Math.max(0, Math.floor(capacity / each + 1e-9));

/** What each limit would allow; a limit whose server figure nobody published is left out. */
export const rackLimits = ({ server, facility }: Omit<RackRequest, 'servers'>): readonly Omit<RackLimit, 'used'>[] => {
  const limit = (
    name: RackLimit['limit'],
    label: string,
    unit: string,
    capacity: number | null,
    each: number | null,
  ): Omit<RackLimit, 'used'>[] =>
    each === null || each === 0 || capacity === null
      ? []
      : [{ limit: name, label, unit, capacity, servers: wholeServers(capacity, each) }];
  const { rackKw, rackKg = null, airKw = null, liquidKw = null } = facility;
  const carried = isRackScale(server) ? NOTHING_CARRIED : carriedPerRack(facility);
  const watts = (kw: number | null | undefined): number | null =>
    kw === null || kw === undefined ? null : (kw - carried.kw) * 1000;
  const heat = heatW(poweredServer(server));
  const bothW = airKw === null || liquidKw === null ? null : watts(airKw + liquidKw);
  return [
    // A system that is a rack brings its own height.
    ...(isRackScale(server)
      ? []
      : limit('units', 'Height', 'U', facility.rackUnits - facility.reservedUnits - carried.units, server.uHeight)),
    ...limit('power', 'Power', 'W', watts(rackKw), server.maxPowerW),
    ...limit('weight', 'Weight', 'kg', rackKg === null ? null : rackKg - carried.kg, server.weightKg),
    ...limit('air', 'Heat to air', 'W', watts(airKw), heat?.airW ?? null),
    ...limit('liquid', 'Heat to liquid', 'W', liquidKw === null ? null : liquidKw * 1000, heat?.liquidW ?? null),
    ...limit('cooling', 'Heat', 'W', bothW, heat === null ? server.maxPowerW : null),
  ];
};

/**
 * Fills racks with servers up to the tightest of height, power and weight. `serversPerRack` is 0 where not even one
 * fits. Null where nobody published the server's height.
 */
export const layOutRacks = (request: RackRequest): RackLayout | null => {
  const { servers, server } = request;
  if (server.uHeight === null) return null;
  const limits = rackLimits(request);
  const binding = limits.reduce((tightest, limit) => (limit.servers < tightest.servers ? limit : tightest));
  const perRack = binding.servers;
  const racks = perRack === 0 ? 0 : Math.ceil(servers / perRack);
  const inLast = racks === 0 ? 0 : servers - (racks - 1) * perRack;
  const held = Math.min(perRack, servers);
  const heat = heatW(poweredServer(server));
  const each = {
    units: server.uHeight,
    power: server.maxPowerW ?? 0,
    weight: server.weightKg ?? 0,
    air: heat?.airW ?? 0,
    liquid: heat?.liquidW ?? 0,
    cooling: server.maxPowerW ?? 0,
  };
  return {
    server: server.id,
    serversPerRack: perRack,
    racks,
    serversInLastRack: inLast,
    limits: limits.map((limit) => ({ ...limit, used: held * each[limit.limit] })),
    binding: binding.limit,
  };
};
