import { median } from '../../base/statistics/order.ts';
import { timestampQuantumNs, type Stamp } from './stamps.ts';
import { fmaWorkload } from '../kernels/probes.ts';
import type { Lease } from './owner.ts';
import { prepare } from './runner.ts';

/** What was found out about the two clocks before anything is measured with them. */
export interface ClockFacts {
  readonly timestampQuantumNs: number | null;
  readonly wallStepMs: number;
  /** Median time of an empty submit until `onSubmittedWorkDone`. */
  readonly roundTripMs: number;
}

const WALL_STEPS = 20;

/** Smallest step seen between readings of the wall clock; a clock that never moves is given up after a while. */
export const wallStepMs = (now: () => number): number => {
  let smallest = Infinity;
  let previous = now();
  for (let seen = 0, tries = 0; seen < WALL_STEPS && tries < 5e6; tries++) {
    const current = now();
    if (current > previous) {
      smallest = Math.min(smallest, current - previous);
      seen++;
    }
    previous = current;
  }
  return Number.isFinite(smallest) ? smallest : 0;
};

const ROUND_TRIPS = 9;
const STAMPED_SUBMITS = 12;

export const examineClock = async (lease: Lease, now: () => number): Promise<ClockFacts> => {
  const { device } = lease;
  const roundTrips: number[] = [];
  for (let i = 0; i < ROUND_TRIPS; i++) {
    const start = now();
    device.queue.submit([device.createCommandEncoder().finish()]);
    await device.queue.onSubmittedWorkDone();
    roundTrips.push(now() - start);
  }
  let stamps: readonly Stamp[] = [];
  if (device.features.has('timestamp-query')) {
    const workload = fmaWorkload({ chains: 1, lanes: 1, threads: 256, steps: 4 });
    const prepared = await prepare(lease, workload.program, { now, slots: STAMPED_SUBMITS });
    try {
      prepared.upload(workload.inputs('random'));
      for (let slot = 0; slot < STAMPED_SUBMITS; slot++) {
        prepared.submit(1, slot);
        await device.queue.onSubmittedWorkDone();
      }
      stamps = await prepared.timestamps();
    } finally {
      prepared.destroy();
    }
  }
  return {
    timestampQuantumNs: timestampQuantumNs(stamps),
    wallStepMs: wallStepMs(now),
    roundTripMs: median(roundTrips),
  };
};
