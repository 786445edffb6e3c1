import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import { applySettings } from '../../exchange/scenario.ts';
import type { Scenario } from '../../records/scenario.ts';
import { ownedFlow, paybackYears, rentedFlow, type Terms } from './cash-flow.ts';
import { decide } from './decide.ts';
import { compareWays, ownOrRent, type Comparison, type Deal, type OwnedParts } from './own-or-rent.ts';
import { verdictOf } from './verdict.ts';

/** 64 accelerators against a cloud, as legitlads.com reckons: capital, energy and operation over four years, a rent of two dollars. */
const parts: OwnedParts = {
  serversUsd: 64 * 30_000,
  serverYears: 4,
  residualShare: 0,
  network: { usd: 0, years: 4 },
  facility: { usd: 0, years: 4 },
  electricityUsdPerYear: 728_681 / 4,
  maintenanceUsdPerYear: 0,
  maintenanceOfServers: 1,
  staffUsdPerYear: 0,
  colocationUsdPerYear: 0,
};
const legitlads: Deal = {
  gpus: 64,
  terms: { years: 4, discountRate: 0.1, taxRate: 0 },
  owned: { own: parts, colocation: { ...parts, colocationUsdPerYear: 100_000 } },
  rents: { 'on-demand': { usdPerGpuHour: 2, source: 'print', tier: 'published' }, reserved: null, spot: null },
  fallPerYear: 0,
  utilisation: 0.7,
  spotLostShare: 0.1,
};

const at = (base: Scenario, ...settings: string[]): Comparison => {
  const changed = applySettings(base, settings);
  if (!changed.ok) throw new Error(changed.error.map(({ message }) => message).join('\n'));
  const compared = ownOrRent(changed.value);
  if (!compared.ok) throw new Error(compared.error.message);
  return compared.value;
};
const { article, physical } = scenarioDefaults;
const totalOf = ({ ways }: Comparison, way: string): number => ways.find(({ id }) => id === way)?.flow.totalUsd ?? NaN;

describe('64 accelerators against a cloud, as printed', () => {
  const compared = compareWays(legitlads, 'own', null);

  it('cost, break-even, payback and net present value to the printed digit', () => {
    expect(totalOf(compared, 'on-demand')).toBeCloseTo(3_139_584, 6);
    expect(totalOf(compared, 'own')).toBeCloseTo(2_648_681, 6);
    expect(totalOf(compared, 'on-demand') - totalOf(compared, 'own')).toBeCloseTo(490_903, 6);
    expect(compared.breakEvenUtilisation).toBeCloseTo(0.5905, 4);
    expect(compared.paybackYears).toBeCloseTo(3.19, 2);
    expect(compared.npvUsd).toBeCloseTo(-9440, 0);
    expect(490_903 / (64 * 30_000)).toBeCloseTo(0.256, 3);
  });

  it('says that “buy” and a negative net present value contradict each other', () => {
    const { headline, remarks } = verdictOf(compared, decide(compared, 512));
    expect(headline).toMatch(/^Renting on demand is \$9,440 cheaper than owning over 4 years/);
    expect(remarks[0]).toBe(
      'Contradiction: in plain sums owning is $491,000 cheaper than renting on demand and pays back in 3.19 years of 4, yet its net present value at 10 % is −$9,440. A verdict “buy” on the sums alone counts no cost of capital.',
    );
    expect(remarks[1]).toContain(
      'from 70 % of all hours on at the cost of capital (in plain sums from 59 % of all hours on)',
    );
    expect(remarks.join(' ')).toContain('That is open');
  });
});

describe('cash flows', () => {
  const terms: Terms = { years: 5, discountRate: 0.08, taxRate: 0 };

  it('without interest and tax are worth what is paid, whatever the term', () => {
    fc.assert(
      fc.property(
        fc.record({
          usd: fc.double({ min: 1, max: 1e9, noNaN: true }),
          lifeYears: fc.double({ min: 1, max: 20, noNaN: true }),
          residualShare: fc.double({ min: 0, max: 0.8, noNaN: true }),
          running: fc.double({ min: 0, max: 1e9, noNaN: true }),
          years: fc.double({ min: 0.5, max: 30, noNaN: true }),
        }),
        ({ usd, lifeYears, residualShare, running, years }) => {
          const flow = ownedFlow(
            { purchases: [{ usd, lifeYears, residualShare }], runningUsdPerYear: running },
            { years, discountRate: 0, taxRate: 0 },
          );
          expect(flow.presentUsd / flow.totalUsd).toBeCloseTo(1, 9);
          // What a purchase loses in value over the term, at the same price as it is bought again.
          const lost = (usd * (1 - residualShare) * years) / lifeYears;
          expect(flow.totalUsd / (lost + running * years)).toBeCloseTo(1, 9);
          const paid = flow.byYearUsd.reduce((sum, paidUsd) => sum + paidUsd, flow.atStartUsd);
          expect((paid - flow.leftUsd) / flow.totalUsd).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('of a rent that falls add up to a geometric series', () => {
    const flow = rentedFlow({ usdPerYear: 1000, fallPerYear: 0.2 }, terms);
    expect(flow.totalUsd).toBeCloseTo((1000 * (1 - 0.8 ** 5)) / 0.2, 9);
    const ratio = 0.8 / 1.08;
    expect(flow.presentUsd).toBeCloseTo(((1000 / 1.08) * (1 - ratio ** 5)) / (1 - ratio), 9);
  });

  it('after tax are those before it, less the tax, where everything is deducted at once', () => {
    const taxed = rentedFlow({ usdPerYear: 1000, fallPerYear: 0 }, { ...terms, taxRate: 0.25 });
    expect(taxed.presentUsd).toBeCloseTo(0.75 * rentedFlow({ usdPerYear: 1000, fallPerYear: 0 }, terms).presentUsd, 9);
    const owned = { purchases: [{ usd: 5000, lifeYears: 5, residualShare: 0 }], runningUsdPerYear: 0 };
    const annuity = (1 - 1.08 ** -5) / 0.08;
    expect(ownedFlow(owned, { ...terms, taxRate: 0.25 }).presentUsd).toBeCloseTo(5000 - 0.25 * 1000 * annuity, 9);
  });

  it('pay back within a year by the part of it, and not at all where nothing is saved', () => {
    const owned = ownedFlow(
      { purchases: [{ usd: 1500, lifeYears: 5, residualShare: 0 }], runningUsdPerYear: 0 },
      terms,
    );
    expect(paybackYears(owned, rentedFlow({ usdPerYear: 1000, fallPerYear: 0 }, terms), 5)).toBe(1.5);
    expect(paybackYears(owned, rentedFlow({ usdPerYear: 100, fallPerYear: 0 }, terms), 5)).toBeNull();
  });
});

describe('own or rent', () => {
  it('holds the fleet of the plan against the rent that the scenario names, hour by hour', () => {
    const compared = at(physical, 'economics.usdPerGpuHour=2', 'economics.utilisation=0.7', 'economics.years=4');
    const { gpus } = compared.deal;
    expect(totalOf(compared, 'on-demand')).toBeCloseTo(gpus * 8760 * 4 * 0.7 * 2, 3);
    expect(compared.breakEvenUtilisation).toBeCloseTo(totalOf(compared, 'own') / (gpus * 8760 * 4 * 2), 9);
    expect(compared.neededShare).toBeGreaterThan(0.3);
    expect(compared.neededShare).toBeLessThan(0.7);
  });

  it('owning is as dear as renting at the break-even, and dearer below it', () => {
    for (const base of [article, physical]) {
      const { breakEvenUtilisationDiscounted: edge } = at(base, 'economics.usdPerGpuHour=3');
      const npvAt = (share: number): number =>
        at(base, 'economics.usdPerGpuHour=3', `economics.utilisation=${String(share)}`).npvUsd ?? NaN;
      const scale = npvAt(1);
      expect(npvAt(edge ?? NaN) / scale).toBeCloseTo(0, 9);
      expect(npvAt((edge ?? NaN) * 0.9)).toBeLessThan(0);
    }
  });

  it('has published rents where the scenario names none, and says where nobody published one', () => {
    const h100 = at(physical, 'hardware.server=dgx-h100', 'model=llama-3-70b', 'facility.rackKw=45');
    expect(h100.deal.rents.reserved).toMatchObject({ usdPerGpuHour: 1.3, tier: 'published' });
    const b200 = at(physical, 'hardware.server=dgx-b200', 'model=llama-3-70b', 'facility.rackKw=45');
    expect(b200.rented).toBe('reserved');
    const none = { ...legitlads, rents: { 'on-demand': null, reserved: null, spot: null } };
    const alone = compareWays(none, 'own', null);
    expect(alone).toMatchObject({ npvUsd: null, breakEvenUtilisation: null, paybackYears: null });
    expect(verdictOf(alone, decide(alone, 256)).headline).toContain('no rent to hold owning against');
  });

  it('falls with falling rents, and rises with what spot loses', () => {
    const falling = at(physical, 'economics.usdPerGpuHour=3', 'economics.rentFallPerYear=0.3');
    expect(falling.npvUsd).toBeLessThan(at(physical, 'economics.usdPerGpuHour=3').npvUsd ?? NaN);
    const spot = at(physical, 'economics.spotUsdPerGpuHour=1', 'economics.spotLostShare=0.2');
    expect(totalOf(spot, 'spot')).toBeCloseTo((spot.deal.gpus * 8760 * 4) / 0.8, 3);
  });

  it('refuses a fleet whose price nobody knows', () => {
    const changed = applySettings(physical, ['hardware.server=dgx-h200', 'model=llama-3-70b']);
    const compared = changed.ok ? ownOrRent(changed.value) : null;
    expect(compared?.ok === false && compared.error.message).toContain('What the fleet costs is not known');
  });
});

describe('the decision', () => {
  const decided = decide(at(physical, 'economics.usdPerGpuHour=1.5', 'economics.reservedUsdPerGpuHour=1.4'), 2048);

  it('shares its draws out among the ways, and regrets least what is best on average', () => {
    const total = decided.ways.reduce((sum, { probabilityCheapest }) => sum + probabilityCheapest, 0);
    expect(total).toBeCloseTo(1, 12);
    const best = decided.ways.find(({ id }) => id === decided.best);
    expect(best?.regretUsd).toBe(decided.evpiUsd);
    for (const { regretUsd } of decided.ways) expect(regretUsd).toBeGreaterThanOrEqual(decided.evpiUsd);
    expect(decided.npvUsd?.p5).toBeLessThan(decided.npvUsd?.p50 ?? NaN);
    expect(decided.npvUsd?.p50).toBeLessThan(decided.npvUsd?.p95 ?? NaN);
  });

  it('prices what is worth knowing, most first, and no input above all of them', () => {
    const worth = decided.inputs.map(({ evppiUsd }) => evppiUsd);
    expect(worth).toEqual([...worth].sort((a, b) => b - a));
    expect(worth[0]).toBeGreaterThan(0);
    expect(worth[0]).toBeLessThanOrEqual(decided.evpiUsd * 1.02);
  });

  it('is the same for the same seed, and another for another', () => {
    const compared = compareWays(legitlads, 'own', null);
    expect(decide(compared, 300, 5)).toEqual(decide(compared, 300, 5));
    expect(decide(compared, 300, 6).evpiUsd).not.toBe(decide(compared, 300, 5).evpiUsd);
  });

  it('turns where two ways cost the same', () => {
    const { inputs } = decide(compareWays(legitlads, 'own', null), 256);
    const turn = inputs.find(({ of }) => of === 'utilisation')?.turn;
    expect(turn?.to).toBe('own');
    expect(turn?.at).toBeCloseTo(compareWays(legitlads, 'own', null).breakEvenUtilisationDiscounted ?? NaN, 9);
  });
});
