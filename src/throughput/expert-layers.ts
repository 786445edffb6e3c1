import type { RoutedExperts } from '../catalog/model-geometry.ts';
import type { Accelerator } from '../catalog/schema.ts';
import type { Precision } from '../records/scenario.ts';
import { expertsLaw } from './operators/experts.ts';
import type { OperatorMachine } from './operators/law.ts';
import { selectOperator, type Engine, type Ground } from './operators/select.ts';
import type { Routing } from './operators/routing.ts';
import { ELEMENT_BYTES, type ComputeRate, type FormatPair } from './precision.ts';
import type { Spread } from './spread.ts';

/**
 * How tokens are spread over experts: a power law of this exponent, the milder of the two that kernels are published for.
 * With it the end-to-end rows come out; real routers, trained to be even, lie between it and an even spread.
 */
export const SERVED_ROUTING: Routing = 1.01;

/**
 * Whoever deals experts out over several servers moves them by their load and holds one more on each rank than its share (EPLB;
 * DeepSeek: 9 of 256 a rank on 32, 2 on 144), which makes the spread even.
 */
export const REBALANCED_ROUTING: Routing = 'balanced';
export const rebalancedPerRank = (experts: number, ranks: number): number => Math.floor(experts / ranks) + 1;

/** Formats that kernels of experts were timed in, by that of the weights; on chips without four-bit arithmetic beside it. */
const TIMED_FORMATS: Readonly<
  Record<Precision, { readonly formats: readonly string[]; readonly without4?: readonly string[] }>
> = {
  fp16: { formats: ['bfloat16'] },
  bf16: { formats: ['bfloat16'] },
  fp8: { formats: ['fp8_block', 'fp8'] },
  int8: { formats: ['fp8_block', 'fp8'] },
  int4: { formats: ['int4_wo'] },
  nvfp4: { formats: ['nvfp4'], without4: ['w4a16_mxfp4', 'int4_wo'] },
  mxfp4: { formats: ['nvfp4'], without4: ['w4a16_mxfp4', 'int4_wo'] },
};

export interface ExpertTimes {
  readonly workS: number;
  readonly launchS: number;
}

/** Times of the routed experts of all layers on the rank that has most to do, for `tokens` of all ranks together. */
export const createExperts = (
  routed: readonly RoutedExperts[],
  { data, expertTensor, expertParallel }: Spread,
  format: FormatPair,
  rate: ComputeRate,
  machine: OperatorMachine,
  accelerator: Accelerator,
  engine: Engine,
  routing: Routing,
): { readonly times: (tokens: number) => ExpertTimes; readonly grounds: readonly Ground[] } => {
  const { formats, without4 } = TIMED_FORMATS[format.weights];
  const narrow = rate.bits < 16;
  const timedFormats =
    rate.bits === 16 && ELEMENT_BYTES[format.weights] >= 1
      ? ['bfloat16']
      : rate.bits === 4
        ? formats
        : (without4 ?? formats);
  const layers = routed.map((experts) => {
    const gated = experts.matricesPerExpert === 3;
    const operator = selectOperator(
      'experts',
      expertsLaw,
      machine,
      accelerator,
      engine,
      timedFormats,
      (kernel) => !(gated && kernel.includes('nongated')),
    );
    const shape = {
      experts: experts.experts,
      perToken: experts.perToken,
      expertParallel,
      hidden: experts.inputWidth,
      width: experts.width / expertTensor,
      gated,
      weightBytes: ELEMENT_BYTES[format.weights],
      activationBytes: narrow ? ELEMENT_BYTES[format.activations] : 2,
      computeBits: rate.bits,
      routing,
      dispatched: data > 1 && expertParallel > 1,
    };
    return { count: experts.layers, operator, shape };
  });
  return {
    grounds: layers.map(({ operator }) => operator.ground),
    times: (tokens) => {
      let [workS, launchS] = [0, 0];
      if (tokens > 0) {
        for (const { count, operator, shape } of layers) {
          launchS += count * operator.launchS;
          workS += count * Math.max(0, operator.timeS({ ...shape, tokens }) - operator.launchS);
        }
      }
      return { workS, launchS };
    },
  };
};
