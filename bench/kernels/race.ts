import { createRandom, inRandomOrder } from '../../src/base/random.ts';
import { prepare, type Prepared } from '../../src/measure/device/runner.ts';
import type { DeviceOwner } from '../../src/measure/device/owner.ts';
import type { Workload } from '../../src/measure/kernels/program.ts';

/** Long against a submit and its completion, which cost some 0.5 ms. */
const SAMPLE_MS = 60;
const TIMEOUT_MS = 600_000;

export interface Timed {
  readonly kernel: string;
  /** Time of one run, round by round. */
  readonly samplesMs: readonly number[];
  /** What verification found wrong, or what the device said; null where neither said anything. */
  readonly reason: string | null;
}

const now = (): number => performance.now();

interface Runner {
  readonly workload: Workload;
  readonly prepared: Prepared;
  readonly times: number;
  readonly samplesMs: number[];
}

/**
 * Times workloads in rounds. In every round each runs once, in an order drawn anew, so that the times of one round saw the
 * same state of the machine. All of them are verified and warm before the first round.
 */
export const race = async (
  owner: DeviceOwner,
  workloads: readonly Workload[],
  { rounds, seed }: { readonly rounds: number; readonly seed: number },
): Promise<Timed[]> => {
  const raced = await owner.withDevice(async (lease) => {
    const failed: Timed[] = [];
    const runners: Runner[] = [];
    const time = async (prepared: Prepared, times: number): Promise<number> => {
      const ms = await prepared.timeMs(times);
      return ms / times;
    };
    try {
      for (const workload of workloads) {
        const prepared = await prepare(lease, workload.program, { now, slots: 0 });
        prepared.upload(workload.inputs('exact'));
        await time(prepared, 1);
        const { reason } = workload.verify('exact', await prepared.readOutputs());
        if (reason !== null) {
          failed.push({ kernel: workload.kernel, samplesMs: [], reason });
          prepared.destroy();
          continue;
        }
        prepared.upload(workload.inputs('random'));
        await time(prepared, 1);
        const times = Math.max(1, Math.ceil(SAMPLE_MS / Math.max(await time(prepared, 1), 0.01)));
        runners.push({ workload, prepared, times, samplesMs: [] });
      }
      const random = createRandom(seed);
      for (let round = 0; round < rounds; round++) {
        for (const { prepared, times, samplesMs } of inRandomOrder(runners, random))
          samplesMs.push(await time(prepared, times));
      }
    } finally {
      for (const { prepared } of runners) prepared.destroy();
    }
    return [
      ...runners.map(({ workload, samplesMs }) => ({ kernel: workload.kernel, samplesMs, reason: null })),
      ...failed,
    ];
  }, TIMEOUT_MS);
  return raced.ok
    ? raced.value
    : workloads.map(({ kernel }) => ({ kernel, samplesMs: [], reason: raced.error.message }));
};
