import type { PoweredDevice } from '../power/powered-device.ts';
import { replicaNumbers } from './replicas.ts';
import type { Hall, HallRack } from './hall-chain.ts';

export interface UniformFleet {
  readonly device: PoweredDevice;
  readonly servers: number;
  readonly serversPerRack: number;
  readonly gpusPerServer: number;
  /** Below 1 where a replica spans several servers. */
  readonly replicasPerServer: number;
}

/**
 * Racks of one kind of server, filled one after the other. Replicas stand on servers in the same order; one that spans
 * several stops with each of them.
 */
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
      };
    }),
  }));
};

/** Pairs of leaves for so many racks each, in the first two of them, all on all spines: the front end that inference needs. */
export const leafPairs = (racks: number, racksPerPair: number, spines: number): NonNullable<Hall['network']> => {
  const spineIds = Array.from({ length: spines }, (_, index) => `spine ${String(index + 1)}`);
  const pairOf = (rack: number): readonly string[] => {
    const pair = Math.floor(rack / racksPerPair) + 1;
    return [`leaf ${String(pair)}a`, `leaf ${String(pair)}b`];
  };
  return {
    spines: spineIds,
    leaves: Array.from({ length: Math.ceil(racks / racksPerPair) }, (_, pair) => pair * racksPerPair).flatMap((rack) =>
      pairOf(rack).map((id, second) => ({ id, spines: spineIds, rack: Math.min(rack + second, racks - 1) })),
    ),
    leavesOf: pairOf,
    leavesNeeded: 1,
  };
};
