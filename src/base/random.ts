/**
 * Seeded random numbers, so that every simulation, fuzz and bootstrap can be run again to the bit.
 * Generator: xoshiro128** 1.1 (Blackman & Vigna), seeded through splitmix32. Period 2^128 − 1; not for cryptography.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number;
  /** Uniform integer in [low, high], both included. */
  integer(low: number, high: number): number;
  /** Standard normal, by the polar method. */
  normal(): number;
  /** Exponential with the given mean. */
  exponential(mean: number): number;
}

export const createRandom = (seed: number): Random => {
  let mix = seed >>> 0;
  const splitmix32 = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let s0 = splitmix32();
  let s1 = splitmix32();
  let s2 = splitmix32();
  let s3 = splitmix32();
  const next = (): number => {
    const scrambled = Math.imul(s1, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = (s3 << 11) | (s3 >>> 21);
    return result;
  };
  const uniform = (): number => next() / 2 ** 32;
  return {
    uniform,
    integer: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    normal: () => {
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const s = u * u + v * v;
        if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
      }
    },
    exponential: (mean) => -mean * Math.log(1 - uniform()),
  };
};

/** The values in a random order (Fisher & Yates). */
export const inRandomOrder = <T>(values: readonly T[], random: Pick<Random, 'integer'>): T[] => {
  const order = [...values];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
};

/** The numbers 0 … count − 1 in a seeded random order: a draw without replacement. */
export const shuffled = (count: number, seed: number): number[] =>
  inRandomOrder(
    Array.from({ length: count }, (_, i) => i),
    createRandom(seed),
  );
