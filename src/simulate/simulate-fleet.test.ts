import { describe, expect, it } from 'vitest';
import { createRandom } from '../base/random.ts';
import { erlangC } from '../plan/queueing/erlang.ts';
import { randomArrivals, type ArrivalSource } from './arrivals.ts';
import { mergeRecords } from './recorder.ts';
import { simulateFleet, type FleetSettings, type Routing } from './simulate-fleet.ts';
import type { ReplicaSettings } from './simulate-replica.ts';

const replica: ReplicaSettings = {
  stepS: ({ decodes, promptTokens }) => 0.01 + 0.0005 * decodes + 0.0001 * promptTokens,
  maxBatch: 32,
  kvBlocks: 4000,
  kvPolicy: 'paged',
  chunkTokens: 512,
  wholePrompts: false,
  speculation: null,
  prefixHitRate: 0,
  queueLimit: 1000,
};

const fleet = (change: Partial<FleetSettings> & { readonly rate?: number; readonly seed?: number }): FleetSettings => {
  const { rate = 20, seed = 1, ...settings } = change;
  const random = createRandom(seed);
  return {
    replica,
    replicas: 4,
    routing: 'random',
    arrivals: randomArrivals(
      { intervalS: 60, requestsPerS: [rate] },
      [{ share: 1, input: { meanTokens: 200, cv: 1 }, output: { meanTokens: 50, cv: 0.7 } }],
      1,
      random,
    ),
    slos: [{ ttftS: 0.5, tpotS: 0.05 }],
    warmUpS: 60,
    durationS: 1260,
    drainS: 600,
    periods: 2,
    seriesPoints: 21,
    random,
    ...settings,
  };
};
const merged = async (settings: FleetSettings) => {
  const outcome = await simulateFleet(settings);
  return { outcome, record: mergeRecords(outcome.periods.flatMap(({ byClass }) => byClass)) };
};

describe('a simulated fleet', () => {
  it('is the same for the same seed and another for another', async () => {
    const told = async (seed: number) =>
      JSON.stringify(await simulateFleet(fleet({ seed, routing: 'least-outstanding' })));
    expect(await told(4)).toBe(await told(4));
    expect(await told(4)).not.toBe(await told(5));
  });

  it.each<Routing>(['random', 'round-robin', 'least-outstanding'])(
    'conserves requests with %s routing',
    async (routing) => {
      const { outcome, record } = await merged(fleet({ routing, warmUpS: 0 }));
      expect(record.offered).toBe(outcome.requests);
      expect(record.finished).toBe(record.offered);
      // Little's law over the whole run: stays add up to the time integral of queue and batch.
      const held = outcome.series.reduce((sum, { queue, batch }) => sum + 4 * 60 * (queue + batch), 0);
      expect(Math.abs(held / record.latencies.endToEndS.sum() - 1)).toBeLessThan(0.01);
      expect(Math.abs(record.offered / (20 * 1260) - 1)).toBeLessThan(0.03);
    },
  );

  it('waits less with a better router', async () => {
    const p99 = async (routing: Routing) =>
      (await merged(fleet({ routing, rate: 60 }))).record.latencies.ttftS.quantile(0.99);
    expect(await p99('least-outstanding')).toBeLessThan(await p99('random'));
  });

  it('counts who is rejected or never finished against the SLOs', async () => {
    const { record } = await merged(fleet({ rate: 400, replica: { ...replica, queueLimit: 50 }, drainS: 0 }));
    const { offered, finished, rejected, kept, latencies } = record;
    expect(rejected).toBeGreaterThan(offered / 4);
    expect(finished + rejected).toBeLessThan(offered);
    expect(kept / offered).toBeLessThan(0.5);
    expect(latencies.ttftS.quantile(0.99, offered - finished)).toBe(Infinity);
  });

  it('tells how far it is, lets others work and stops when asked, with what it has', async () => {
    const shares: number[] = [];
    let pauses = 0;
    const outcome = await simulateFleet(fleet({ rate: 60 }), {
      onProgress: (share) => shares.push(share),
      pause: () => Promise.resolve(void pauses++),
      shouldStop: () => shares.length > 4,
    });
    expect(pauses).toBe(5);
    expect(outcome.complete).toBe(false);
    expect(outcome.requests).toBe(4 * 4096);
    expect(outcome.simulatedS).toBeLessThan(1260);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    const whole: number[] = [];
    await simulateFleet(fleet({}), { onProgress: (share) => whole.push(share) });
    expect(whole.at(-1)).toBe(1);
  });

  /**
   * Steps of a fixed time that is short beside an answer, answers of geometric length, prompts of one token and as many
   * slots as servers: M/M/c, but for the step in which a request starts.
   */
  it('is M/M/c where that is what it simulates, within its own interval', async () => {
    const [servers, load, stepS, meanTokens] = [8, 6, 0.001, 1000];
    const geometric = (seed: number): ArrivalSource => {
      const random = createRandom(seed);
      let nowS = 0;
      return (into) => {
        nowS += random.exponential(1 / load);
        into.atS = nowS;
        into.inputTokens = 1;
        into.outputTokens = 1 + Math.floor(Math.log(1 - random.uniform()) / Math.log(1 - 1 / meanTokens));
        into.trafficClass = 0;
        return true;
      };
    };
    const runs: number[] = [];
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const { record } = await merged(
        fleet({
          replicas: 1,
          replica: { ...replica, stepS: () => stepS, maxBatch: servers, kvBlocks: 1e7, kvPolicy: 'reserve' },
          arrivals: geometric(seed),
          slos: [{ ttftS: 1, tpotS: 1 }],
          warmUpS: 500,
          durationS: 20_500,
          drainS: 1000,
          periods: 1,
        }),
      );
      // Half a step until the next begins, and the step that reads the prompt.
      runs.push(record.latencies.ttftS.mean() - 1.5 * stepS);
    }
    const mean = runs.reduce((sum, x) => sum + x, 0) / runs.length;
    const error = Math.sqrt(runs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 7 / 8);
    const expected = erlangC(servers, load) / (servers - load);
    // Student's t at 99.9 % for 7 degrees of freedom; half a step of doubt where nobody waits.
    expect(Math.abs(mean - expected)).toBeLessThan(5.41 * error + stepS / 2);
    expect(error / expected).toBeLessThan(0.03);
  });
});
