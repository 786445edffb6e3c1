import { entryAt } from '../../base/checked.ts';

/** Raw begin and end of a pass by the GPU's own clock, and whether they can be believed. */
export interface Stamp {
  readonly beginNs: bigint;
  readonly endNs: bigint;
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/**
 * Step of the GPU's clock: the greatest common divisor of raw stamps. Browsers round them to 65 536 ns unless told
 * otherwise. Null where there are fewer than four different stamps, from which nothing can be said.
 */
export const timestampQuantumNs = (stamps: readonly Stamp[]): number | null => {
  const raw = new Set(stamps.flatMap(({ beginNs, endNs }) => [beginNs, endNs]).filter((ns) => ns > 0n));
  return raw.size < 4 ? null : Number([...raw].reduce(gcd));
};

/** A GPU time may pass the wall time of the same submit by its own rounding only; 20 % allows for two clocks' rates. */
const IMPOSSIBLE_EXCESS = 1.2;

/** Why the GPU's stamps cannot be believed, or null where they can. */
export const distrustTimestamps = (
  stamps: readonly Stamp[],
  wallMs: readonly number[],
  quantumNs: number,
): string | null => {
  for (const [i, { beginNs, endNs }] of stamps.entries()) {
    if (beginNs === 0n || endNs === 0n) return 'the GPU clock returned zero';
    if (endNs < beginNs) return 'the GPU clock ran backwards';
    if (endNs === beginNs) return 'the GPU clock did not move during a sample';
    const gpuMs = Number(endNs - beginNs) / 1e6;
    const sampleMs = entryAt(wallMs, i);
    if (gpuMs > sampleMs * IMPOSSIBLE_EXCESS + (2 * quantumNs) / 1e6) {
      return `the GPU clock says ${gpuMs.toFixed(3)} ms for a sample that took ${sampleMs.toFixed(3)} ms by the wall clock`;
    }
  }
  return null;
};
