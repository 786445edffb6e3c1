import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../base/random.ts';
import { createDeviceOwner } from '../device/owner.ts';
import { runOnce } from '../testing/run-once.ts';
import { matmulWorkload } from './matmul.ts';
import { fmaWorkload, streamWorkload } from './probes.ts';
import { DTYPES, type Dtype } from '../../records/dtypes.ts';
import { takesProblem, type MatmulProblem } from './matmul-program.ts';
import { matmulVariants, whyNot, type Capabilities } from './variants.ts';

const owner = createDeviceOwner({ gpu: navigator.gpu });

beforeAll(async () => {
  const acquired = await owner.acquire();
  expect(acquired.ok, acquired.ok ? '' : acquired.error.message).toBe(true);
});

const random = createRandom(20_261_121);
const edges = [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 63, 64, 65, 127, 128, 129, 130];
const edge = (): number => edges[random.integer(0, edges.length - 1)]!;
const shapes = [
  { m: 1, n: 1, k: 1 },
  { m: 130, n: 129, k: 127 },
  { m: 1, n: 300, k: 513 },
  ...Array.from({ length: 3 }, () => ({ m: edge(), n: edge(), k: edge() })),
];

/**
 * A kernel is another program, which takes a third of a second to compile, for each format of numbers and where rows of the result
 * can be stored in vectors (n a multiple of four). How weights are unpacked has nothing to do with either: of the four programs of
 * a variant for weights each is that of another variant. Under Dawn for Node every variant is all four.
 */
const shapesFor = (dtype: Dtype, variantIndex: number): typeof shapes => {
  if (dtype === 'f32') return shapes;
  const [scalar, vector] = [shapes[1]!, shapes[2]!];
  if (dtype !== 'w8' && dtype !== 'w4') return [scalar, vector];
  const format = variantIndex % 2 === 0 ? 'w8' : 'w4';
  return dtype === format ? [variantIndex % 4 < 2 ? scalar : vector] : [];
};

const capable = async (): Promise<Capabilities> => {
  const described = await owner.describe();
  if (!described.ok) throw new Error(described.error.message);
  return described.value;
};
const device = await capable();
const runnable = DTYPES.flatMap((dtype) =>
  matmulVariants
    .filter((variant) => whyNot(variant, dtype, device) === null)
    .map((variant, i) => ({ dtype, variant, name: `${variant.id} ${dtype}`, shapes: shapesFor(dtype, i) }))
    .filter(({ shapes: own }) => own.length > 0),
);

describe.each(runnable)('$name', ({ dtype, variant, shapes: own }) => {
  it.each(own)('$m×$n×$k equals the oracle', async ({ m, n, k }) => {
    const plain: MatmulProblem = { m, n, k, dtype, layout: 'nn', batch: 1 };
    const problem = takesProblem(variant, plain) ? plain : { ...plain, layout: 'nt' as const };
    const { exact, random: rounded } = await runOnce(owner, matmulWorkload(variant, problem, 7, m > 40 ? 40 : m));
    expect(exact.reason).toBeNull();
    expect(rounded.reason).toBeNull();
    expect(rounded.maxError).toBeLessThanOrEqual(rounded.errorBound);
  });

  const arranged = (
    [
      { layout: 'nt', batch: 1 },
      { layout: 'tn', batch: 3 },
    ] as const
  )
    .map((how): MatmulProblem => ({ m: 19, n: 22, k: 33, dtype, ...how }))
    .filter((problem) => takesProblem(variant, problem));
  if (dtype !== 'f32' || arranged.length === 0) return;
  it.each(arranged)('layout $layout, batch of $batch', async (problem) => {
    const { exact, random: rounded } = await runOnce(owner, matmulWorkload(variant, problem, 7));
    expect([exact.reason, rounded.reason]).toEqual([null, null]);
  });
});

describe('probes', () => {
  it.each([
    [1, 1],
    [8, 1],
    [4, 4],
  ] as const)('FMA with %i chains of %i lanes converges to its fixed point', async (chains, lanes) => {
    expect((await runOnce(owner, fmaWorkload({ chains, lanes, threads: 256, steps: 8 }))).random.reason).toBeNull();
  });

  it.each(['read', 'write', 'copy'] as const)('%s touches every byte', async (kind) => {
    expect((await runOnce(owner, streamWorkload({ kind, bytes: 2 ** 18, threads: 256 }))).random.reason).toBeNull();
  });
});
