import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import type { Server } from '../../catalog/schema.ts';
import { powerShelvesOf } from '../../catalog/supplies.ts';
import type { Equipment } from '../../records/scenario.ts';
import type { Device, RackType } from '../device.ts';
import { equipmentDevices } from './equipment.ts';
import { devicesOf, type FabricDevices } from '../network/fabric-devices.ts';
import { networkOf, type FleetNetwork } from '../network/network-of.ts';
import { NO_RULES, type PackingRequest } from '../packing/request.ts';
import { poweredServer } from '../power/powered-device.ts';

/** What a facility says of a rack; what it leaves out, or null, is no limit. */
export interface RackFacility {
  readonly rackUnits: number;
  readonly reservedUnits: number;
  readonly rackKw?: number | null;
  readonly rackKg?: number | null;
  readonly airKw?: number | null;
  readonly liquidKw?: number | null;
  readonly cabinetKg?: number;
  readonly rackWidthMm?: number | null;
  readonly rackDepthMm?: number | null;
  readonly equipment?: readonly Equipment[];
}

export interface Fleet {
  readonly server: Server;
  readonly servers: number;
  /** Word of the scenario, or the network itself where it is known; null: no network is drawn. */
  readonly network: string | FleetNetwork | null;
  readonly facility: RackFacility;
  /** Replicas of the model on a server; below 1 where one spans several. */
  readonly replicasPerServer: number;
  /**
   * Most servers in one rack where the loss of a rack is to be survived; no rack then holds all switches of a tier that a
   * device hangs on either. Null: any that fit.
   */
  readonly mostServersPerRack: number | null;
}

const SERVER_POOL = 'replicas';

const watts = (kw: number | null | undefined): number | null => (kw === null || kw === undefined ? null : kw * 1000);

export const rackOf = (facility: RackFacility): RackType => ({
  id: 'rack',
  name: `Rack of ${String(facility.rackUnits)} U`,
  heightUnits: facility.rackUnits,
  reservedUnits: facility.reservedUnits,
  usableW: watts(facility.rackKw),
  maxMassKg: facility.rackKg ?? null,
  cabinetKg: facility.cabinetKg ?? 0,
  cablesKg: 0,
  airCoolingW: watts(facility.airKw),
  liquidCoolingW: watts(facility.liquidKw),
  ports: null,
  widthMm: facility.rackWidthMm ?? null,
  depthMm: facility.rackDepthMm ?? null,
  mountingDepthMm: null,
  fixtures: equipmentDevices(facility.equipment ?? []).fixtures,
});

/** A system that is built as a rack: with power shelves of its own. */
export const isRackScale = ({ id }: Server): boolean => powerShelvesOf(id) !== null;

/** A server of the catalogue as a device; refused where nobody published its height. */
export const serverDevice = (
  server: Server,
  replicasPerServer: number,
  { rackWidthMm = null, rackDepthMm = null }: Pick<RackFacility, 'rackWidthMm' | 'rackDepthMm'> = {},
): Result<Device, Problem> => {
  const { id, uHeight, depthMm, weightKg, networkPorts } = server;
  const { name, powerW, supplies, liquidShare } = poweredServer(server);
  const rackScale = isRackScale(server);
  if (uHeight === null && !rackScale) {
    return err(
      problem('hardware.server', `Nobody published the height of ${name}; take a server whose height is known.`),
    );
  }
  const heightUnits = uHeight ?? 48;
  return ok({
    id,
    name,
    role: 'server',
    heightUnits,
    depth: 'full',
    width: 'full',
    depthMm,
    powerW,
    massKg: weightKg,
    ports: networkPorts,
    supplies,
    liquidShare,
    ownRack: rackScale
      ? {
          ...rackOf({ rackUnits: heightUnits, reservedUnits: 0, rackWidthMm, rackDepthMm }),
          id: `${id}-rack`,
          name: `${name}, a rack of its own`,
        }
      : null,
    pool: { name: SERVER_POOL, replicasPerDevice: replicasPerServer },
  });
};

export interface FleetRequest {
  readonly request: PackingRequest;
  readonly server: Device;
  /** Null without a network. */
  readonly network: FabricDevices | null;
}

/** The servers of a fleet and the switches that join them, to be packed into racks of the facility. */
export const fleetRequest = ({
  server,
  servers,
  network,
  facility,
  replicasPerServer,
  mostServersPerRack,
}: Fleet): Result<FleetRequest, Problem[]> => {
  const device = serverDevice(server, replicasPerServer, facility);
  if (!device.ok) return err([device.error]);
  const joined =
    network === null || servers === 0
      ? null
      : typeof network === 'string'
        ? networkOf(network, server.id, servers)
        : ok(network);
  if (joined !== null && !joined.ok) return err([joined.error]);
  const equipment = equipmentDevices(facility.equipment ?? []);
  const pods = joined?.value.pods ?? 1;
  const switches = joined === null ? null : devicesOf(joined.value.profile, joined.value.fabric);
  return ok({
    server: device.value,
    network: switches,
    request: {
      rack: rackOf(facility),
      devices: [
        { device: device.value, count: servers },
        ...(switches?.devices ?? []).map((tier) => ({ ...tier, count: tier.count * pods })),
        ...equipment.devices,
      ],
      rules:
        mostServersPerRack === null
          ? NO_RULES
          : {
              ...NO_RULES,
              spread: [
                { pool: SERVER_POOL, over: 'rack', most: mostServersPerRack },
                ...(switches?.spread ?? []),
                ...equipment.spread,
              ],
            },
    },
  });
};
