import { median } from '../../src/base/statistics/order.ts';
import { candidates, shapeClass } from '../../src/measure/kernels/choose.ts';
import { createDeviceOwner, type DeviceOwner } from '../../src/measure/device/owner.ts';
import type { Dtype } from '../../src/records/dtypes.ts';
import { drawOperands, matmulWorkload } from '../../src/measure/kernels/matmul.ts';
import type { Product } from '../../src/records/product.ts';
import { plainProblem } from '../../src/measure/kernels/matmul-program.ts';
import type { Workload } from '../../src/measure/kernels/program.ts';
import { roofWorkloads } from '../../src/measure/suites/roofs.ts';
import { kernelBySearch, tuneClass } from '../../src/measure/tune/tuned.ts';
import type { AdapterRecord, Tuning } from '../../src/records/measurement.ts';
import { race, type Timed } from './race.ts';
import { againstBest, ratioOfRounds, type Ratio } from './statistics.ts';

/** The part of a check that runs where the GPU is: in a page, or in a child process with Dawn. */
export interface CheckRequest {
  readonly shape: Product;
  readonly dtype: Dtype;
  readonly seed: number;
  /** Rounds of the last, interleaved comparison. */
  readonly rounds: number;
  /** Whether every candidate is timed, so that the winner can be held against the best of all. */
  readonly exhaustive: boolean;
}

export interface RoofShare extends Ratio {
  /** What the share is of: `read` for products bound by reads, else `fma`. */
  readonly of: 'read' | 'fma';
  readonly probe: string;
  /** The roof itself, in GB/s or GFLOP/s. */
  readonly roof: number;
  readonly reached: number;
}

export interface CheckResult {
  readonly adapter: AdapterRecord;
  readonly shape: Product;
  readonly dtype: Dtype;
  readonly tuning: Tuning;
  readonly winner: string;
  /** All candidates of this shape, timed one after the other; empty where only the winner was asked for. */
  readonly all: readonly Timed[];
  /** The winner and the best few, interleaved with each other and with the probes of the roof. */
  readonly rounds: readonly Timed[];
  readonly best: string;
  /** Time of the winner over the time of the best. */
  readonly slowdown: Ratio;
  readonly share: RoofShare | null;
}

/** The tuner's own budget in a custom run. */
const BUDGET_MS = 10_000;
/** Samples of each candidate in the exhaustive pass, of which the least counts. */
const LOOKS = 3;
/** Candidates that come this close to the best in the exhaustive pass meet the winner in the rounds. */
const CLOSE = 1.2;
const MOST_FINALISTS = 6;

const search = (owner: DeviceOwner, adapter: AdapterRecord, { shape, dtype, seed }: CheckRequest): Promise<Tuning> =>
  tuneClass(adapter, '', dtype, shapeClass(shape), new Set(), new Date().toISOString(), {
    owner,
    now: () => performance.now(),
    signal: new AbortController().signal,
    onBeat: () => undefined,
    onCandidate: () => undefined,
    seed,
    budgetMs: BUDGET_MS,
    caseTimeoutMs: 60_000,
  });

/** Probes whose best is the roof of a product: reads where each element of B is used for one row only. */
const probesFor = ({ shape, dtype }: CheckRequest, adapter: AdapterRecord): Workload[] => {
  const kind = shape.m === 1 ? 'read' : 'fma';
  const sums = dtype === 'f16-accumulate' ? 'f16' : dtype === 'i8' ? 'i8' : 'f32';
  return roofWorkloads(adapter).filter((probe) => probe.kind === kind && (kind === 'read' || probe.dtype === sums));
};

const shareOf = (
  product: Workload,
  own: Timed,
  probes: readonly Workload[],
  timed: readonly Timed[],
): RoofShare | null => {
  const measured = probes.flatMap((probe) => {
    const found = timed.find(({ kernel }) => kernel === probe.id);
    return found === undefined || found.samplesMs.length === 0 ? [] : [{ probe, found }];
  });
  const amount = ({ kind, flop, bytes }: Workload): number => (kind === 'read' ? bytes : flop);
  const rate = (work: number, ms: number): number => work / ms / 1e6;
  const best = measured
    .map(({ probe, found }) => ({ probe, found, roof: rate(amount(probe), median(found.samplesMs)) }))
    .reduce<{ probe: Workload; found: Timed; roof: number } | null>(
      (leading, candidate) => (leading !== null && leading.roof >= candidate.roof ? leading : candidate),
      null,
    );
  if (best === null) return null;
  const of = best.probe.kind === 'read' ? 'read' : 'fma';
  const work = of === 'read' ? product.bytes : product.flop;
  const scale = work / amount(best.probe);
  const paired = ratioOfRounds(
    best.found.samplesMs.map((ms) => ms * scale),
    own.samplesMs,
  );
  return {
    of,
    probe: best.probe.kernel,
    roof: best.roof,
    reached: rate(work, median(own.samplesMs)),
    ...paired,
  };
};

export const check = async (
  gpu: GPU | undefined,
  request: CheckRequest,
  note: (text: string) => void,
): Promise<CheckResult> => {
  const owner = createDeviceOwner({ gpu, powerPreference: 'high-performance' });
  const acquired = await owner.acquire();
  if (!acquired.ok) throw new Error(acquired.error.message);
  const { adapter } = acquired.value;
  const { shape, dtype, seed, rounds, exhaustive } = request;
  note('searching');
  const tuning = await search(owner, adapter, request);
  const problem = plainProblem(shape, dtype);
  const chosen = kernelBySearch(tuning, problem, adapter);
  if (!chosen.ok) throw new Error(chosen.error);
  const winner = chosen.value.id;
  const operands = drawOperands(problem, seed);
  const variants = candidates(problem, adapter);
  const workloads = [...(variants.some(({ id }) => id === winner) ? [] : [chosen.value]), ...variants].map((variant) =>
    matmulWorkload(variant, problem, seed, problem.m, operands),
  );
  const all: Timed[] = [];
  for (const [i, workload] of (exhaustive ? workloads : []).entries()) {
    note(`timing ${workload.kernel}, ${String(i + 1)} of ${String(workloads.length)}`);
    all.push(...(await race(owner, [workload], { rounds: LOOKS, seed })));
  }
  const leastMs = new Map(all.map(({ kernel, samplesMs }) => [kernel, Math.min(...samplesMs)]));
  const fastestMs = Math.min(...leastMs.values());
  const close = [...leastMs]
    .filter(([kernel, ms]) => kernel !== winner && ms <= fastestMs * CLOSE)
    .sort(([, a], [, b]) => a - b)
    .slice(0, MOST_FINALISTS)
    .map(([kernel]) => kernel);
  const finalists = workloads.filter(({ kernel }) => kernel === winner || close.includes(kernel));
  const probes = probesFor(request, adapter);
  note(`comparing ${String(finalists.length)} in rounds`);
  const timed = await race(
    owner,
    // Probes of one kind share a kernel's name; their ids tell them apart.
    [...finalists, ...probes.map((probe) => ({ ...probe, kernel: probe.id }))],
    { rounds, seed },
  );
  owner.release();
  const against = againstBest(
    timed.filter(({ kernel }) => finalists.some((finalist) => finalist.kernel === kernel)),
    winner,
  );
  const own = timed.find(({ kernel }) => kernel === winner);
  const product = finalists.find(({ kernel }) => kernel === winner);
  if (against === null || own === undefined || product === undefined)
    throw new Error(`The winner ${winner} could not be timed: ${own?.reason ?? 'it took no part'}.`);
  return {
    adapter,
    shape,
    dtype,
    tuning,
    winner,
    all,
    rounds: timed,
    ...against,
    share: shareOf(product, own, probes, timed),
  };
};
