import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { projectionPresets, findProjectionPreset } from '../catalog/series.ts';
import { projectionSchema, type Projection } from '../records/projection.ts';
import { createRandom } from '../base/random.ts';
import { allPoints, bothLaws, expectationsOf, periodsOf, yearsOf } from './compare-laws.ts';
import {
  composedFall,
  exponentOfFall,
  exponentOfLearning,
  fallOfHalving,
  fallOfWright,
  halvingOfFall,
  learningOfExponent,
  project,
  type Prediction,
} from './project.ts';

const series = (fields: Partial<Projection>): Projection =>
  v.parse(projectionSchema, { name: 'a series', points: [{ year: 2020, value: 100 }], ...fields });

const predicted = (fields: Partial<Projection>): Prediction => {
  const answer = project(series(fields));
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
};

const fall = fc.double({ min: -5, max: 0.95, noNaN: true });
const growth = fc.double({ min: 0.05, max: 20, noNaN: true });
const year = fc.double({ min: 2000, max: 2040, noNaN: true });

describe('laws of falling cost', () => {
  it('halving each T months is the exponential', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 500, noNaN: true }), year, (months, at) => {
        const byHalving = predicted({ halvingMonths: months }).at(at).value;
        expect(byHalving / (100 * 2 ** ((-12 * (at - 2020)) / months))).toBeCloseTo(1, 9);
        expect(byHalving / predicted({ yearlyFall: fallOfHalving(months) }).at(at).value).toBeCloseTo(1, 9);
        expect(halvingOfFall(fallOfHalving(months)) / months).toBeCloseTo(1, 9);
      }),
    );
  });

  it('Wright’s law at constant growth of the volume equals it', () => {
    fc.assert(
      fc.property(fall, growth, year, (yearlyFall, volumeGrowth, at) => {
        const learningRate = learningOfExponent(exponentOfFall(yearlyFall, volumeGrowth));
        fc.pre(learningRate >= -10 && learningRate < 0.999999);
        const wright = predicted({ law: 'wright', learningRate, volumeGrowth });
        expect(wright.yearlyFall).toBeCloseTo(yearlyFall, 9);
        expect(wright.at(at).value / predicted({ yearlyFall }).at(at).value).toBeCloseTo(1, 7);
        expect(fallOfWright(exponentOfLearning(learningRate), volumeGrowth)).toBeCloseTo(yearlyFall, 9);
      }),
    );
  });

  it('a line through two points meets both, by either law', () => {
    const points = [
      { year: 2020, value: 4.6e6, volume: 10 },
      { year: 2022, value: 450e3, volume: 47 },
    ];
    for (const law of ['exponential', 'wright'] as const) {
      const line = predicted({ law, points });
      expect(line.known).toBe('two points');
      for (const { year: at, value } of points) expect(line.at(at).value / value).toBeCloseTo(1, 10);
    }
    expect(predicted({ points }).yearlyFall).toBeCloseTo(0.6872, 4);
  });

  it('falls compose by what they leave', () => {
    expect(composedFall([0.57, 0.47])).toBeCloseTo(0.7721, 4);
    expect(composedFall([0.53, 0.47])).toBeCloseTo(0.7509, 4);
    fc.assert(
      fc.property(fc.array(fall, { maxLength: 5 }), (falls) => {
        expect(1 - composedFall(falls)).toBeCloseTo(
          falls.reduce((left, fall) => left * (1 - fall), 1),
          9,
        );
      }),
    );
  });

  it('reads the exponents of the planner’s table where the volume doubles each year', () => {
    expect([0.7, 0.57, 0.47].map((fall) => Number(exponentOfFall(fall, 1).toFixed(3)))).toEqual([1.737, 1.218, 0.916]);
  });

  it('its 90 % interval holds nine times in ten', () => {
    const random = createRandom(7);
    let inside = 0;
    const runs = 2000;
    for (let i = 0; i < runs; i++) {
      const noisy = (x: number): number => Math.exp(10 - 0.8 * x + 0.3 * random.normal());
      const points = Array.from({ length: 6 }, (_, x) => ({ year: 2015 + x, value: noisy(x), volume: null }));
      const { low, high } = predicted({ points }).at(2023);
      const next = noisy(8);
      if (low !== null && high !== null && next >= low && next <= high) inside++;
    }
    expect(inside / runs).toBeGreaterThan(0.88);
    expect(inside / runs).toBeLessThan(0.92);
  });

  it('fits Wright’s law to counted volumes', () => {
    const points = [10, 22, 41, 90].map((volume, i) => ({
      year: 2017 + i,
      value: 1000 * (volume / 10) ** -0.9,
      volume,
    }));
    const wright = predicted({ law: 'wright', points });
    expect(wright.exponent).toBeCloseTo(0.9, 10);
    expect(wright.residual).toBeCloseTo(0, 10);
    expect(wright.volumeGrowth).toBeCloseTo(9 ** (1 / 3) - 1, 10);
  });

  it('refuses what makes no line, by the field', () => {
    const refused = (fields: Partial<Projection>): string => {
      const answer = project(series(fields));
      return answer.ok ? '' : answer.error.path;
    };
    expect(refused({})).toBe('points');
    expect(refused({ yearlyFall: 0.5, halvingMonths: 12 })).toBe('yearlyFall');
    expect(refused({ learningRate: 0.2 })).toBe('learningRate');
    expect(refused({ law: 'wright', learningRate: 0.2 })).toBe('volumeGrowth');
    expect(refused({ law: 'wright', learningRate: 0.2, volumeGrowth: 0 })).toBe('volumeGrowth');
  });
});

describe('published series', () => {
  it.each(
    projectionPresets.flatMap((preset) => preset.series.map((series) => [preset.id, series.id, series] as const)),
  )('%s: %s goes by both laws to the same place', (_, __, series) => {
    const { exponential, wright } = bothLaws(series.projection);
    if (!exponential.ok || !wright.ok) throw new Error('a published series has both laws');
    expect(wright.value.at(2030).value / exponential.value.at(2030).value).toBeCloseTo(1, 9);
    const { low, high, value } = exponential.value.at(2035);
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  });

  it('has what ARK expects beside what its own points lead to', () => {
    const [gpt3] = findProjectionPreset('ark-2023')?.series ?? [];
    if (gpt3 === undefined) throw new Error('series');
    const line = project(gpt3.projection);
    if (!line.ok) throw new Error(line.error.message);
    expect(expectationsOf(line.value, gpt3.expected)).toEqual([
      {
        year: 2030,
        expected: 30,
        projected: expect.closeTo(41.21, 1) as number,
        ratio: expect.closeTo(0.728, 3) as number,
      },
    ]);
    expect(periodsOf(allPoints(gpt3)).map(({ yearlyFall }) => Number(yearlyFall.toFixed(3)))).toEqual([0.687, 0.699]);
    expect(yearsOf(gpt3.projection, 2024)).toEqual([2020, 2021, 2022, 2023, 2024]);
  });
});
