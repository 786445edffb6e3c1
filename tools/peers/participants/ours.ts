import { chooseVariant, shapeClass, type ShapeClass } from '../../../src/measure/kernels/choose.ts';
import { createDeviceOwner } from '../../../src/measure/device/owner.ts';
import { prepare } from '../../../src/measure/device/runner.ts';
import { matmulProgram, plainProblem } from '../../../src/measure/kernels/matmul-program.ts';
import { kernelBySearch, tuneClass } from '../../../src/measure/tune/tuned.ts';
import type { Tuning } from '../../../src/records/measurement.ts';
import type { Participant } from '../participant.ts';

const TUNE_BUDGET_MS = 10_000;

/** `kernel` is the id of a variant, or `auto`. The program holds every step from plain row-major operands, packing too. */
export const openOurs = async (kernel: string): Promise<Participant> => {
  const owner = createDeviceOwner({ gpu: navigator.gpu, powerPreference: 'high-performance' });
  const acquired = await owner.acquire();
  if (!acquired.ok) throw new Error(acquired.error.message);
  const lease = acquired.value;
  /** The tuner's search of a class of shapes, made once, before anything is timed. */
  const searches = new Map<ShapeClass, Tuning>();
  const searchOf = async (shapes: ShapeClass): Promise<Tuning> => {
    const known = searches.get(shapes);
    if (known !== undefined) return known;
    const search = await tuneClass(lease.adapter, '', 'f32', shapes, new Set(), new Date().toISOString(), {
      owner,
      now: () => performance.now(),
      signal: new AbortController().signal,
      onBeat: () => undefined,
      onCandidate: () => undefined,
      seed: 1,
      budgetMs: TUNE_BUDGET_MS,
      caseTimeoutMs: 60_000,
    });
    searches.set(shapes, search);
    return search;
  };
  return {
    device: lease.device,
    prepare: async (shape, a, b) => {
      const problem = plainProblem(shape);
      const chosen =
        kernel === 'auto'
          ? kernelBySearch(await searchOf(shapeClass(shape)), problem, lease.adapter)
          : chooseVariant(kernel, problem, lease.adapter);
      if (!chosen.ok) throw new Error(chosen.error);
      const variant = chosen.value;
      const product = await prepare(lease, matmulProgram(variant, problem), { now: () => performance.now(), slots: 0 });
      product.upload({ a, b });
      return {
        kernel: variant.id,
        run: async (times) => {
          product.submit(times, null);
          await lease.device.queue.onSubmittedWorkDone();
        },
        read: async () => new Float32Array((await product.readOutputs())['c']),
        dispose: () => {
          product.destroy();
          return Promise.resolve();
        },
      };
    },
  };
};
