import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../base/random.ts';
import { emptyArrival, randomArrivals, traceArrivals } from './arrivals.ts';
import { createHistogram } from './histogram.ts';
import { blocksFor, createBlockPhases, kvGrowth } from './kv-blocks.ts';
import { lengthSampler } from './lengths.ts';
import { createSlotHeap } from './slot-heap.ts';
import { runS, stepsEndingWithin } from './step-run.ts';
import { createTimeSeries } from './time-series.ts';
import { createWaitingLine } from './waiting-line.ts';

describe('histogram', () => {
  it('knows quantiles to within a bin, 1.6 %', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-5, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, probability) => {
          const histogram = createHistogram();
          values.forEach(histogram.add);
          const exact = [...values].sort((a, b) => a - b)[Math.ceil(probability * values.length - 1e-9) - 1]!;
          expect(Math.abs(histogram.quantile(probability) / exact - 1)).toBeLessThan(1 / 64 + 1e-9);
        },
      ),
    );
  });

  it('merges, averages and counts what was lost as infinite', () => {
    const [a, b] = [createHistogram(), createHistogram()];
    [1, 2, 3].forEach(a.add);
    [4, 5, 6, 7].forEach(b.add);
    a.merge(b);
    expect(a.count()).toBe(7);
    expect(a.mean()).toBeCloseTo(4, 12);
    expect(a.quantile(0.7, 3)).toBeGreaterThan(6.9);
    expect(a.quantile(0.71, 3)).toBe(Infinity);
    expect(createHistogram().quantile(0.5)).toBeNaN();
    expect(createHistogram().quantile(0.5, 1)).toBe(Infinity);
  });
});

describe('slot heap', () => {
  it('gives slots in order of their keys, whatever was taken out in between', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ key: fc.integer({ min: 0, max: 50 }), remove: fc.boolean() }), { maxLength: 60 }),
        (items) => {
          const heap = createSlotHeap(items.length);
          items.forEach(({ key }, slot) => heap.push(slot, key));
          items.forEach(({ remove }, slot) => {
            if (remove) heap.remove(slot);
          });
          const expected = items.filter(({ remove }) => !remove).map(({ key }) => key);
          const given: number[] = [];
          while (heap.size() > 0) {
            const key = heap.firstKey();
            expect(items[heap.pop()]!.key).toBe(key);
            given.push(key);
          }
          expect(given).toEqual(expected.sort((a, b) => a - b));
          expect(heap.firstKey()).toBe(Infinity);
        },
      ),
    );
  });
});

describe('waiting line', () => {
  it('is first come, first served, with a way to the front', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('back', 'front', 'shift'), { maxLength: 1200 }), (acts) => {
        const line = createWaitingLine();
        const mirror: number[] = [];
        const entry = {
          arrivedS: 0,
          firstTokenS: NaN,
          inputTokens: 0,
          readTokens: 0,
          steps: 0,
          answerTokens: 0,
          trafficClass: 0,
        };
        acts.forEach((act, at) => {
          if (act === 'shift') {
            if (mirror.length === 0) return;
            expect(line.firstInputTokens()).toBe(mirror[0]);
            line.shift(entry);
            expect(entry.inputTokens).toBe(mirror.shift());
            return;
          }
          entry.inputTokens = at;
          entry.answerTokens = at + 1;
          entry.readTokens = at + 2;
          if (act === 'back') {
            line.pushBack(entry);
            mirror.push(at);
          } else {
            line.pushFront(entry);
            mirror.unshift(at);
          }
          expect(line.firstAnswerTokens()).toBe(mirror[0]! + 1);
          expect(line.firstReadTokens()).toBe(mirror[0]! + 2);
          expect(line.size()).toBe(mirror.length);
        });
      }),
      { numRuns: 30 },
    );
    const line = createWaitingLine();
    const entry = {
      arrivedS: 0,
      firstTokenS: NaN,
      inputTokens: 0,
      readTokens: 0,
      steps: 0,
      answerTokens: 0,
      trafficClass: 0,
    };
    for (let i = 0; i < 1000; i++) line.pushFront({ ...entry, inputTokens: i });
    for (let i = 999; i >= 0; i--) {
      line.shift(entry);
      expect(entry.inputTokens).toBe(i);
    }
  });
});

describe('KV blocks', () => {
  it('counts the blocks of a growing batch by phase as one by one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 30 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 500 }),
        fc.constantFrom(1, 2, 4),
        (contexts, from, steps, freeBlocks, tokensPerStep) => {
          const { stepsPerBlock, stepsUntilFull, blocksAfter } = kvGrowth(tokensPerStep);
          const phases = createBlockPhases(stepsPerBlock);
          for (const tokens of contexts) phases.add(phases.phaseOf(from, stepsUntilFull(tokens)));
          const needed = (after: number): number =>
            contexts.reduce((sum, tokens) => sum + blocksFor(tokens + after * tokensPerStep) - blocksFor(tokens), 0);
          for (const tokens of contexts) {
            expect(blocksAfter(tokens, steps)).toBe(blocksFor(tokens + steps * tokensPerStep));
          }
          expect(phases.blocksAdded(from, steps)).toBe(needed(steps));
          const within = phases.stepsWithin(from, freeBlocks, 1000);
          expect(needed(within)).toBeLessThanOrEqual(freeBlocks);
          if (within < 1000) expect(needed(within + 1)).toBeGreaterThan(freeBlocks);
        },
      ),
    );
  });
});

describe('a run of steps', () => {
  it('finds how many end within a time', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1e-3, noNaN: true }),
        fc.double({ min: 0, max: 500, noNaN: true }),
        fc.integer({ min: 1, max: 1024 }),
        (firstS, growthS, timeS, limit) => {
          const steps = stepsEndingWithin(firstS, growthS, timeS, limit);
          expect(runS(firstS, growthS, steps)).toBeLessThanOrEqual(timeS);
          if (steps < limit) expect(runS(firstS, growthS, steps + 1)).toBeGreaterThan(timeS);
        },
      ),
    );
    expect(stepsEndingWithin(0.1, 0, Infinity, 7)).toBe(7);
  });
});

describe('time series', () => {
  it('spreads a stretch over the intervals that it crosses', () => {
    const series = createTimeSeries(10, 5);
    series.add(1, 7, 3, 2, 50);
    series.add(9.5, 30, 1, 0, 0);
    const points = series.points(1, 100);
    expect(points.map(({ queue }) => queue)).toEqual([1.5, 3, 3, 1.5, 0.25]);
    expect(points.map(({ kvShare }) => kvShare)).toEqual([0.25, 0.5, 0.5, 0.25, 0]);
    expect(points.map(({ busyShare }) => busyShare)).toEqual([0.5, 1, 1, 0.5, 0]);
  });
});

describe('random lengths', () => {
  it('have the mean and the spread that were asked for', () => {
    for (const cv of [0.3, 1, 1.5]) {
      const draw = lengthSampler({ meanTokens: 500, cv }, createRandom(3));
      const n = 400_000;
      let sum = 0;
      let squares = 0;
      let whole = true;
      for (let i = 0; i < n; i++) {
        const tokens = draw();
        whole &&= Number.isInteger(tokens) && tokens >= 1;
        sum += tokens;
        squares += tokens ** 2;
      }
      expect(whole).toBe(true);
      const mean = sum / n;
      // Four standard errors of the mean; heavy tails make the spread itself known to some percent only.
      expect(Math.abs(mean - 500)).toBeLessThan((4 * 500 * cv) / Math.sqrt(n) + 0.5);
      expect(Math.sqrt(squares / n - mean ** 2) / mean / cv).toBeCloseTo(1, 1);
    }
    expect(lengthSampler({ meanTokens: 40.4, cv: 0 }, createRandom(1))()).toBe(40);
  });
});

describe('arrivals', () => {
  const classes = [{ share: 1, input: { meanTokens: 10, cv: 0 }, output: { meanTokens: 5, cv: 0 } }];
  const times = (rates: readonly number[], burstiness: number, untilS: number, seed = 5): number[] => {
    const source = randomArrivals({ intervalS: 100, requestsPerS: rates }, classes, burstiness, createRandom(seed));
    const into = emptyArrival();
    const list: number[] = [];
    while (source(into) && into.atS < untilS) list.push(into.atS);
    return list;
  };

  it.each([
    [0, 0.001],
    [0.5, 0.02],
    [1, 0.02],
    [2, 0.05],
  ])('come at the rate asked for, with gaps of CV %d', (burstiness, tolerance) => {
    const list = times([50], burstiness, 4000);
    expect(Math.abs(list.length / 200_000 - 1)).toBeLessThan(tolerance);
    const gaps = list.slice(1).map((atS, i) => atS - list[i]!);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(Math.abs(Math.sqrt(variance) / mean - burstiness)).toBeLessThan(0.03);
  });

  it('follow the profile, hours without load included, and start it again', () => {
    const list = times([10, 0, 30], 1, 300_000);
    const counts = [0, 0, 0];
    for (const atS of list) counts[Math.floor(atS / 100) % 3]!++;
    expect(counts[1]).toBe(0);
    // 1e6 and 3e6 expected: four standard deviations.
    expect(Math.abs(counts[0]! - 1e6)).toBeLessThan(4000);
    expect(Math.abs(counts[2]! - 3e6)).toBeLessThan(7000);
    expect(list.every((atS, i) => i === 0 || atS >= list[i - 1]!)).toBe(true);
  });

  it('of no load are none', () => {
    expect(times([0, 0], 1, 1000)).toEqual([]);
  });

  it('mix the classes by their shares', () => {
    const source = randomArrivals(
      { intervalS: 1, requestsPerS: [1] },
      [
        { share: 3, input: { meanTokens: 10, cv: 0 }, output: { meanTokens: 5, cv: 0 } },
        { share: 1, input: { meanTokens: 99, cv: 0 }, output: { meanTokens: 7, cv: 0 } },
      ],
      1,
      createRandom(2),
    );
    const into = emptyArrival();
    let second = 0;
    for (let i = 0; i < 100_000; i++) {
      source(into);
      if (into.trafficClass === 1) second++;
    }
    source(into);
    expect(into.inputTokens).toBe(into.trafficClass === 1 ? 99 : 10);
    expect(Math.abs(second / 100_000 - 0.25)).toBeLessThan(4 * Math.sqrt(0.1875 / 100_000));
  });

  it('replay a trace whole, or a random share of it', () => {
    const rows = 10_000;
    const trace = {
      atS: Float64Array.from({ length: rows }, (_, i) => i),
      inputTokens: new Uint32Array(rows).fill(8),
      outputTokens: Uint32Array.from({ length: rows }, (_, i) => i),
    };
    const into = emptyArrival();
    const count = (keep: number): number => {
      const source = traceArrivals(trace, keep, createRandom(1));
      let n = 0;
      while (source(into)) {
        expect(into.outputTokens).toBe(into.atS);
        n++;
      }
      return n;
    };
    expect(count(1)).toBe(rows);
    expect(Math.abs(count(0.3) - 3000)).toBeLessThan(4 * Math.sqrt(rows * 0.21));
  });
});
