import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveStateDependent } from './birth-death.ts';

describe('a server whose speed depends on its batch', () => {
  /**
   * llm-inferno's queue-analysis, README /solve: 3 requests/s, batches up to 48, 128 tokens in, 512 out, a step of
   * 12 ms and, a sequence, 0.05 ms and 0.0005 ms per token of context, 128 places to wait.
   */
  const published = (arrivalsPerS: number, inTheBatch: 0 | 1) => {
    const [alphaMs, betaMs, gammaMs] = [12, 0.05, 0.0005];
    const [inputTokens, outputTokens, maxBatch] = [128, 512, 48];
    const prefillOfOneMs = (betaMs + gammaMs) * inputTokens;
    const deltaMs =
      (prefillOfOneMs + betaMs * outputTokens + gammaMs * outputTokens * (inputTokens + (outputTokens + 1) / 2)) /
      (1 + outputTokens);
    const serviceMs = (batch: number) => (1 + outputTokens) * (alphaMs + (batch + inTheBatch) * deltaMs);
    const servicePerS = (batch: number) => (1000 * batch) / serviceMs(batch);
    const solved = solveStateDependent({ arrivalsPerS, servicePerS, servers: maxBatch, capacity: maxBatch + 128 });
    const prefillMs = alphaMs + solved.meanInService * deltaMs + prefillOfOneMs;
    const responseMs = 1000 * solved.meanResponseS;
    const waitMs = 1000 * solved.meanWaitS;
    const intervalMs = (responseMs - waitMs - prefillMs) / outputTokens;
    return {
      deltaMs,
      responseMs,
      waitMs,
      solved,
      intervalMs,
      ttftMs: waitMs + prefillMs + intervalMs,
      most: servicePerS(maxBatch),
    };
  };
  const off = (value: number, printed: number) => Math.abs(value / printed - 1);

  it('reproduces the printed answer (theirs is in float32)', () => {
    const { deltaMs, responseMs, waitMs, solved, intervalMs, ttftMs, most } = published(3, 1);
    expect(deltaMs).toBeCloseTo(0.254378, 6);
    expect(off(responseMs, 10568.446)).toBeLessThan(3e-5);
    expect(off(waitMs, 28.275)).toBeLessThan(4e-4);
    expect(off(solved.meanInService, 31.6205)).toBeLessThan(3e-5);
    expect(off(ttftMs, 75.317)).toBeLessThan(2e-4);
    expect(off(intervalMs, 20.5345)).toBeLessThan(3e-5);
    // They print the rate of a full batch less a thousandth.
    expect(off(0.999 * most, 3.82082)).toBeLessThan(2e-5);
  });

  it('reproduces what their code gives since', () => {
    const { responseMs, waitMs, solved, most } = published(3, 0);
    expect(off(responseMs, 10348.4)).toBeLessThan(1e-5);
    expect(off(waitMs, 21.41)).toBeLessThan(4e-4);
    expect(off(solved.meanInService, 30.981)).toBeLessThan(1e-5);
    expect(off(0.999 * most, 3.86093)).toBeLessThan(2e-5);
  });

  it('keeps Little’s law, its own balance and probabilities that add up, also far into overload', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1e4, noNaN: true }),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 0, max: 500 }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        (arrivalsPerS, servers, places, exponent) => {
          const servicePerS = (n: number) => 3 * n ** exponent;
          const solved = solveStateDependent({ arrivalsPerS, servicePerS, servers, capacity: servers + places });
          expect(solved.probability.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
          const finished = solved.probability.reduce(
            (sum, p, n) => sum + (n === 0 ? 0 : p * servicePerS(Math.min(n, servers))),
            0,
          );
          expect(finished / solved.throughputPerS).toBeCloseTo(1, 6);
          expect(solved.throughputPerS * solved.meanResponseS).toBeCloseTo(solved.meanInSystem, 6);
          expect(solved.meanWaitS).toBeGreaterThanOrEqual(-1e-9);
        },
      ),
    );
  });
});
