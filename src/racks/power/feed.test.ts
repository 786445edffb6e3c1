import { describe, expect, it } from 'vitest';
import { banksFor, feedUsableW, soldFeeds } from './feed.ts';

describe('feeds that are sold', () => {
  it.each([
    // 0.8 · √3 · 415 V · 60 A = 34.5 kW, NVIDIA’s own figure; IEC breakers carry their rating.
    [34_500, 'A+B', 415, 'ul489', 60],
    [17_200, 'A+B', 208, 'ul489', 60],
    [17_000, 'A+B', 415, 'ul489', 30],
    [22_100, 'A', 400, 'iec60898', 32],
    [34_500, 'A+B+C', 415, 'ul489', 30],
  ] as const)(
    'carry %i W on %s at %i V behind a breaker by %s of %i A',
    (rackW, feeds, voltageV, standard, breakerA) => {
      const sold = soldFeeds(rackW, feeds, voltageV, standard);
      expect(sold.map((feed) => feed.breakerA)).toEqual(sold.map(() => breakerA));
      for (const feed of sold) expect(feedUsableW(feed) * Math.max(1, sold.length - 1)).toBeGreaterThanOrEqual(rackW);
    },
  );

  it('are what just carries the rack where no breaker is large enough', () => {
    const [feed] = soldFeeds(2_000_000, 'A', 415, 'iec60898');
    expect(feed && feedUsableW(feed)).toBeCloseTo(2_000_000, 6);
  });
});

it('hangs 240 V supplies between the lines of 208 V, and from a line to neutral of 415 V', () => {
  expect(banksFor(208).map(({ bank }) => bank)).toEqual(['L1-L2', 'L2-L3', 'L3-L1']);
  expect(banksFor(415).map(({ bank }) => bank)).toEqual(['L1-N', 'L2-N', 'L3-N']);
});
