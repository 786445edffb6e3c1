export interface ReplicaNumbers {
  readonly count: number;
  /** Replicas that stop with the device at this place of its pool. */
  readonly of: (place: number) => readonly number[];
}

/**
 * Numbers the replicas of a pool of equal devices from `first`, in the order of the devices. One that spans several
 * (`replicasPerDevice` below 1) stops with each of them; devices that are too few for one more hold none.
 */
export const replicaNumbers = (devices: number, replicasPerDevice: number, first = 0): ReplicaNumbers => {
  const perDevice = replicasPerDevice >= 1 ? Math.floor(replicasPerDevice) : replicasPerDevice;
  const count = Math.floor(devices * perDevice + 1e-9);
  return {
    count,
    of: (place) => {
      const from = Math.floor(place * perDevice + 1e-9);
      const to = Math.min(count, Math.ceil((place + 1) * perDevice - 1e-9));
      return Array.from({ length: Math.max(0, to - from) }, (_, index) => first + from + index);
    },
  };
};
