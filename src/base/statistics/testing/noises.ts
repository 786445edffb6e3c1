import type { Random } from '../../random.ts';

/** Series about level 1 without any change, by the kind of their noise. */
export const NOISES: Readonly<Record<string, (random: Random, points: number) => number[]>> = {
  'normal 5 %': (random, points) => Array.from({ length: points }, () => 1 + 0.05 * random.normal()),
  'log-normal 20 %': (random, points) => Array.from({ length: points }, () => Math.exp(0.2 * random.normal())),
  '5 % outliers × 1.5': (random, points) =>
    Array.from({ length: points }, () => (1 + 0.05 * random.normal()) * (random.uniform() < 0.05 ? 1.5 : 1)),
  'bimodal 70/30, 15 % apart': (random, points) =>
    Array.from({ length: points }, () => (1 + 0.02 * random.normal()) * (random.uniform() < 0.3 ? 1.15 : 1)),
  't, 3 degrees': (random, points) =>
    Array.from({ length: points }, () => {
      const chiSquared = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
      return Math.exp((0.03 * random.normal()) / Math.sqrt(chiSquared / 3));
    }),
  'gamma, 2 degrees': (random, points) =>
    Array.from({ length: points }, () => random.exponential(1) + random.exponential(1)),
  'weekly ±5 %': (random, points) =>
    Array.from({ length: points }, (_, i) => 1 + 0.05 * Math.sin((2 * Math.PI * i) / 7) + 0.03 * random.normal()),
  '3 %, a fifth of it 15 %': (random, points) =>
    Array.from({ length: points }, (_, i) => 1 + (Math.abs(i / points - 0.5) < 0.1 ? 0.15 : 0.03) * random.normal()),
  '5 % in steps of a clock of 10 %': (random, points) =>
    Array.from({ length: points }, () => Math.max(0.1, Math.round((1 + 0.05 * random.normal()) / 0.1) * 0.1)),
  'AR(1) 0.5': (random, points) => autoregressive(random, points, 0.5),
  'AR(1) 0.8': (random, points) => autoregressive(random, points, 0.8),
  'AR(1) 0.8, 5 % outliers × 1.5': (random, points) =>
    autoregressive(random, points, 0.8).map((x) => (random.uniform() < 0.05 ? 1.5 * x : x)),
};

/** What alarms are allowed in each of them, and in series that wander as the last ones do. */
export const allowedAlarms = (noise: string): number => (noise.startsWith('AR(1) 0.8') ? 0.1 : 0.05);

/** First-order autoregressive noise of 5 %, stationary from its first point on. */
export const autoregressive = (random: Random, points: number, correlation: number): number[] => {
  let state = random.normal();
  return Array.from({ length: points }, () => {
    state = correlation * state + Math.sqrt(1 - correlation ** 2) * random.normal();
    return 1 + 0.05 * state;
  });
};
