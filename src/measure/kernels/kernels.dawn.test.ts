import { describe, expect, it } from 'vitest';
import { scaled, seed } from '../../../config/effort.ts';
import { createRandom } from '../../base/random.ts';
import { createDeviceOwner } from '../device/owner.ts';
import { dawn } from '../testing/dawn.ts';
import { examineClock } from '../device/clock.ts';
import { sampleWorkload } from '../sampler.ts';
import { Stopwatch } from '../stopwatch.ts';
import { runOnce } from '../testing/run-once.ts';
import { DTYPES } from '../../records/dtypes.ts';
import { matmulWorkload } from './matmul.ts';
import { plainProblem, takesProblem, type Layout, type MatmulProblem } from './matmul-program.ts';
import type { Product } from '../../records/product.ts';
import { adapted, matmulVariants, whyNot, type MatmulVariant } from './variants.ts';

const owner = createDeviceOwner({ gpu: dawn });
const described = await owner.describe();
const device = described.ok ? described.value : null;

const random = createRandom(seed);
const fuzzed = (): Product => ({ m: random.integer(1, 130), n: random.integer(1, 130), k: random.integer(1, 130) });
/** Decode, prefill and deep products of a language model, scaled down. */
const modelLike: Product[] = [
  { m: 1, n: 2048, k: 512 },
  { m: 16, n: 344, k: 128 },
  { m: 96, n: 160, k: 64 },
  { m: 33, n: 31, k: 1030 },
];
const layouts: { layout: Layout; batch: number }[] = [
  { layout: 'nt', batch: 1 },
  { layout: 'tn', batch: 1 },
  { layout: 'nn', batch: 3 },
  { layout: 'nt', batch: 2 },
];

const kinds = [...new Set(matmulVariants.map(({ family }) => family))].flatMap((family) =>
  DTYPES.map((dtype) => ({
    family,
    dtype,
    variants: matmulVariants.filter((variant) => variant.family === family && variant.dtypes.includes(dtype)),
  })).filter(({ variants }) => variants.length > 0),
);

/** Each family must be right on so many shapes in each of its number formats. */
const SHAPES = scaled(200);
const small = (): Product => ({ m: random.integer(1, 40), n: random.integer(1, 40), k: random.integer(1, 60) });

/** A kernel is another program where rows of the result can be stored in vectors: each has shapes of both kinds. */
const stored = (shape: Product, at: number): Product => {
  if (at % 3 === 2) return shape;
  return { ...shape, n: at % 3 === 0 ? 4 * Math.ceil(shape.n / 4) : shape.n | 1 };
};

describe.each(kinds)('$family $dtype', ({ dtype, variants }) => {
  const here = device === null ? [] : variants.filter((variant) => whyNot(variant, dtype, device) === null);
  if (here.length === 0) {
    it.skip('has no adapter that runs it', () => undefined);
    return;
  }
  /** Row major, unless the variant is for operands that lie otherwise. */
  const problemFor = (variant: MatmulVariant, shape: Product): MatmulProblem => {
    const plain: MatmulProblem = { ...shape, dtype, layout: 'nn', batch: 1 };
    return takesProblem(variant, plain) ? plain : { ...plain, layout: 'nt' };
  };
  const check = async (variant: MatmulVariant, problem: MatmulProblem, rowsPerDispatch = problem.m): Promise<void> => {
    const { exact, random: rounded } = await runOnce(owner, matmulWorkload(variant, problem, 11, rowsPerDispatch));
    const title = `${String(problem.m)}×${String(problem.n)}×${String(problem.k)} by ${variant.id}`;
    expect([title, exact.reason, rounded.reason]).toEqual([title, null, null]);
    expect(rounded.maxError).toBeLessThanOrEqual(rounded.errorBound);
  };

  // Every variant gets its share of the fuzzed shapes, and large products come in blocks of rows.
  it.each(here.map((variant, i) => [variant.id, variant, i] as const))('%s', async (_, variant, i) => {
    const share = Math.ceil(SHAPES / here.length);
    const shapes = Array.from({ length: share }, (__, at) => stored(at % 4 === 0 ? fuzzed() : small(), at));
    for (const shape of [modelLike[i % modelLike.length], ...shapes]) {
      await check(variant, problemFor(variant, shape!), Math.min(shape!.m, 48));
    }
  });

  it.each(modelLike.map((shape, i) => [shape, here[i % here.length]] as const))('%o', async (shape, variant) => {
    await check(variant!, problemFor(variant!, shape));
  });

  const arranged = layouts
    .map((how, i) => ({ ...how, problem: { m: 21, n: 30, k: 45, dtype, ...how }, variant: here[i % here.length] }))
    .filter(({ problem, variant }) => takesProblem(variant!, problem));
  if (arranged.length === 0) return;
  it.each(arranged)('layout $layout, batch of $batch', async ({ problem, variant }) => {
    await check(variant!, problem);
  });

  const sized = here.filter(({ subgroupSize }) => subgroupSize !== null);
  if (sized.length === 0 || device?.features.includes('subgroup-size-control') !== true) return;
  it('asks for its subgroup size where a device has several', async () => {
    const choosy = adapted(sized[0]!, { ...device, subgroupMinSize: 4, subgroupMaxSize: 128 });
    expect(choosy.features).toContain('subgroup-size-control');
    await check(choosy, { m: 19, n: 22, k: 33, dtype, layout: 'nn', batch: 1 });
  });
});

const capable = device !== null && device.features.includes('timestamp-query');
describe('a clock that is quantised, as browsers have it', () => {
  it.skipIf(!capable)('is found out, and samples are made long enough for it', async () => {
    const now = (): number => performance.now();
    const naive = matmulVariants[0]!;
    const workload = matmulWorkload(naive, plainProblem({ m: 64, n: 64, k: 64 }), 1);
    const measured = await owner.withDevice(async (lease) => {
      const clock = await examineClock(lease, now);
      const sampled = await sampleWorkload(lease, workload, {
        clock,
        now,
        signal: new AbortController().signal,
        budgetMs: 200,
        isHidden: () => false,
        onBeat: () => undefined,
        stopwatch: new Stopwatch(now),
      });
      return { clock, sampled };
    }, 60_000);
    if (!measured.ok) throw new Error(measured.error.message);
    const { clock, sampled } = measured.value;
    expect(clock.timestampQuantumNs).toBe(65_536);
    if (sampled.outcome !== 'measured') throw new Error(`The product is ${sampled.outcome}.`);
    expect(sampled.medianMs * sampled.dispatchesPerSample).toBeGreaterThan(10 * 0.065536);
  });
});
