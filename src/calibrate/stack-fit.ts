import { minimise } from '../base/statistics/least-squares.ts';
import { median } from '../base/statistics/order.ts';
import type { StackConstants } from '../catalog/stacks.ts';

/** Constants of a stack that can be searched, with what is believed of them beforehand. */
export interface SearchedConstant {
  readonly name: Exclude<
    keyof StackConstants,
    | 'promptScale'
    | 'engine'
    | 'promptsOneByOne'
    | 'promptsFirst'
    | 'kvPolicy'
    | 'memoryShare'
    | 'reservedGB'
    | 'hostOverlap'
  >;
  readonly scale: 'log' | 'linear';
  readonly low: number;
  readonly high: number;
  /** Middle of the prior; that of the start where it is left out. */
  readonly middle?: number;
  /** Standard deviation of the prior, in log or in the unit. */
  readonly priorSd: number;
}

/** A tenth: serving rows further off than that pull with constant force; a prior deviation counts half as much. */
const OUTLIER_LOG_RESIDUAL = 0.1;
const PRIOR_WEIGHT = 0.05;

/**
 * Fits constants of a stack to measured figures, shrunk towards `start`. `logErrors` gives log(computed/measured) of all
 * figures for constants.
 */
export const fitStackConstants = (
  start: StackConstants,
  searched: readonly SearchedConstant[],
  logErrors: (constants: StackConstants) => readonly number[],
): StackConstants => {
  const into = (scale: SearchedConstant['scale'], value: number): number => (scale === 'log' ? Math.log(value) : value);
  const middle = searched.map(({ name, scale, low, middle: given }) =>
    into(scale, Math.max(given ?? start[name], low)),
  );
  const decode = (at: readonly number[]): StackConstants => {
    const found: StackConstants = {
      ...start,
      ...Object.fromEntries(searched.map(({ name, scale }, i) => [name, scale === 'log' ? Math.exp(at[i]!) : at[i]])),
    };
    // A few figures of a service cannot tell prompts from tokens: what the device takes longer for, it takes for both.
    const promptScale = (start.promptScale * found.deviceScale) / start.deviceScale;
    return { ...found, promptScale };
  };
  const fit = minimise(
    {
      residuals: (at) => [
        ...logErrors(decode(at)),
        ...searched.map(({ priorSd }, i) => (PRIOR_WEIGHT * (at[i]! - middle[i]!)) / priorSd),
      ],
      lower: searched.map(({ scale, low }) => into(scale, low)),
      upper: searched.map(({ scale, high }) => into(scale, high)),
      scale: OUTLIER_LOG_RESIDUAL,
    },
    middle,
  );
  return decode(fit.parameters);
};

/** Median relative error of log(computed/measured). */
export const medianError = (logErrors: readonly number[]): number =>
  median(logErrors.map((error) => Math.abs(Math.exp(error) - 1)));

// Middles are round figures of a lean stack; the spreads let the rows speak.
const deviceScale: SearchedConstant = { name: 'deviceScale', scale: 'log', low: 0.7, high: 2, middle: 1, priorSd: 0.1 };
const promptAttention: SearchedConstant = {
  name: 'promptAttentionScale',
  scale: 'log',
  low: 0.3,
  high: 20,
  middle: 1.5,
  priorSd: 0.5,
};
const decodeAttention: SearchedConstant = {
  name: 'decodeAttentionScale',
  scale: 'log',
  low: 0.3,
  high: 5,
  middle: 1,
  priorSd: 0.3,
};
const rereads: SearchedConstant = { name: 'groupRereads', scale: 'linear', low: 0, high: 1, middle: 0.1, priorSd: 0.2 };
const exchange: SearchedConstant = {
  name: 'exchangeScale',
  scale: 'log',
  low: 0.3,
  high: 10,
  middle: 1.5,
  priorSd: 0.5,
};

/** What the published end-to-end rows of a stack can tell of it. */
export const STACK_PRIORS: Readonly<Record<string, readonly SearchedConstant[]>> = {
  'tensorrt-llm-2023': [
    deviceScale,
    promptAttention,
    rereads,
    decodeAttention,
    exchange,
    { name: 'hostUsPerPass', scale: 'linear', low: 0, high: 5000, middle: 300, priorSd: 500 },
    { name: 'hostUsPerPromptPass', scale: 'linear', low: 0, high: 5000, middle: 1000, priorSd: 1000 },
  ],
  'deepspeed-2022': [
    deviceScale,
    decodeAttention,
    exchange,
    { name: 'hostUsPerPass', scale: 'linear', low: 0, high: 20_000, middle: 1000, priorSd: 1000 },
    { name: 'hostUsPerLayer', scale: 'linear', low: 0, high: 500, middle: 50, priorSd: 50 },
  ],
  lmdeploy: [
    deviceScale,
    promptAttention,
    rereads,
    decodeAttention,
    exchange,
    { name: 'hostUsPerPass', scale: 'linear', low: 0, high: 5000, middle: 300, priorSd: 500 },
    { name: 'hostUsPerSequence', scale: 'linear', low: 0, high: 300, middle: 3, priorSd: 10 },
  ],
  'vllm-2023': [
    deviceScale,
    promptAttention,
    exchange,
    { name: 'hostUsPerLayer', scale: 'linear', low: 0, high: 2000, middle: 400, priorSd: 300 },
    { name: 'hostUsPerSequence', scale: 'linear', low: 0, high: 2000, middle: 400, priorSd: 300 },
  ],
};
