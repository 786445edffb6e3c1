import type { Random } from '../../random.ts';

/** Series about level 1 without any change, by the kind of their noise. */
export const NOISES: Readonly<Record<string, (random: Random, points: number) => number[]>> = {
  'normal 5 %': (random, points) => Array.from({ length: points }, () => 1 + 0.05 * random.normal()),
  'log-normal 20 %': (random, points) => Array.from({ length: points }, () => Math.exp(0.2 * random.normal())),
  '5 % outliers × 1.5': (random, points) =>
    Array.from({ length: points }, () => (1 + 0.05 * random.normal()) * (random.uniform() < 0.05 ? 1.5 : 1)),
  'bimodal 70/30, 15 % apart': (random, points) =>
    Array.from({ length: points }, () => (1 + 0.02 * random.normal()) * (random.uniform() < 0.3 ? 1.15 : 1)),
  'AR(1) 0.5': (random, points) => autoregressive(random, points, 0.5),
  'AR(1) 0.8': (random, points) => autoregressive(random, points, 0.8),
};

/** First-order autoregressive noise of 5 %, stationary from its first point on. */
export const autoregressive = (random: Random, points: number, correlation: number): number[] => {
  let state = random.normal();
  return Array.from({ length: points }, () => {
    state = correlation * state + Math.sqrt(1 - correlation ** 2) * random.normal();
    return 1 + 0.05 * state;
  });
};
