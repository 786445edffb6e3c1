import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { projectionPresets, type PublishedSeries } from '../catalog/series.ts';
import { LAWS, projectionSchema } from '../records/projection.ts';
import { bothLaws } from './compare-laws.ts';
import { projectionLines } from './projection-lines.ts';

const own = (fields: object): PublishedSeries => ({
  id: 'own',
  projection: v.parse(projectionSchema, { name: 'Own', ...fields }),
  citation: null,
  expected: [],
  printedYearlyFall: null,
});
const all = projectionPresets.flatMap(({ series }) => series);

describe('the ledger of a series', () => {
  it.each(all.flatMap((series) => LAWS.map((law) => [series.id, law, series] as const)))(
    '%s by the %s law ends at what the law says',
    (_id, law, series) => {
      const prediction = bothLaws(series.projection)[law];
      if (!prediction.ok) throw new Error(prediction.error.message);
      const lines = projectionLines(series, prediction.value, 2030);
      const value = lines.find(({ id }) => id === 'projection.value')?.value;
      expect(value! / prediction.value.at(2030).value).toBeCloseTo(1, 10);
      expect(lines.filter(({ kind }) => kind === 'input').every(({ source }) => source !== '')).toBe(true);
    },
  );

  it('ends there too where volumes are counted, in every year', () => {
    const point = fc.record({
      step: fc.integer({ min: 1, max: 5 }),
      value: fc.double({ min: 1, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 2000, max: 2060 }),
        (steps, year) => {
          let [at, volume] = [2000, 1];
          const points = steps.map(({ step, value }) => {
            at += step;
            volume *= 1 + step;
            return { year: at, value, volume };
          });
          const series = own({ law: 'wright', points });
          const prediction = bothLaws(series.projection).wright;
          if (!prediction.ok) return;
          const lines = projectionLines(series, prediction.value, year);
          const value = lines.find(({ id }) => id === 'projection.value')?.value ?? NaN;
          expect(value / prediction.value.at(year).value).toBeCloseTo(1, 6);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('says whether a slope was typed, given or fitted', () => {
    const kindOf = (fields: object, chosen = { fall: false, growth: false }) => {
      const series = own(fields);
      const prediction = bothLaws(series.projection).exponential;
      if (!prediction.ok) throw new Error(prediction.error.message);
      return projectionLines(series, prediction.value, 2030, chosen).find(({ id }) => id === 'projection.yearlyFall')
        ?.kind;
    };
    const points = [
      { year: 2020, value: 10 },
      { year: 2022, value: 1 },
    ];
    expect(kindOf({ points })).toBe('model');
    expect(kindOf({ points, yearlyFall: 0.5 })).toBe('input');
    expect(kindOf({ points, yearlyFall: 0.5 }, { fall: true, growth: false })).toBe('choice');
    expect(kindOf({ points, halvingMonths: 12 })).toBe('formula');
  });
});
