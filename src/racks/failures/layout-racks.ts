import type { RackPlacement } from '../device.ts';
import type { HallRack } from './hall-chain.ts';
import { replicaNumbers, type ReplicaNumbers } from './replicas.ts';

/**
 * The racks of a placement one by one, each device by itself: what `hallChain` takes. `gpusOf` says how many GPUs a device
 * has; the replicas of a pool stand on its devices in the order of the racks.
 */
export const racksOfPlacement = (
  { devices, racks }: RackPlacement,
  gpusOf: (device: string) => number,
): readonly HallRack[] => {
  const byId = new Map(devices.map((device) => [device.id, device]));
  const inPool = new Map<string, number>();
  for (const { placements, count } of racks) {
    for (const { device: id } of placements) {
      const pool = byId.get(id)?.pool ?? null;
      if (pool !== null) inPool.set(pool.name, (inPool.get(pool.name) ?? 0) + count);
    }
  }
  const pools = new Map<string, { readonly replicas: ReplicaNumbers; met: number }>();
  let nextReplica = 0;
  const replicasOf = (id: string): readonly number[] => {
    const pool = byId.get(id)?.pool ?? null;
    if (pool === null) return [];
    let state = pools.get(pool.name);
    if (state === undefined) {
      state = { replicas: replicaNumbers(inPool.get(pool.name) ?? 0, pool.replicasPerDevice, nextReplica), met: 0 };
      nextReplica += state.replicas.count;
      pools.set(pool.name, state);
    }
    return state.replicas.of(state.met++);
  };
  let number = 0;
  return racks.flatMap(({ placements, count }) =>
    Array.from({ length: count }, () => {
      number += 1;
      const id = `rack ${String(number)}`;
      return {
        id,
        devices: placements.flatMap(({ device: placed }, slot) => {
          const device = byId.get(placed);
          if (device === undefined) throw new Error(`${placed} stands in a rack and is no device of the layout.`);
          return [
            { id: `${id} device ${String(slot + 1)}`, device, gpus: gpusOf(placed), replicas: replicasOf(placed) },
          ];
        }),
      };
    }),
  );
};
