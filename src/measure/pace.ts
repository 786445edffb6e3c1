import { entryAt } from '../base/checked.ts';
import type { AdapterRecord, Pace } from '../records/measurement.ts';
import type { Lease } from './device/owner.ts';
import { prepare, type Prepared } from './device/runner.ts';
import { matmulWorkload } from './kernels/matmul.ts';
import { plainProblem } from './kernels/matmul-program.ts';
import type { Workload } from './kernels/program.ts';
import { findVariant } from './kernels/variants.ts';

/**
 * How fast the machine itself is while a case is sampled: the rate of one fixed kernel, run before, between and
 * after the samples. A slow kernel and a slow phase of the machine (other work, heat, a clock that ramps) look alike in a
 * case's samples; in the rate of a kernel that never changes they do not.
 */
export interface PaceProbe {
  /** Runs the probe once and waits for it, after `samplesBefore` samples of the case. */
  readonly run: (samplesBefore: number) => Promise<void>;
  /** Speeds of the machine during this case. */
  readonly readings: () => Promise<Pace[]>;
  /** What one run costs, in ms. */
  readonly costMs: number;
}

/** Built, warm and long enough for the clock; serves all cases of a device. */
interface Ready {
  readonly costMs: number;
  readonly stamped: boolean;
  readonly time: (slot: number) => Promise<number>;
  readonly timestamps: Prepared['timestamps'];
  readonly flop: number;
}

/** Of one case: four beside each of its samples. */
const MOST_RUNS = 128;
/** Eightfold from one dispatch reaches any sample's length in so many steps. */
const MOST_GROWTHS = 6;

const PLAINEST = 'naive';

/**
 * The plainest product: it loads and multiplies in turns as what is measured does, and no search ever changes it. (Chains of
 * multiply-adds, which touch no memory, swing a third further than products do.) Some 2 ms on a CPU that plays a GPU; on a
 * GPU enough threads to fill it, and as many dispatches in a row as its clock needs.
 */
const workloadFor = ({ software }: AdapterRecord): Workload => {
  const plain = findVariant(PLAINEST);
  if (plain === undefined) throw new Error(`There is no kernel ${PLAINEST}.`);
  const shape = software ? { m: 64, n: 64, k: 64 } : { m: 512, n: 512, k: 128 };
  return matmulWorkload(plain, plainProblem(shape), 1);
};

export interface PaceOptions {
  readonly now: () => number;
  /** Whether the GPU's own clock is to be trusted; else the wall clock times the probe, the round trip included. */
  readonly stamped: boolean;
  /** Shortest time that the clock tells well, in ms. */
  readonly sampleMs: number;
}

const makeReady = async (lease: Lease, { now, stamped, sampleMs }: PaceOptions): Promise<Ready> => {
  const workload = workloadFor(lease.adapter);
  const prepared = await prepare(lease, workload.program, { now, slots: stamped ? MOST_RUNS : 0 });
  prepared.upload(workload.inputs('random'));
  const { timeMs, timestamps } = prepared;
  await timeMs(1);
  let times = 1;
  let costMs = await timeMs(times);
  for (let i = 0; i < MOST_GROWTHS && costMs > 0 && costMs < sampleMs; i++) {
    times = Math.min(8 * times, Math.ceil((1.1 * times * sampleMs) / costMs));
    costMs = await timeMs(times);
  }
  return {
    costMs,
    stamped,
    time: (slot) => timeMs(times, stamped ? slot : null),
    timestamps,
    flop: times * workload.flop,
  };
};

const readyOn = new WeakMap<GPUDevice, Ready>();

/** The probe of one case, on the kernel that its device keeps ready. */
export const paceProbe = async (lease: Lease, options: PaceOptions): Promise<PaceProbe> => {
  const ready = readyOn.get(lease.device) ?? (await makeReady(lease, options));
  readyOn.set(lease.device, ready);
  const { costMs, stamped, time, timestamps, flop } = ready;
  const runs: { readonly samplesBefore: number; readonly wallMs: number }[] = [];
  return {
    costMs,
    run: async (samplesBefore) => {
      if (runs.length < MOST_RUNS) runs.push({ samplesBefore, wallMs: await time(runs.length) });
    },
    readings: async () => {
      const stamps = await timestamps();
      return runs.flatMap(({ samplesBefore, wallMs }, i) => {
        const stamp = stamped ? entryAt(stamps, i) : null;
        const ms = stamp === null ? wallMs : Number(stamp.endNs - stamp.beginNs) / 1e6;
        return ms > 0 ? [{ samplesBefore, gflops: flop / ms / 1e6 }] : [];
      });
    },
  };
};
