import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../base/random.ts';
import { createDeviceOwner } from '../device/owner.ts';
import { prepare } from '../device/runner.ts';
import { matmulWorkload } from './matmul.ts';
import { fmaWorkload, streamWorkload } from './probes.ts';
import { DTYPES } from './dtypes.ts';
import type { DataKind, Verification, Workload } from './program.ts';
import { takesProblem, type MatmulProblem } from './matmul-program.ts';
import { matmulVariants, whyNot, type Capabilities } from './variants.ts';

const owner = createDeviceOwner({ gpu: navigator.gpu });

beforeAll(async () => {
  const acquired = await owner.acquire();
  expect(acquired.ok, acquired.ok ? '' : acquired.error.message).toBe(true);
});

const runOnce = async (workload: Workload): Promise<Record<DataKind, Verification>> => {
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
  }, 60_000);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

const random = createRandom(20_261_121);
const edges = [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 63, 64, 65, 127, 128, 129, 130];
const edge = (): number => edges[random.integer(0, edges.length - 1)];
const shapes = [
  { m: 1, n: 1, k: 1 },
  { m: 130, n: 129, k: 127 },
  { m: 1, n: 300, k: 513 },
  ...Array.from({ length: 12 }, () => ({ m: edge(), n: edge(), k: edge() })),
  ...Array.from({ length: 9 }, () => ({
    m: random.integer(1, 130),
    n: random.integer(1, 130),
    k: random.integer(1, 130),
  })),
];

const capable = async (): Promise<Capabilities> => {
  const described = await owner.describe();
  if (!described.ok) throw new Error(described.error.message);
  return described.value;
};
const device = await capable();
const runnable = DTYPES.flatMap((dtype) =>
  matmulVariants
    .filter((variant) => whyNot(variant, dtype, device) === null)
    .map((variant) => ({ dtype, variant, name: `${variant.id} ${dtype}` })),
);

describe.each(runnable)('$name', ({ dtype, variant }) => {
  it.each(dtype === 'f32' ? shapes : shapes.slice(0, 4))('$m×$n×$k equals the oracle', async ({ m, n, k }) => {
    const problem: MatmulProblem = { m, n, k, dtype, layout: 'nn', batch: 1 };
    const { exact, random: rounded } = await runOnce(matmulWorkload(variant, problem, 7, m > 40 ? 40 : m));
    expect(exact.reason).toBeNull();
    expect(rounded.reason).toBeNull();
    expect(rounded.maxError).toBeLessThanOrEqual(rounded.errorBound);
  });

  it.each([
    { layout: 'nt', batch: 1 },
    { layout: 'tn', batch: 1 },
    { layout: 'nn', batch: 3 },
    { layout: 'nt', batch: 2 },
  ] as const)('layout $layout, batch of $batch', async ({ layout, batch }) => {
    const problem: MatmulProblem = { m: 19, n: 22, k: 33, dtype, layout, batch };
    if (!takesProblem(variant, problem)) return;
    const { exact, random: rounded } = await runOnce(matmulWorkload(variant, problem, 7));
    expect([exact.reason, rounded.reason]).toEqual([null, null]);
  });
});

describe('probes', () => {
  it.each([
    [1, 1],
    [8, 1],
    [4, 4],
  ] as const)('FMA with %i chains of %i lanes converges to its fixed point', async (chains, lanes) => {
    expect((await runOnce(fmaWorkload({ chains, lanes, threads: 256, steps: 8 }))).random.reason).toBeNull();
  });

  it.each(['read', 'write', 'copy'] as const)('%s touches every byte', async (kind) => {
    expect((await runOnce(streamWorkload({ kind, bytes: 2 ** 18, threads: 256 }))).random.reason).toBeNull();
  });
});
