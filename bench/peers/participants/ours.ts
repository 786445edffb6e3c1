import { chooseVariant } from '../../../src/measure/choose.ts';
import { createDeviceOwner } from '../../../src/measure/device/owner.ts';
import { prepare } from '../../../src/measure/device/runner.ts';
import { matmulProgram, plainProblem } from '../../../src/measure/kernels/matmul-program.ts';
import type { Participant } from '../participant.ts';

/** `kernel` is the id of a variant, or `auto`. The program holds every step from plain row-major operands, packing too. */
export const openOurs = async (kernel: string): Promise<Participant> => {
  const owner = createDeviceOwner({ gpu: navigator.gpu, powerPreference: 'high-performance' });
  const acquired = await owner.acquire();
  if (!acquired.ok) throw new Error(acquired.error.message);
  const lease = acquired.value;
  return {
    device: lease.device,
    prepare: async (shape, a, b) => {
      const problem = plainProblem(shape);
      const variant = chooseVariant(kernel, problem, lease.adapter);
      const product = await prepare(lease, matmulProgram(variant, problem), { now: () => performance.now(), slots: 0 });
      product.upload({ a, b });
      return {
        kernel: variant.id,
        run: async (times) => {
          product.submit(times, null);
          await lease.device.queue.onSubmittedWorkDone();
        },
        read: async () => new Float32Array((await product.readOutputs())['c']),
        dispose: async () => {
          product.destroy();
        },
      };
    },
  };
};
