import type { Random } from '../base/random.ts';
import { lengthSampler, type LengthDistribution } from './lengths.ts';

/** One request as it arrives; times in seconds from the start. */
export interface Arrival {
  atS: number;
  inputTokens: number;
  outputTokens: number;
  /** Index of its traffic class. */
  trafficClass: number;
  /** When a replica of its own has read its prompt, given the first token and handed the rest on; NaN where none does. */
  readAtS: number;
}

export const emptyArrival = (): Arrival => ({ atS: 0, inputTokens: 0, outputTokens: 0, trafficClass: 0, readAtS: NaN });

/** Writes the next arrival, in order of the time it is served from, into `into`; false when there are no more. */
export type ArrivalSource = (into: Arrival) => boolean;

/** Requests a second, constant over equal intervals that follow each other and then start again. */
export interface LoadProfile {
  readonly intervalS: number;
  readonly requestsPerS: readonly number[];
}

export interface ClassLengths {
  /** Its requests in proportion to those of the other classes. */
  readonly share: number;
  readonly input: LengthDistribution;
  readonly output: LengthDistribution;
}

/**
 * Gamma-distributed variable of mean one and the given coefficient of variation, by Marsaglia & Tsang (ACM TOMS 26(3),
 * 2000); for shapes below one the gamma of shape + 1 times U^(1/shape).
 */
const gammaSampler = (cv: number, random: Random): (() => number) => {
  const shape = 1 / cv ** 2;
  const raised = shape < 1 ? shape + 1 : shape;
  const d = raised - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  const draw = (): number => {
    for (;;) {
      const x = random.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  return shape < 1 ? () => (draw() * (1 - random.uniform()) ** (1 / shape)) / shape : () => draw() / shape;
};

/** Gaps between arrivals in units of their mean: exponential (Poisson arrivals), gamma, or always one. */
const gapSampler = (cv: number, random: Random): (() => number) => {
  if (cv === 0) return () => 1;
  return cv === 1 ? () => random.exponential(1) : gammaSampler(cv, random);
};

/**
 * Random arrivals that follow a load profile. `burstiness` is the coefficient of variation of the gaps: 1 for Poisson
 * arrivals, more for bursts. A gap is measured in expected arrivals, ∫λ dt, so that the profile holds whatever the gaps.
 */
export const randomArrivals = (
  profile: LoadProfile,
  classes: readonly ClassLengths[],
  burstiness: number,
  random: Random,
): ArrivalSource => {
  const { intervalS, requestsPerS } = profile;
  if (!requestsPerS.some((rate) => rate > 0)) return () => false;
  const gap = gapSampler(burstiness, random);
  const inputs = classes.map(({ input }) => lengthSampler(input, random));
  const outputs = classes.map(({ output }) => lengthSampler(output, random));
  const shares = classes.reduce((sum, { share }) => sum + share, 0);
  let before = 0;
  const upTo = classes.map(({ share }) => (before += share / shares));

  let interval = 0;
  let nowS = 0;
  return (into) => {
    let expected = gap();
    for (;;) {
      const rate = requestsPerS[interval % requestsPerS.length]!;
      const endS = (interval + 1) * intervalS;
      const left = rate * (endS - nowS);
      if (expected < left) {
        nowS += expected / rate;
        break;
      }
      expected -= left;
      nowS = endS;
      interval++;
    }
    let which = 0;
    if (classes.length > 1) {
      const draw = random.uniform();
      while (which < classes.length - 1 && draw >= upTo[which]!) which++;
    }
    into.atS = nowS;
    into.inputTokens = inputs[which]!();
    into.outputTokens = outputs[which]!();
    into.trafficClass = which;
    return true;
  };
};

/** A recorded load: one row per request, ascending in time. */
export interface Trace {
  readonly atS: Float64Array;
  readonly inputTokens: Uint32Array;
  readonly outputTokens: Uint32Array;
}

/** Replays a trace; `keep` of its requests, drawn at random, stand for a share of a fleet. */
export const traceArrivals = (trace: Trace, keep: number, random: Random): ArrivalSource => {
  let row = 0;
  return (into) => {
    while (keep < 1 && row < trace.atS.length && random.uniform() >= keep) row++;
    if (row >= trace.atS.length) return false;
    into.atS = trace.atS[row]!;
    into.inputTokens = trace.inputTokens[row]!;
    into.outputTokens = trace.outputTokens[row]!;
    into.trafficClass = 0;
    row++;
    return true;
  };
};
