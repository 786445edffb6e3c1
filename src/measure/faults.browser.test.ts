import { caseRow, isSampled, type SampledCase } from '../records/cases.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { examineClock, type ClockFacts } from './device/clock.ts';
import { createDeviceOwner, type DeviceOwner } from './device/owner.ts';
import { matmulWorkload } from './kernels/matmul.ts';
import { plainProblem } from './kernels/matmul-program.ts';
import type { Workload } from './kernels/program.ts';
import { findVariant } from './kernels/variants.ts';
import { paceProbe } from './pace.ts';
import { sampleWorkload } from './sampler.ts';
import { Stopwatch } from './stopwatch.ts';
import type { MeasuredCase } from '../records/measurement.ts';
import { tune, type TunerOptions } from './tune/tuner.ts';

/** Each planted fault ends in an outcome of its own, never in a number. */
const owner = createDeviceOwner({ gpu: navigator.gpu });
const problem = plainProblem({ m: 48, n: 40, k: 56 });
const workloadOf = (id: string): Workload => {
  const variant = findVariant(id);
  if (variant === undefined) throw new Error(`No variant ${id}.`);
  return matmulWorkload(variant, problem, 3);
};

/** The naive kernel, but it forgets the first of the k products of one element. */
const wrong = (): Workload => {
  const right = workloadOf('naive');
  const steps = right.program.steps.map((step) => ({
    ...step,
    code: step.code.replace('var i = 0u; i < dims.k', 'var i = select(0u, 1u, row == 17u && col == 5u); i < dims.k'),
  }));
  expect(steps[0]!.code).not.toBe(right.program.steps[0]!.code);
  return { ...right, kernel: 'planted', program: { ...right.program, steps } };
};

interface Plant {
  readonly now?: () => number;
  readonly isHidden?: () => boolean;
  readonly clock?: Partial<ClockFacts>;
}
const measure = async (
  workload: Workload,
  { now = () => performance.now(), isHidden = () => false, clock = {} }: Plant = {},
): Promise<MeasuredCase> => {
  const result = await owner.withDevice(async (lease) => {
    const facts = { ...(await examineClock(lease, () => performance.now())), ...clock };
    const signal = new AbortController().signal;
    return sampleWorkload(lease, workload, {
      clock: facts,
      now,
      signal,
      budgetMs: 200,
      isHidden,
      onBeat: () => undefined,
      stopwatch: new Stopwatch(now),
    });
  }, 60_000);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

const searching = (by: DeviceOwner): TunerOptions => ({
  owner: by,
  now: () => performance.now(),
  signal: new AbortController().signal,
  onBeat: () => undefined,
  onCandidate: () => undefined,
  seed: 1,
  budgetMs: 5000,
  caseTimeoutMs: 30_000,
});

/** Real devices that can be lost the way a crash of the driver loses them, which a page cannot bring about by itself. */
const fragile = (): { readonly gpu: GPU; readonly crash: () => void } => {
  let crash = (): void => undefined;
  const requestAdapter: GPU['requestAdapter'] = async (options) => {
    const adapter = await navigator.gpu.requestAdapter(options);
    if (adapter === null) return null;
    const requestDevice = adapter.requestDevice.bind(adapter);
    adapter.requestDevice = async (descriptor) => {
      const device = await requestDevice(descriptor);
      const lost = new Promise<GPUDeviceLostInfo>((resolve) => {
        crash = () => {
          device.destroy();
          resolve({ reason: 'unknown', message: 'planted' } as GPUDeviceLostInfo);
        };
      });
      Object.defineProperty(device, 'lost', { value: lost });
      return device;
    };
    return adapter;
  };
  return { gpu: { requestAdapter } as GPU, crash: () => crash() };
};

const { resolveQuerySet } = GPUCommandEncoder.prototype;
afterEach(() => {
  GPUCommandEncoder.prototype.resolveQuerySet = resolveQuerySet;
});

const sampled = (found: MeasuredCase): SampledCase => {
  if (!isSampled(found)) throw new Error(`${found.id} has no samples: ${found.outcome}`);
  return found;
};

describe('a planted fault', () => {
  it('has a control: the same case without it is measured', async () => {
    const found = await measure(workloadOf('naive'));
    expect(found).toMatchObject({ outcome: 'measured', verified: true });
    expect(caseRow(found).gflops).toBeGreaterThan(0);
  });

  it('has the pace of the machine before, between and after its samples', async () => {
    const { paces, samplesMs } = sampled(await measure(workloadOf('naive')));
    expect(paces[0]!.samplesBefore).toBe(0);
    expect(paces.at(-1)?.samplesBefore).toBe(samplesMs.length);
    expect(Math.min(...paces.map(({ gflops }) => gflops))).toBeGreaterThan(0);
  });

  it('a case that breaks off leaves nothing of its pace to the next', async () => {
    const readings = await owner.withDevice(async (lease) => {
      const options = { now: () => performance.now(), stamped: false, sampleMs: 2 };
      const brokenOff = await paceProbe(lease, options);
      await brokenOff.run(7);
      const next = await paceProbe(lease, options);
      await next.run(0);
      await next.run(1);
      return next.readings();
    }, 60_000);
    expect(readings.ok && readings.value.map(({ samplesBefore }) => samplesBefore)).toEqual([0, 1]);
  });

  it('one wrong element: wrong-result, named, without a time', async () => {
    const found = await measure(wrong());
    expect(found).toMatchObject({ outcome: 'wrong-result' });
    expect(caseRow(found)).toMatchObject({ verified: false, gflops: null, medianMs: null, samples: 0 });
    expect(caseRow(found).reason).toContain('element (17, 5)');
  });

  it('a GPU clock that returns zeros: timed by the wall, and it says why', async () => {
    // Resolved stamps stay what a new buffer holds.
    const clock = { timestampQuantumNs: 1 };
    GPUCommandEncoder.prototype.resolveQuerySet = () => undefined;
    const found = await measure(workloadOf('naive'), { clock });
    expect(found.outcome).toBe('measured');
    expect(sampled(found).samplesMs).toEqual(sampled(found).wallSamplesMs);
    expect(found.warnings.find(({ code }) => code === 'timestamps-rejected')?.message).toContain('returned zero');
  });

  it('no clock that moves: clock-unusable', async () => {
    const found = await measure(workloadOf('naive'), {
      now: () => 0,
      clock: { timestampQuantumNs: null, roundTripMs: 0 },
    });
    expect(caseRow(found)).toMatchObject({ outcome: 'clock-unusable', gflops: null, gbps: null, medianMs: null });
  });

  it('a page hidden halfway: hidden, with its samples but without a rate', async () => {
    let looks = 0;
    const found = await measure(workloadOf('naive'), { isHidden: () => ++looks > 5 });
    expect(caseRow(found)).toMatchObject({ outcome: 'hidden', gflops: null });
    expect(sampled(found).samplesMs.length).toBeGreaterThan(0);
  });

  it('a wrong kernel among the candidates: recorded, and never the winner', async () => {
    const contestants = [
      { workload: wrong(), family: 'planted', complexity: 0 },
      { workload: workloadOf('register-4x4-wg8x8'), family: 'register', complexity: 2 },
      { workload: workloadOf('naive'), family: 'naive', complexity: 1 },
    ];
    const { winner, log } = await tune(contestants, searching(owner));
    expect(log[0]).toMatchObject({ kernel: 'planted', status: 'wrong-result', gflops: null });
    expect(['register-4x4-wg8x8', 'naive']).toContain(winner);
  });

  it('a kernel that loses the device: recorded as that, and the search goes on with a new device', async () => {
    const { gpu, crash } = fragile();
    const killer: Workload = {
      ...workloadOf('naive'),
      kernel: 'killer',
      inputs: () => {
        crash();
        return {};
      },
    };
    const { winner, log } = await tune(
      [
        { workload: workloadOf('register-4x4-wg8x8'), family: 'register', complexity: 1 },
        { workload: killer, family: 'planted', complexity: 0 },
        { workload: workloadOf('register-8x4-wg8x8'), family: 'register', complexity: 2 },
      ],
      searching(createDeviceOwner({ gpu })),
    );
    expect(log[1]).toMatchObject({ kernel: 'killer', status: 'device-lost', gflops: null, samplesMs: [] });
    expect(log[1]!.reason).toContain('lost');
    expect(log[2]!.status).not.toBe('skipped');
    expect(['register-4x4-wg8x8', 'register-8x4-wg8x8']).toContain(winner);
  });
});
