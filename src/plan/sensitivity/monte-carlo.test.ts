import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presets, scenarioDefaults } from '../../catalog/presets.ts';
import { withFields, type Scenario } from '../../records/scenario.ts';
import { HEADLINES, type LineId } from '../../records/ledger-lines.ts';
import { createLedger } from '../ledger.ts';
import { plan, writePlan } from '../plan.ts';
import { placeOf } from '../line-values.ts';
import { following } from './followed.ts';
import { REPLICATES, wholeDraws } from './draw-request.ts';
import { joinReplicates, monteCarlo, replicateSteps, type Replicate } from './monte-carlo.ts';
import { sensitivity } from './sensitivity.ts';
import { uncertainInputs, type Variation } from './uncertain-inputs.ts';

const { article, physical } = scenarioDefaults;

const bandOf = ({ headlines }: ReturnType<typeof monteCarlo>, id: string) => {
  const found = headlines.find((headline) => headline.id === id);
  if (found === undefined) throw new Error(`no draws of ${id}`);
  return found;
};

describe('where the answer is known without drawing', () => {
  // GPUs of the published arithmetic are words × time per word; both are log-normal, so that their product is.
  const sigma = Math.hypot(Math.LN2, 0.25) / 1.6448536269514722;
  const gpus = plan(article).fleet.gpus ?? NaN;
  const drawn = bandOf(monteCarlo(article, {}, { draws: 40_000, seed: 4 }), 'fleet.gpus');

  it('the median is the plan', () => {
    expect(Math.abs(drawn.p50 - gpus)).toBeLessThanOrEqual(1);
  });

  it('the quantiles are those of the closed form, as near as the scatter of the replicates says', () => {
    expect(drawn.p95Error).toBeLessThan(0.01);
    expect(Math.abs(drawn.p95 / (gpus * Math.exp(1.6448536269514722 * sigma)) - 1)).toBeLessThan(4 * drawn.p95Error);
    expect(Math.abs(drawn.p5 / (gpus * Math.exp(-1.6448536269514722 * sigma)) - 1)).toBeLessThan(4 * drawn.p95Error);
  });

  it('one uncertain input alone has its own quantiles', () => {
    const replicate = (index: number): Replicate => {
      const known = new Map([
        ['article.secondsPerWord', 0],
        ['article.wordsPerQuery', 0],
        ['server.maxKw', 0],
        ['facility.pue', 0],
      ]);
      const steps = replicateSteps(article, {}, { draws: 4000, seed: 1, replicate: index }, known);
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
      }
    };
    const replicates = Array.from({ length: REPLICATES }, (_, index) => replicate(index));
    const carbon = bandOf(joinReplicates({ draws: 4000, seed: 1 }, replicates), 'carbon.kgPerDay');
    const point = plan(article).carbon.kgPerDay ?? NaN;
    expect(carbon.p50 / point).toBeCloseTo(1, 6);
    expect(carbon.p95 / (point * Math.exp(0.3))).toBeCloseTo(1, 2);
    expect(carbon.p5 / (point * Math.exp(-0.3))).toBeCloseTo(1, 2);
  });
});

describe('what only follows from a fleet', () => {
  const followingOf = (scenario: Scenario) =>
    uncertainInputs(scenario, {}).filter(({ lineTimes }) => lineTimes !== undefined);
  const lines = HEADLINES.map(({ id }) => id);

  /** Prices and carbon that differ by the hour follow from the hours of the load, which no price moves. */
  const byTheHour = withFields(
    withFields(physical, 'economics', { peakPriceFactor: 3, demandUsdPerKwMonth: 12 }),
    'carbon',
    { hourlyProfile: Array.from({ length: 24 }, (_, hour) => 1 + hour) },
  );

  it('is found from its lines to the last bit that the whole plan gives, in every preset and with prices by the hour', () => {
    fc.assert(
      fc.property(
        fc.constantFrom({ scenario: byTheHour }, ...presets),
        fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 5, maxLength: 5 }),
        ({ scenario }, factors) => {
          const inputs = followingOf(scenario);
          expect(inputs.length).toBe(factors.length);
          const factorOf = (id: string): number => factors[inputs.findIndex((input) => input.id === id)] ?? NaN;
          const ledger = createLedger({ recording: false, stepping: true });
          fc.pre(writePlan(ledger, scenario, {}).feasible);
          const wanted = lines.filter((id) => ledger.has(id));
          const followers = ledger.followers(new Set(inputs.map(({ id }) => id as LineId)), wanted);
          if (followers === null) throw new Error('a headline follows from a price by more than formulas');
          const valuesAt = following(ledger, followers, inputs);
          valuesAt(() => 3);
          const values = valuesAt(factorOf);
          const variation = inputs.reduce<Variation>((from, { id, vary }) => vary(from, factorOf(id)), {
            scenario,
            factors: {},
          });
          const whole = createLedger({ recording: false });
          writePlan(whole, variation.scenario, { factors: variation.factors });
          expect(wanted.map((id) => values.at(placeOf(id)))).toEqual(wanted.map(whole.value));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is refused where a line on the way is no formula', () => {
    const ledger = createLedger({ recording: false, stepping: true });
    ledger.choice('facility.pue', 1.2);
    ledger.model('energy.kwhPerDay', 12, 'somehow', ['facility.pue']);
    ledger.line('carbon.kgPerDay', 'energy.kwhPerDay * 2');
    expect(ledger.followers(new Set(['facility.pue']), ['carbon.kgPerDay'])).toBeNull();
    expect(ledger.followers(new Set(['facility.pue']), ['facility.pue'])).toEqual([]);
  });
});

describe('draws of a plan', () => {
  it('are the same for the same seed, whatever was computed before and in whatever order, and others for another', () => {
    const request = { draws: 200, seed: 7 };
    const whole = monteCarlo(physical, {}, request);
    monteCarlo(withFields(physical, 'demand', { outputTokens: 77 }), {}, request);
    const replicates = Array.from({ length: REPLICATES }, (_, index) => REPLICATES - 1 - index).map((replicate) => {
      const steps = replicateSteps(physical, {}, { ...request, replicate });
      let step = steps.next();
      while (step.done !== true) step = steps.next();
      return step.value;
    });
    expect(JSON.stringify(joinReplicates(request, replicates.reverse()))).toBe(JSON.stringify(whole));
    expect(monteCarlo(physical, {}, { ...request, seed: 8 })).not.toEqual(whole);
  });

  it('ascend from P5 to P95, and their shares without a fleet are no more than all', () => {
    fc.assert(
      fc.property(fc.constantFrom(...presets), fc.integer({ min: 0, max: 2 ** 31 }), ({ scenario }, seed) => {
        const { headlines, withoutFleet } = monteCarlo(scenario, {}, { draws: 200, seed });
        for (const { p5, p50, p95, p95Error } of headlines) {
          expect(p5).toBeLessThanOrEqual(p50);
          expect(p50).toBeLessThanOrEqual(p95);
          expect(p95Error).toBeGreaterThanOrEqual(0);
        }
        expect(withoutFleet.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 10 },
    );
  });

  it('give about the range that moving one input at a time does, where nothing breaks', () => {
    const drawn = monteCarlo(physical, {}, { draws: 2000, seed: 1 });
    for (const { id, halfWidth } of sensitivity(physical).headlines) {
      const { p5, p95 } = bandOf(drawn, id);
      const ratio = Math.log(p95 / p5) / 2 / halfWidth;
      expect(ratio, id).toBeGreaterThan(0.7);
      expect(ratio, id).toBeLessThan(1.4);
    }
  });

  it('say how often an SLO leaves no fleet', () => {
    const tight = { ...physical, slo: { ...physical.slo, tpotP99Ms: 49 } };
    const { withoutFleet, headlines } = monteCarlo(tight, {}, { draws: 200, seed: 1 });
    expect(withoutFleet).toContainEqual(expect.objectContaining({ constraint: 'slo.tpotP99Ms' }));
    expect(headlines.length).toBeGreaterThan(3);
  });

  it('fill replicates and fleets', () => {
    expect([1, 200, 201, 1000].map(wholeDraws)).toEqual([40, 200, 240, 1000]);
  });
});
