import type { AdapterRecord, Measurement, Tuning, TuningCandidate } from '../../records/measurement.ts';
import { hash32 } from '../../base/hash.ts';
import { ok, type Result } from '../../base/result.ts';
import { betterFilled, computedOutputs } from '../../throughput/filling.ts';
import { candidates, chooseVariant, CLASS_SHAPES, type ShapeClass } from '../kernels/choose.ts';
import type { Dtype } from '../../records/dtypes.ts';
import { drawOperands, matmulWorkload } from '../kernels/matmul.ts';
import { plainProblem, type MatmulProblem } from '../kernels/matmul-program.ts';
import { SOURCES_TEXT } from '../kernels/sources.ts';
import { matmulVariants, type MatmulVariant } from '../kernels/variants.ts';
import { tune, type TunerOptions } from './tuner.ts';

/** Changes when any shader or any variant does. */
const KERNELS = hash32(SOURCES_TEXT + JSON.stringify(matmulVariants)).toString(16);

/** What a winner holds for: this adapter and driver, this browser or host, these kernels, this dtype and class of shapes. */
export const tuningKey = (
  adapter: AdapterRecord,
  runtime: Measurement['browser'] | Measurement['host'],
  dtype: Dtype,
  shapes: ShapeClass,
): string => {
  const { vendor, architecture, device, description } = adapter;
  const host = runtime === null ? '' : `${runtime.name} ${runtime.version}`;
  return [vendor, architecture, device, description, host, KERNELS, dtype, shapes].join('|').slice(0, 1000);
};

/** Kernels that lost the device on this adapter before, in whatever search: never tried again here. */
export const lostBefore = (tunings: readonly Tuning[], key: string): Set<string> => {
  // Another version of the program does not make a kernel harmless, other kernels may: the host's part is left out.
  const adapterPart = (of: string): string => {
    const parts = of.split('|');
    return [...parts.slice(0, -4), parts.at(-3)].join('|');
  };
  const here = tunings.filter((tuning) => adapterPart(tuning.key) === adapterPart(key));
  const lost = here.flatMap(({ log }) => log.filter(({ status }) => status === 'device-lost'));
  return new Set(lost.map(({ kernel }) => kernel));
};

/** Handed on from search to search, so that the memory of it does not end with the search that found it out. */
const lostEarlier = (kernel: string): TuningCandidate => ({
  kernel,
  status: 'device-lost',
  reason: 'it lost the device in an earlier search on this adapter',
  compileMs: null,
  firstDispatchMs: null,
  gflops: null,
  samplesMs: [],
});

/** Searches the fastest variant for a class of shapes, leaving out what lost the device before. */
export const tuneClass = async (
  adapter: AdapterRecord,
  key: string,
  dtype: Dtype,
  shapes: ShapeClass,
  lost: ReadonlySet<string>,
  searchedAt: string,
  options: TunerOptions,
): Promise<Tuning> => {
  const { layout = 'nn', ...shape } = CLASS_SHAPES[shapes];
  const problem = { ...plainProblem(shape, dtype), layout };
  const all = candidates(problem, adapter);
  const tried = all.filter(({ id }) => !lost.has(id));
  const operands = drawOperands(problem, options.seed);
  const contestants = tried.map((variant) => ({
    workload: matmulWorkload(variant, problem, options.seed, problem.m, operands),
    family: variant.family,
    complexity: variant.complexity,
  }));
  const { winner, log, elapsedMs } = await tune(contestants, options);
  const { m, n, k } = problem;
  const left = all.filter(({ id }) => lost.has(id)).map(({ id }) => lostEarlier(id));
  return { key, dtype, shapes, m, n, k, winner, elapsedMs, searchedAt, reused: false, log: [...log, ...left] };
};

const isKnown = <T>(value: T | null): value is T => value !== null;

/**
 * The kernel for a problem by the search of its class: the winner, or a finalist that computes so much less beyond the
 * edges of this very shape that it must be faster here. Rates are those of the search, by outputs computed; a finalist that
 * looks faster than the winner there met a faster phase of the machine, for the final compared them in turns.
 */
export const kernelBySearch = (
  { winner, log, m, n }: Pick<Tuning, 'winner' | 'log' | 'm' | 'n'>,
  problem: MatmulProblem,
  adapter: AdapterRecord,
): Result<MatmulVariant, string> => {
  const won = chooseVariant(winner ?? 'auto', problem, adapter);
  if (!won.ok) return chooseVariant('auto', problem, adapter);
  const winnersGflops = log.find(({ status }) => status === 'won')?.gflops ?? Infinity;
  const finalists = log
    .map(({ kernel, status, gflops }) => {
      const variant = chooseVariant(kernel, problem, adapter);
      if (gflops === null || (status !== 'won' && status !== 'beaten') || !variant.ok) return null;
      const { groupRows: rows, groupCols: columns } = variant.value;
      const outputsPerSecond = Math.min(gflops, winnersGflops) * computedOutputs({ rows, columns }, { m, n });
      return { variant: variant.value, time: computedOutputs({ rows, columns }, problem) / outputsPerSecond };
    })
    .filter(isKnown);
  const own = finalists.find(({ variant }) => variant.id === won.value.id);
  return own === undefined ? won : ok(betterFilled(own, finalists, ({ time }) => time).variant);
};
