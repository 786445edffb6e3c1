import type { Random } from '../../src/base/random.ts';

/**
 * A machine whose speed changes by itself, one sample after the other: `next` is the factor on the next sample's time.
 * The sizes are those of two shared cores with neighbours, where the samples of one kernel scatter by some tens of
 * percent and stay high or low for a while.
 */
export interface Noise {
  readonly name: string;
  readonly about: string;
  start(random: Random): () => number;
}

/** What is left when the machine is quiet: the scatter of a kernel of some milliseconds. */
const WHITE = 0.03;
const white = (random: Random): number => Math.exp(WHITE * random.normal());

export const noises: readonly Noise[] = [
  {
    name: 'independent',
    about: 'log-normal, 5 % a sample',
    start: (random) => () => Math.exp(0.05 * random.normal()),
  },
  {
    name: 'heavy-tailed',
    about: 'one sample in ten is interrupted and takes longer by 40 % on average',
    start: (random) => () => white(random) * (random.uniform() < 0.1 ? 1 + random.exponential(0.4) : 1),
  },
  {
    name: 'autocorrelated',
    about: 'a neighbour comes and goes: AR(1) of the logarithm, 15 % wide, correlation 0.95 from sample to sample',
    start: (random) => {
      const [width, kept] = [0.15, 0.95];
      let level = width * random.normal();
      return () => {
        level = kept * level + Math.sqrt(1 - kept ** 2) * width * random.normal();
        return Math.exp(level) * white(random);
      };
    },
  },
  {
    name: 'drifting',
    about: 'slower by 0.5 % a sample up to 30 %, as when a chip heats up',
    start: (random) => {
      let samples = 0;
      return () => (1 + 0.3 * Math.min(1, samples++ / 60)) * white(random);
    },
  },
  {
    name: 'bimodal',
    about: 'two clock rates 40 % apart, kept for 20 samples on average',
    start: (random) => {
      let slow = random.uniform() < 0.5;
      return () => {
        if (random.uniform() < 1 / 20) slow = !slow;
        return (slow ? 1.4 : 1) * white(random);
      };
    },
  },
];

/** A clock that counts whole steps. */
export const quantised = (ms: number, stepMs: number): number => Math.max(1, Math.round(ms / stepMs)) * stepMs;
