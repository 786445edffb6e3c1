import { describe, expect, it } from 'vitest';
import type { Trace } from './arrivals.ts';
import { demandOfTrace } from './trace-demand.ts';

/** So many requests in each hour, evenly spread, of alternating lengths. */
const traceOf = (hourly: readonly number[]): Trace => {
  const atS = hourly.flatMap((count, hour) =>
    Array.from({ length: count }, (_, index) => 3600 * (hour + index / count)),
  );
  // The end of the last hour is seen only if a request marks it.
  atS.push(3600 * hourly.length);
  return {
    atS: Float64Array.from(atS),
    inputTokens: Uint32Array.from(atS, (_, index) => (index % 2 === 0 ? 100 : 300)),
    outputTokens: new Uint32Array(atS.length).fill(50),
  };
};

describe('the load that a trace shows', () => {
  it('of some hours is their mean rate and lengths; it says nothing about the shape of a day', () => {
    const demand = demandOfTrace(traceOf([60, 120]));
    expect(demand.queriesPerDay).toBeCloseTo(90 * 24, 0);
    expect(Math.abs(demand.inputTokens / 200 - 1)).toBeLessThan(0.01);
    expect(demand.inputCv).toBeCloseTo(0.5, 1);
    expect([demand.outputTokens, demand.outputCv, demand.classes]).toEqual([50, 0, null]);
    expect(demand).not.toHaveProperty('hourlyProfile');
  });

  it('of days is the mean day', () => {
    const day = Array.from({ length: 24 }, (_, hour) => 10 + hour);
    const demand = demandOfTrace(traceOf([...day, ...day.map((count) => 3 * count), 10, 11]));
    expect(demand.hourlyProfile?.slice(2)).toEqual(day.slice(2).map((count) => 2 * count));
    expect(demand.hourlyProfile).toHaveLength(24);
  });

  it('of a week has every hour of it', () => {
    const week = Array.from({ length: 168 }, (_, hour) => 1 + (hour % 7));
    const demand = demandOfTrace(traceOf(week));
    expect(demand.hourlyProfile).toEqual(week);
    expect(demand.queriesPerDay * 7).toBeCloseTo(
      week.reduce((sum, count) => sum + count, 0),
      6,
    );
  });

  it('of one request is a load all the same', () => {
    const single = { atS: new Float64Array(1), inputTokens: Uint32Array.of(7), outputTokens: Uint32Array.of(9) };
    expect(demandOfTrace(single)).toMatchObject({ inputTokens: 7, inputCv: 0, outputTokens: 9 });
    expect(Number.isFinite(demandOfTrace(single).queriesPerDay)).toBe(true);
  });
});
