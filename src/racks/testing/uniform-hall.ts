import type { Hall, HallRack } from '../failures/hall-chain.ts';
import { replicaNumbers } from '../failures/replicas.ts';
import type { PoweredDevice } from '../power/powered-device.ts';

interface UniformFleet {
  readonly device: PoweredDevice;
  readonly servers: number;
  readonly serversPerRack: number;
  readonly gpusPerServer: number;
  /** Below 1 where a replica spans several servers. */
  readonly replicasPerServer: number;
}

/** Racks of one kind of server, filled one after the other; replicas stand on servers in the same order. */
export const uniformRacks = ({
  device,
  servers,
  serversPerRack,
  gpusPerServer,
  replicasPerServer,
}: UniformFleet): readonly HallRack[] => {
  const replicas = replicaNumbers(servers, replicasPerServer);
  return Array.from({ length: Math.ceil(servers / serversPerRack) }, (_, rack) => ({
    id: `rack ${String(rack + 1)}`,
    devices: Array.from({ length: Math.min(serversPerRack, servers - rack * serversPerRack) }, (__, slot) => {
      const server = rack * serversPerRack + slot;
      return {
        id: `server ${String(server + 1)}`,
        device,
        gpus: gpusPerServer,
        replicas: replicas.of(server),
        leaves: [],
      };
    }),
  }));
};

/** Pairs of leaves for so many racks each, in the first two of them, all on all spines. */
export const withLeafPairs = (
  racks: readonly HallRack[],
  racksPerPair: number,
  spines: number,
): Pick<Hall, 'racks' | 'network'> => {
  const spineIds = Array.from({ length: spines }, (_, index) => `spine ${String(index + 1)}`);
  const pairOf = (rack: number): readonly string[] => {
    const pair = Math.floor(rack / racksPerPair) + 1;
    return [`leaf ${String(pair)}a`, `leaf ${String(pair)}b`];
  };
  return {
    racks: racks.map(({ id, devices }, rack) => ({
      id,
      devices: devices.map((device) => ({ ...device, leaves: pairOf(rack) })),
    })),
    network: {
      switches: [
        ...spineIds.map((id) => ({ id, kind: 'spine' as const, above: [], rack: null })),
        ...Array.from({ length: Math.ceil(racks.length / racksPerPair) }, (_, pair) => pair * racksPerPair).flatMap(
          (rack) =>
            pairOf(rack).map((id, second) => ({
              id,
              kind: 'leaf' as const,
              above: spineIds,
              rack: Math.min(rack + second, racks.length - 1),
            })),
        ),
      ],
      leavesNeeded: 1,
    },
  };
};
