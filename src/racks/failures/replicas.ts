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
  if (replicasPerDevice >= 1) {
    const whole = Math.floor(replicasPerDevice);
    return {
      count: devices * whole,
      of: (place) => Array.from({ length: whole }, (_, index) => first + place * whole + index),
    };
  }
  const span = replicasPerDevice > 0 ? Math.round(1 / replicasPerDevice) : Infinity;
  const count = Math.floor(devices / span);
  return {
    count,
    of: (place) => {
      const replica = Math.floor(place / span);
      return replica < count ? [first + replica] : [];
    },
  };
};
