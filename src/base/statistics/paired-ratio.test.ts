import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../random.ts';
import { pairedRatio } from './paired-ratio.ts';

const RATIO = 3;

/** Times that share a disturbance within a round and one within a session; the peer is `RATIO` times slower. */
const simulate = (random: Random, sessions: number, rounds: number, sessionNoise: number) => {
  const peer: number[][] = [];
  const ours: number[][] = [];
  for (let session = 0; session < sessions; session++) {
    const ofSession = sessionNoise * random.normal();
    peer.push([]);
    ours.push([]);
    for (let round = 0; round < rounds; round++) {
      const machine = random.exponential(1);
      peer[session]!.push(Math.exp(Math.log(RATIO) + machine + ofSession + 0.05 * random.normal()));
      ours[session]!.push(Math.exp(machine + 0.05 * random.normal()));
    }
  }
  return { peer, ours };
};

const coverage = (sessions: number, rounds: number, sessionNoise: number): { hits: number; promised: number } => {
  const random = createRandom(11);
  const trials = 4000;
  let hits = 0;
  let promised = 0;
  for (let trial = 0; trial < trials; trial++) {
    const { peer, ours } = simulate(random, sessions, rounds, sessionNoise);
    const interval = pairedRatio(peer, ours);
    promised = interval.coverage;
    if (interval.low <= RATIO && RATIO <= interval.high) hits++;
  }
  return { hits: hits / trials, promised };
};

describe('the paired ratio', () => {
  it('of one session holds the true ratio as often as it says, however the machine drifts', () => {
    const { hits, promised } = coverage(1, 9, 0);
    expect(promised).toBeGreaterThan(0.95);
    expect(hits).toBeCloseTo(promised, 1);
    expect(hits).toBeGreaterThan(0.95);
  });

  it.each([3, 5])('of %i sessions covers what differs from session to session', (sessions) => {
    const { hits, promised } = coverage(sessions, 5, 0.1);
    expect(promised).toBe(0.95);
    expect(Math.abs(hits - 0.95)).toBeLessThan(0.015);
  });

  it('says which interval it is and what it rests on', () => {
    const ms = [1, 2, 3, 4, 5, 6];
    expect(pairedRatio([ms], [ms])).toMatchObject({ ratio: 1, method: 'order-statistics-over-rounds', n: 6 });
    expect(pairedRatio([ms, ms, ms], [ms, ms, ms])).toMatchObject({ ratio: 1, method: 't-over-sessions', n: 3 });
  });

  it('is turned round by exchanging the two', () => {
    const times = fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(times, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 99 }), (peer, seed) => {
        const random = createRandom(seed);
        const ours = peer.map((rounds) => rounds.map(() => Math.exp(random.normal())));
        const there = pairedRatio(peer, ours);
        const back = pairedRatio(ours, peer);
        expect(there.ratio * back.ratio).toBeCloseTo(1, 9);
        expect(there.low * back.high).toBeCloseTo(1, 6);
      }),
    );
  });

  it('refuses rounds that are not paired', () => {
    expect(() => pairedRatio([[1, 2]], [[1]])).toThrow('paired');
    expect(() => pairedRatio([[1]], [])).toThrow('paired');
  });
});
