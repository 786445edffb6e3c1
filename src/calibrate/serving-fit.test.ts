import { describe, expect, it } from 'vitest';
import { createRandom } from '../base/random.ts';
import { publishedKernels } from '../catalog/testing/kernels.ts';
import { findAccelerator, findModel } from '../catalog/catalog.ts';
import { stackConstants, withDeviceTime, type StackConstants } from '../catalog/stacks.ts';
import { NAMED_PRECISIONS } from '../throughput/precision.ts';
import { createReplica } from '../throughput/replica.ts';
import { runClosedLoop } from '../throughput/closed-loop.ts';
import { tensorSpread } from '../throughput/spread.ts';
import { fitService, type ServiceMachine, type ServicePoint } from './serving-fit.ts';

const accelerator = findAccelerator('a100-sxm-80gb');
const model = findModel('llama-3-8b');
if (accelerator === null || model === null) throw new Error('not in the catalogue');

const machine: ServiceMachine = {
  model,
  accelerator,
  parameters: publishedKernels(accelerator.id, 'vllm'),
  tensorParallel: 1,
  precision: NAMED_PRECISIONS.bf16,
  stack: stackConstants('vllm'),
};

/** A service with known constants, seen through a noisy benchmark. */
const benchmark = (constants: StackConstants, concurrencies: readonly number[], noise: number): ServicePoint[] => {
  const random = createRandom(11);
  const replica = createReplica({
    ...machine,
    spread: tensorSpread(1),
    cpuLaunchYear: 2019,
    stack: constants,
    memoryUtilisation: 0.9,
  });
  if (!replica.ok) throw new Error(replica.error.message);
  return concurrencies.map((concurrency) => {
    const { outputTokensPerS, tpotS } = runClosedLoop(
      replica.value,
      { concurrency, inputTokens: 512, outputTokens: 256, mostOutputTokens: 256, lengths: 'drawn' },
      constants,
    );
    return {
      concurrency,
      inputTokens: 512,
      outputTokens: 256,
      outputTokensPerS: outputTokensPerS * Math.exp(noise * random.normal()),
      tpotMs: 1000 * tpotS * Math.exp(noise * random.normal()),
    };
  });
};

const slower: StackConstants = { ...withDeviceTime(machine.stack, 1.25), hostUsPerPass: 4000 };

describe('fitService', () => {
  it('finds the host time and the device efficiency of a service', () => {
    const result = fitService(benchmark(slower, [1, 4, 16, 64, 128], 0.01), machine);
    if (!result.ok) throw new Error(result.error[0]!.message);
    const { constants, error } = result.value;
    expect(constants.deviceScale).toBeGreaterThan(1.15);
    expect(constants.deviceScale).toBeLessThan(1.35);
    expect(constants.hostUsPerPass).toBeGreaterThan(2500);
    expect(constants.hostUsPerPass).toBeLessThan(5500);
    expect(error.fitted).toBeLessThan(0.03);
    expect(error.leftOut).toBeLessThan(0.05);
    expect(error.published).toBeGreaterThan(0.15);
  });

  it('takes concurrencies that differ by the noise of the benchmark for one', () => {
    const repeated = fitService(benchmark(slower, [15.9, 15.97, 16.02, 64], 0.01), machine);
    expect(repeated.ok || repeated.error[0]!.message).toMatch(
      /^concurrency: 2 different values \(15.9, 64\); at least 3/,
    );
    const noise = 0.01;
    const result = fitService(benchmark(slower, [1, 3.9, 3.98, 16, 64], noise), machine);
    if (!result.ok) throw new Error(result.error[0]!.message);
    // Left out together, neither of the two that are alike can have told the other.
    const [first, second] = result.value.residuals.filter(
      ({ concurrency, figure }) => figure === 'tpotMs' && concurrency > 3 && concurrency < 5,
    );
    expect(second!.leftOut / first!.leftOut).toBeCloseTo(second!.computed / first!.computed, 2);
  });

  it('stays at the published constants where they are right', () => {
    const result = fitService(benchmark(machine.stack, [1, 8, 64], 0), machine);
    expect(result.ok && result.value.constants.deviceScale).toBeCloseTo(machine.stack.deviceScale, 3);
    expect(result.ok && result.value.error.published).toBeLessThan(1e-9);
  });

  it('shows each concurrency as the others predict it', () => {
    const points = benchmark(slower, [1, 8, 64], 0);
    const odd = points.map((point) =>
      point.concurrency === 8 ? { ...point, tpotMs: 3 * (point.tpotMs ?? 0) } : point,
    );
    const result = fitService(odd, machine);
    if (!result.ok) throw new Error(result.error[0]!.message);
    const row = result.value.residuals.find(({ concurrency, figure }) => concurrency === 8 && figure === 'tpotMs');
    if (row === undefined) throw new Error('no such row');
    expect(row.measured / row.leftOut).toBeGreaterThan(2.5);
  });

  it('refuses fewer than three concurrencies', () => {
    const result = fitService(benchmark(slower, [1, 1, 8], 0), machine);
    expect(result.ok || result.error[0]!.message).toMatch(/2 different values \(1, 8\); at least 3 are needed/);
  });
});

describe('a closed loop', () => {
  it('keeps Little’s law: tokens in progress leave at the rate they come', () => {
    const replica = createReplica({ ...machine, spread: tensorSpread(1), cpuLaunchYear: 2019, memoryUtilisation: 0.9 });
    if (!replica.ok) throw new Error(replica.error.message);
    const loop = {
      concurrency: 32,
      inputTokens: 512,
      outputTokens: 256,
      mostOutputTokens: 256,
      lengths: 'drawn',
    } as const;
    const { outputTokensPerS, tpotS, ttftS } = runClosedLoop(replica.value, loop, machine.stack);
    expect((outputTokensPerS * (ttftS + 255 * tpotS)) / 256).toBeCloseTo(32, 9);
  });
});
