import { entryAt } from '../base/checked.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { AdapterRecord } from '../records/measurement.ts';
import type { Dtype } from '../records/dtypes.ts';
import { chooseVariant } from './kernels/choose.ts';
import { createDeviceOwner, type DeviceOwner } from './device/owner.ts';
import { prepare, type Prepared } from './device/runner.ts';
import { matmulWorkload } from './kernels/matmul.ts';
import type { Product } from '../records/product.ts';
import { plainProblem } from './kernels/matmul-program.ts';
import type { Workload } from './kernels/program.ts';

/**
 * One product on one device, opened once and sampled whenever the caller says: the half of a comparison that runs in a page.
 * The other half, another build or another kernel, is sampled in turn by the same caller.
 */
export interface SampledCase {
  readonly shape: Product;
  readonly dtype: Dtype;
  /** A variant's id. */
  readonly kernel: string;
  readonly seed: number;
  /** False leaves out what proves the result right: it was, in an earlier opening of the same case. */
  readonly verified: boolean;
}

/** What does not depend on the clock, and may gate on any machine. */
export interface CaseCounts {
  readonly flop: number;
  readonly bytes: number;
  readonly dispatches: number;
  readonly pipelines: number;
  /** SHA-256 of all shader texts, in the order in which they run, in hexadecimal. */
  readonly wgslHash: string;
}

export interface OpenedCase {
  readonly id: string;
  readonly adapter: AdapterRecord;
  readonly counts: CaseCounts;
  readonly compileMs: number;
  readonly firstDispatchMs: number;
  /** Null where nothing was verified. */
  readonly maxError: number | null;
}

export interface CaseSampler {
  /** A new device, new buffers, new pipelines; a result to be verified is so before anything is timed. Closes what was open. */
  open(request: SampledCase): Promise<Result<OpenedCase, Problem>>;
  /** Runs the case `times` times and says how long all of them took together, in ms from submit to the end of the queue. */
  time(times: number): Promise<Result<number, Problem>>;
  close(): void;
}

const TIMEOUT_MS = 60_000;

const sha256 = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};

const countsOf = async ({ flop, bytes, program }: Workload): Promise<CaseCounts> => ({
  flop,
  bytes,
  dispatches: program.steps.length,
  pipelines: new Set(program.steps.map(({ code }) => code)).size,
  wgslHash: await sha256(program.steps.map(({ code }) => code).join('\n')),
});

export const createCaseSampler = (gpu: GPU | undefined, now: () => number): CaseSampler => {
  let opened: { readonly owner: DeviceOwner; readonly prepared: Prepared } | null = null;

  const close = (): void => {
    opened?.prepared.destroy();
    opened?.owner.release();
    opened = null;
  };

  const open = async ({ shape, dtype, kernel, seed, verified }: SampledCase): Promise<Result<OpenedCase, Problem>> => {
    close();
    const owner = createDeviceOwner({ gpu, powerPreference: 'high-performance' });
    const result = await owner.withDevice(async (lease) => {
      const product = plainProblem(shape, dtype);
      const variant = chooseVariant(kernel, product, lease.adapter);
      if (!variant.ok) return err(problem('kernel', variant.error));
      const workload = matmulWorkload(variant.value, product, seed);
      const prepared = await prepare(lease, workload.program, { now, slots: 0 });
      const runOn = async (inputs: 'exact' | 'random') => {
        prepared.upload(workload.inputs(inputs));
        const ms = await prepared.timeMs(1);
        return { ms, found: verified ? workload.verify(inputs, await prepared.readOutputs()) : null };
      };
      const firsts = verified ? [await runOn('exact'), await runOn('random')] : [await runOn('random')];
      const wrong = firsts.find(({ found }) => found?.ok === false)?.found;
      if (wrong !== undefined) {
        prepared.destroy();
        return err(problem('result', `${workload.id} by ${workload.kernel} is wrong: ${wrong?.reason ?? ''}`));
      }
      opened = { owner, prepared };
      return ok({
        id: workload.id,
        adapter: lease.adapter,
        counts: await countsOf(workload),
        compileMs: prepared.compileMs,
        firstDispatchMs: entryAt(firsts, 0).ms,
        maxError: firsts.at(-1)?.found?.maxError ?? null,
      });
    }, TIMEOUT_MS);
    const outcome = result.ok ? result.value : err(problem('adapter', result.error.message));
    if (!outcome.ok) owner.release();
    return outcome;
  };

  const time = async (times: number): Promise<Result<number, Problem>> => {
    if (opened === null) return err(problem('case', 'No case is open.'));
    const { owner, prepared } = opened;
    const timed = await owner.withDevice(() => prepared.timeMs(times), TIMEOUT_MS);
    return timed.ok ? timed : err(problem('adapter', timed.error.message));
  };

  return { open, time, close };
};
