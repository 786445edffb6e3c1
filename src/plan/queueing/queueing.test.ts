import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { birthDeath } from './birth-death.ts';
import { erlangB, erlangC, meanWaitS, waitQuantileS } from './erlang.ts';

describe('Erlang', () => {
  it('gives the published probabilities', () => {
    expect(erlangC(3, 2)).toBeCloseTo(0.444444, 6);
    expect(erlangC(10, 6)).toBeCloseTo(0.101299, 6);
    expect(erlangC(30382, 30000)).toBeCloseTo(0.016122, 6);
    expect(erlangB(10, 6)).toBeCloseTo(0.043142, 6);
  });

  it('gives 70.2, 32.0, 13.0 and 4.7 % at 2.5 erlangs, not the 60, 27, 13 and 6 % a page prints', () => {
    expect([3, 4, 5, 6].map((servers) => Math.round(erlangC(servers, 2.5) * 1000) / 10)).toEqual([
      70.2, 32.0, 13.0, 4.7,
    ]);
  });

  it('is the same by quadrature as by the recursion', () => {
    const recursion = (servers: number, erlangs: number): number => {
      let inverse = 1;
      for (let k = 1; k <= servers; k++) inverse = 1 + (k / erlangs) * inverse;
      return 1 / inverse;
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 257, max: 20_000 }),
        fc.double({ min: 0.7, max: 1.3, noNaN: true }),
        (servers, load) => {
          const exact = recursion(servers, servers * load);
          fc.pre(exact > 1e-250);
          expect(erlangB(servers, servers * load) / exact).toBeCloseTo(1, 8);
        },
      ),
    );
  });

  it('stays a probability, and falls with servers, at a million of them', () => {
    const loads = [0.5, 0.9, 0.99, 0.999, 0.9999, 0.999999].map((load) => erlangC(1e6, 1e6 * load));
    for (const [index, value] of loads.entries()) {
      expect(value).toBeGreaterThanOrEqual(index === 0 ? 0 : loads[index - 1]);
      expect(value).toBeLessThanOrEqual(1);
    }
    expect(loads[5]).toBeGreaterThan(0.99);
    expect(erlangC(1_000_100, 999_000)).toBeLessThan(erlangC(1_000_000, 999_000));
  });

  it('agrees with the birth–death chain of the same queue', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.05, max: 0.9, noNaN: true }), (servers, load) => {
        const chain = birthDeath({
          arrivalRate: load * servers,
          departureRate: (n) => Math.min(n, servers),
          capacity: servers + 400,
          serving: servers,
        });
        expect(chain.waiting).toBeCloseTo(erlangC(servers, load * servers), 8);
        const wait = meanWaitS({ servers, arrivalRate: load * servers, serviceRate: 1, serviceCv2: 1 });
        expect(chain.meanWaiting / (load * servers)).toBeCloseTo(wait, 6);
      }),
    );
  });
});

describe('the wait that 99 % do not exceed', () => {
  it.each([
    [6, 1, 0.57887],
    [8, 1, 1.85579],
    [9, 1, 4.2028],
    [9, 4, 10.50699],
  ])('10 servers, %f erlangs, CV² %f: %f s', (erlangs, serviceCv2, seconds) => {
    expect(waitQuantileS({ servers: 10, arrivalRate: erlangs, serviceRate: 1, serviceCv2 }, 0.99)).toBeCloseTo(
      seconds,
      4,
    );
  });

  it('is nothing where hardly anybody waits, and endless where the servers cannot keep up', () => {
    expect(waitQuantileS({ servers: 100, arrivalRate: 10, serviceRate: 1, serviceCv2: 1 }, 0.99)).toBe(0);
    expect(waitQuantileS({ servers: 10, arrivalRate: 10, serviceRate: 1, serviceCv2: 1 }, 0.99)).toBe(Infinity);
  });
});

describe('a server whose speed depends on its batch (llm-inferno queue-analysis, README /solve)', () => {
  // 3 requests/s, 128 tokens in, 512 out, batch 48, queue 128; alpha 12 ms, beta 0.05 ms, gamma 0.0005 ms.
  const [alpha, beta, gamma, input, output, batch, queue] = [12, 0.05, 0.0005, 128, 512, 48, 128];
  const prefill = (beta + gamma) * input;
  const delta = (prefill + beta * output + gamma * output * (input + (output + 1) / 2)) / (1 + output);
  const residenceMs = (n: number): number => (1 + output) * (alpha + (n + 1) * delta);
  const chain = birthDeath({
    arrivalRate: 3,
    departureRate: (n) => (1000 * Math.min(n, batch)) / residenceMs(Math.min(n, batch)),
    capacity: batch + queue,
    serving: batch,
  });
  const responseMs = (1000 * chain.meanInSystem) / chain.throughput;
  const waitMs = (1000 * chain.meanWaiting) / chain.throughput;
  const prefillMs = alpha + chain.meanInService * delta + prefill;
  const intervalMs = (responseMs - waitMs - prefillMs) / output;

  it('reproduces the printed response, wait, batch, first token and token interval', () => {
    expect(delta).toBeCloseTo(0.254378, 6);
    // Theirs is in single precision.
    expect(responseMs / 10568.446).toBeCloseTo(1, 4);
    expect(Math.abs(waitMs / 28.275 - 1)).toBeLessThan(2e-3);
    expect(chain.meanInService / 31.6205).toBeCloseTo(1, 4);
    // Its largest rate keeps 0.1 % below the edge.
    expect((0.999 * 1000 * batch) / residenceMs(batch) / 3.82082).toBeCloseTo(1, 4);
    expect(intervalMs / 20.5345).toBeCloseTo(1, 4);
    expect(Math.abs((waitMs + prefillMs + intervalMs) / 75.317 - 1)).toBeLessThan(1e-3);
  });
});
