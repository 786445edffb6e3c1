import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrival } from './arrivals.ts';
import { createRecorder } from './recorder.ts';
import { createReplicaSimulation, type ReplicaSettings } from './simulate-replica.ts';
import { simulateNaively } from './testing/naive-replica.ts';
import { createTimeSeries } from './time-series.ts';

/** A step whose time grows with all that it does, as attention's does in proportion to the context. */
const stepS: ReplicaSettings['stepS'] = ({
  decodes,
  meanContextTokens,
  promptTokens,
  meanPromptContextTokens,
  promptsFinished,
}) =>
  0.01 +
  0.0007 * decodes +
  1e-6 * decodes * meanContextTokens +
  0.00011 * promptTokens +
  1e-7 * promptTokens * meanPromptContextTokens +
  0.0003 * promptsFinished;

const run = (settings: ReplicaSettings, arrivals: readonly Arrival[], look: (atS: number) => number[] = () => []) => {
  const recorder = createRecorder(1);
  const series = createTimeSeries(1e4, 1);
  const replica = createReplicaSimulation(settings, {
    slos: [{ ttftS: 1, tpotS: 0.1 }],
    recorderAt: () => recorder,
    series,
  });
  for (const arrival of arrivals) {
    for (const atS of look(arrival.atS)) replica.advance(atS);
    replica.advance(arrival.atS);
    replica.push(arrival);
  }
  replica.advance(Infinity);
  const [record] = recorder.byClass;
  return { record, replica, latencies: record!.latencies, point: series.points(1, settings.kvBlocks)[0] };
};

const settingsOf = fc.record({
  stepS: fc.constant(stepS),
  maxBatch: fc.integer({ min: 1, max: 12 }),
  kvBlocks: fc.integer({ min: 8, max: 200 }),
  kvPolicy: fc.constantFrom('reserve' as const, 'paged' as const),
  chunkTokens: fc.integer({ min: 16, max: 300 }),
  wholePrompts: fc.boolean(),
  // Divisors of a block: it then fills in whole steps.
  speculation: fc
    .constantFrom(1, 2, 4)
    .map((tokensPerStep) =>
      tokensPerStep === 1 ? null : { tokensPerStep, stepsFor: (tokens: number) => Math.ceil(tokens / tokensPerStep) },
    ),
  prefixHitRate: fc.constantFrom(0, 0.5),
  queueLimit: fc.integer({ min: 1, max: 40 }),
});
const arrivalsOf = fc
  .array(
    fc.record({
      gapS: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.5, noNaN: true })),
      inputTokens: fc.integer({ min: 1, max: 400 }),
      outputTokens: fc.integer({ min: 1, max: 150 }),
      isRead: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => {
    let atS = 0;
    return rows.map(({ gapS, inputTokens, outputTokens, isRead }) => {
      atS += gapS;
      return { atS, inputTokens, outputTokens, trafficClass: 0, readAtS: isRead ? atS : NaN };
    });
  });

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const close = (a: number, b: number): void => {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(b)));
};

describe('a simulated replica', () => {
  it('does exactly what the plain simulation does, step for step', () => {
    let preempted = 0;
    let refused = 0;
    fc.assert(
      fc.property(settingsOf, arrivalsOf, (settings, arrivals) => {
        const { record, latencies, replica } = run(settings, arrivals);
        const plain = simulateNaively(settings, arrivals);
        expect(record!.rejected).toBe(plain.rejected);
        expect(record!.finished).toBe(plain.finished.length);
        expect(replica.steps()).toBe(plain.steps);
        expect(replica.preemptions()).toBe(plain.preemptions);
        close(
          latencies.ttftS.sum(),
          sumOf(plain.finished.map(({ arrival, firstTokenS }) => firstTokenS - arrival.atS)),
        );
        close(latencies.endToEndS.sum(), sumOf(plain.finished.map(({ arrival, endS }) => endS - arrival.atS)));
        preempted += plain.preemptions;
        refused += plain.rejected;
      }),
      { numRuns: 800, seed: 1 },
    );
    // The property must have seen the rare ways too.
    expect(preempted).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });

  it('is the same whenever it is looked at in between', () => {
    fc.assert(
      fc.property(settingsOf, arrivalsOf, fc.integer({ min: 1, max: 9 }), (settings, arrivals, looks) => {
        const once = run(settings, arrivals);
        const often = run(settings, arrivals, (atS) =>
          Array.from({ length: looks }, (_, i) => (atS * (i + 1)) / (looks + 1)).filter((t) => t > 0),
        );
        expect(often.replica.steps()).toBe(once.replica.steps());
        close(often.latencies.endToEndS.sum(), once.latencies.endToEndS.sum());
      }),
      { numRuns: 100 },
    );
  });

  it('conserves requests and frees all that it took', () => {
    fc.assert(
      fc.property(settingsOf, arrivalsOf, (settings, arrivals) => {
        const { record, replica } = run(settings, arrivals);
        expect(record!.offered).toBe(arrivals.length);
        expect(record!.finished + record!.rejected).toBe(record!.offered);
        expect(record!.kept).toBeLessThanOrEqual(record!.finished);
        expect(replica.outstanding()).toBe(0);
        expect(replica.dueS()).toBe(Infinity);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps Little’s law: queue and batch over time are the requests’ stays', () => {
    fc.assert(
      fc.property(settingsOf, arrivalsOf, (settings, arrivals) => {
        const { latencies, point } = run(settings, arrivals);
        close((point!.queue + point!.batch) * 1e4, latencies.endToEndS.sum());
        expect(point!.kvShare).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });

  it('serves one request alone at the speed of its steps', () => {
    const settings: ReplicaSettings = {
      stepS,
      maxBatch: 8,
      kvBlocks: 100,
      kvPolicy: 'paged',
      chunkTokens: 128,
      wholePrompts: false,
      speculation: null,
      prefixHitRate: 0,
      queueLimit: 8,
    };
    const { latencies, replica } = run(settings, [
      { atS: 3, inputTokens: 300, outputTokens: 3, trafficClass: 0, readAtS: NaN },
    ]);
    const chunk = (promptTokens: number, before: number, promptsFinished: number): number =>
      stepS({
        decodes: 0,
        meanContextTokens: 0,
        promptTokens,
        meanPromptContextTokens: before + (promptTokens + 1) / 2,
        promptsFinished,
      });
    const decode = (meanContextTokens: number): number =>
      stepS({ decodes: 1, meanContextTokens, promptTokens: 0, meanPromptContextTokens: 0, promptsFinished: 0 });
    const firstS = chunk(128, 0, 0) + chunk(128, 128, 0) + chunk(44, 256, 1);
    close(latencies.ttftS.sum(), firstS);
    close(latencies.endToEndS.sum(), firstS + decode(301) + decode(302));
    expect(replica.steps()).toBe(5);
    close(latencies.tpotS.sum(), (decode(301) + decode(302)) / 2);
    close(latencies.tpotWithFirstS.sum(), (firstS + decode(301) + decode(302)) / 3);
  });
});
