import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyArrival, type Arrival, type ArrivalSource } from './arrivals.ts';
import { readPrompts } from './prefill-pool.ts';

const sourceOf = (rows: readonly { readonly atS: number; readonly inputTokens: number }[]): ArrivalSource => {
  let next = 0;
  return (into) => {
    if (next === rows.length) return false;
    Object.assign(into, rows[next++]);
    return true;
  };
};
const all = (source: ArrivalSource): Arrival[] => {
  const list: Arrival[] = [];
  const into = emptyArrival();
  while (source(into)) list.push({ ...into });
  return list;
};

const arrivals = fc
  .array(
    fc.record({ gapS: fc.double({ min: 0, max: 2, noNaN: true }), inputTokens: fc.integer({ min: 1, max: 50 }) }),
    {
      maxLength: 60,
    },
  )
  .map((rows) => {
    let atS = 0;
    return rows.map(({ gapS, inputTokens }) => ({ atS: (atS += gapS), inputTokens }));
  });

describe('replicas that read prompts', () => {
  it('hand on every request once, in order of reading, none before it could be', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 4 }), (rows, lanes) => {
        const read = all(
          readPrompts(sourceOf(rows), {
            lanes,
            stages: 1,
            promptS: (tokens) => tokens / 20,
            handOverS: () => 0.1,
            untilS: Infinity,
          }),
        );
        expect(read.map(({ atS }) => atS).sort((a, b) => a - b)).toEqual(rows.map(({ atS }) => atS));
        for (const [index, { atS, inputTokens, readAtS }] of read.entries()) {
          expect(readAtS).toBeGreaterThanOrEqual(atS + inputTokens / 20 + 0.1 - 1e-9);
          if (index > 0) expect(readAtS).toBeGreaterThanOrEqual(read[index - 1]!.readAtS);
        }
      }),
    );
  });

  it('read one after the other, and leave out who comes after the end', () => {
    const rows = [0, 0, 1, 9].map((atS) => ({ atS, inputTokens: 10 }));
    const settings = { lanes: 1, stages: 1, promptS: () => 2, handOverS: () => 0.5, untilS: 9 };
    expect(all(readPrompts(sourceOf(rows), settings)).map(({ readAtS }) => readAtS)).toEqual([2.5, 4.5, 6.5]);
  });
});
