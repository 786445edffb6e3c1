import type { DeviceOwner } from '../device/owner.ts';
import { prepare } from '../device/runner.ts';
import type { DataKind, Verification, Workload } from '../kernels/program.ts';

/** Runs a workload once with either kind of data and says what its oracle thinks of the results. */
export const runOnce = async (owner: DeviceOwner, workload: Workload): Promise<Record<DataKind, Verification>> => {
  const result = await owner.withDevice(async (lease) => {
    const prepared = await prepare(lease, workload.program, { now: () => performance.now(), slots: 0 });
    try {
      const check = async (kind: DataKind): Promise<Verification> => {
        prepared.upload(workload.inputs(kind));
        prepared.submit(1, null);
        return workload.verify(kind, await prepared.readOutputs());
      };
      return { exact: await check('exact'), random: await check('random') };
    } finally {
      prepared.destroy();
    }
  }, 120_000);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
