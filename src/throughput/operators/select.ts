import { median } from '../../base/statistics/order.ts';
import { operatorFits, type OperatorFit } from '../../catalog/operators.ts';
import type { Accelerator } from '../../catalog/schema.ts';
import { typicalConstants, type Constants, type OperatorLaw, type OperatorMachine } from './law.ts';

/** Engines whose kernels were timed. */
export const ENGINES = ['vllm', 'sglang', 'tensorrt-llm'] as const;
export type Engine = (typeof ENGINES)[number];

/** What the constants of an operator rest on, from the nearest to the farthest. */
export const GROUNDS = ['timed', 'other engine', 'other accelerator', 'typical'] as const;
export type Ground = (typeof GROUNDS)[number];

export interface TimedOperator<Shape> {
  /** Seconds, of the fastest kernel that there is, its launch included. */
  readonly timeS: (shape: Shape) => number;
  /** Its launch alone, where the law has one: inside a graph less of it is left. */
  readonly launchS: number;
  readonly ground: Ground;
  /** Median relative error on rows left out, of the kernels that it rests on; null where it rests on none. */
  readonly error: number | null;
}

/**
 * Kernels that an engine runs but whose table times something else as well, or that another engine's table times better: where
 * to look for them, in this order. vLLM's latent attention was timed with launches that graphs do not have; FlashMLA and the
 * kernels of TensorRT-LLM are what it and SGLang call. TensorRT-LLM's table of decoding reads faster than the memory is on Hopper; on
 * Blackwell SGLang calls the same kernels, on Hopper its own are about as fast.
 */
const TIMED_ELSEWHERE: readonly {
  readonly operator: string;
  readonly engine: Engine;
  /** Where it is so only on these. */
  readonly architectures?: readonly string[];
  readonly from: readonly Engine[];
}[] = [
  { operator: 'latent decode', engine: 'vllm', from: ['tensorrt-llm'] },
  { operator: 'latent decode', engine: 'sglang', from: ['tensorrt-llm'] },
  { operator: 'latent prompts', engine: 'vllm', from: ['sglang', 'tensorrt-llm'] },
  { operator: 'decode attention', engine: 'tensorrt-llm', architectures: ['Hopper', 'Blackwell'], from: ['sglang'] },
];

/** Accelerators of like silicon whose timings stand in for one that was not timed. */
const LIKE: readonly (readonly [architecture: string, accelerator: string])[] = [
  ['Ampere', 'a100-sxm-80gb'],
  ['Ada', 'l40s'],
  ['Hopper', 'h200-sxm'],
  ['Blackwell', 'b200-sxm'],
];

/** Libraries that every engine calls. */
const COMMON_STACKS = ['nccl', 'deepep'];

const timedAccelerator = (accelerator: Accelerator): { readonly id: string; readonly own: boolean } | null => {
  const timed = (id: string): boolean => operatorFits.some((fit) => fit.accelerator === id);
  if (timed(accelerator.id)) return { id: accelerator.id, own: true };
  if (accelerator.kernelsOf !== null && timed(accelerator.kernelsOf)) return { id: accelerator.kernelsOf, own: true };
  const like = LIKE.find(([architecture]) => accelerator.architecture.includes(architecture));
  return like === undefined ? null : { id: like[1], own: false };
};

const medianFit = (fits: readonly OperatorFit[], count: number): number[] =>
  Array.from({ length: count }, (_, i) => median(fits.map(({ constants }) => constants[i] ?? NaN)));

/**
 * The law of `operator` with the constants that are nearest to this accelerator, engine and number format: those timed on it
 * with this engine; with another engine; on an accelerator of like silicon or the median of all; the law's own where nothing
 * of the kind was timed. Where several kernels were timed, versions and formats among them, the fastest counts: libraries
 * choose by size.
 */
export const selectOperator = <Shape, Name extends string>(
  operator: string,
  law: OperatorLaw<Shape, Name>,
  machine: OperatorMachine,
  accelerator: Accelerator,
  engine: Engine,
  formats: readonly string[] = ['any'],
  kernels: (kernel: string) => boolean = () => true,
): TimedOperator<Shape> => {
  const names = Object.keys(law.priors) as Name[];
  const elsewhere = TIMED_ELSEWHERE.find(
    (entry) =>
      entry.operator === operator &&
      entry.engine === engine &&
      (entry.architectures ?? ['']).some((architecture) => accelerator.architecture.includes(architecture)),
  );
  const engines: readonly string[] = elsewhere?.from ?? [engine];
  const of = operatorFits.filter((fit) => fit.operator === operator && kernels(fit.kernel));
  const timed = timedAccelerator(accelerator);
  const here = timed === null ? [] : of.filter((fit) => fit.accelerator === timed.id);

  const choose = (): { readonly fits: readonly OperatorFit[]; readonly ground: Ground } => {
    const ground: Ground = timed?.own === true ? 'timed' : 'other accelerator';
    for (const from of [...engines, ...COMMON_STACKS]) {
      const fits = here.filter(({ stack, format }) => stack === from && formats.includes(format));
      if (fits.length > 0) return { fits, ground };
    }
    const others = here.filter(({ format }) => formats.includes(format));
    if (others.length > 0) return { fits: others, ground: ground === 'timed' ? 'other engine' : ground };
    return { fits: of.filter(({ format }) => formats.includes(format)), ground: 'other accelerator' };
  };
  const { fits, ground } = choose();
  const named = (values: readonly number[]): Constants<Name> =>
    Object.fromEntries(names.map((name, i) => [name, values[i] ?? law.priors[name].typical])) as Record<Name, number>;
  const launchOf = (constants: Constants<Name>): number =>
    'launchUs' in constants && typeof constants.launchUs === 'number' ? constants.launchUs * 1e-6 : 0;
  if (fits.length === 0) {
    const constants = typicalConstants(law.priors);
    return {
      timeS: (shape) => law.timeS(shape, machine, constants),
      launchS: launchOf(constants),
      ground: 'typical',
      error: null,
    };
  }
  const several = new Set(fits.map((fit) => fit.accelerator)).size > 1;
  const alternatives = several ? [named(medianFit(fits, names.length))] : fits.map(({ constants }) => named(constants));
  return {
    timeS: (shape) =>
      alternatives.reduce((least, constants) => Math.min(least, law.timeS(shape, machine, constants)), Infinity),
    launchS: median(alternatives.map(launchOf)),
    ground,
    error: median(fits.map(({ unseenError }) => unseenError.median)),
  };
};
