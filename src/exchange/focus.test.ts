import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioDefaults } from '../catalog/presets.ts';
import { billOf, committedCharges, monthsFrom, type Charge, type CommittedUse } from '../plan/economics/bill.ts';
import { ownOrRent, WAYS, type Deal, type WayId } from '../plan/economics/own-or-rent.ts';
import { billTotals, focusCsv, focusProblems, focusRows, FOCUS_VERSIONS, parseFocus, type FocusBill } from './focus.ts';
import { applySettings } from './scenario.ts';

const HEAD = { account: 'Chat service', region: { id: 'us-va', name: 'Virginia' } };

const dealOf = (...settings: string[]): Deal => {
  const changed = applySettings(scenarioDefaults.physical, settings);
  const compared = changed.ok ? ownOrRent(changed.value) : null;
  if (compared?.ok !== true) throw new Error('no fleet');
  return compared.value.deal;
};
const deal = dealOf('economics.usdPerGpuHour=2', 'economics.spotUsdPerGpuHour=1', 'economics.utilisation=0.75');

const sum = (charges: readonly Charge[], key: 'billedUsd' | 'effectiveUsd'): number =>
  charges.reduce((total, charge) => total + charge[key], 0);
const read = (text: string): FocusBill => {
  const bill = parseFocus(text);
  if (!bill.ok) throw new Error(bill.error.map(({ message }) => message).join('\n'));
  return bill.value;
};
const bill = (way: WayId, months = 48): readonly Charge[] =>
  billOf({ deal, way, year: 2027, month: 1, months, kwhPerDay: 24_000 });

/** A dollar per hour for a year, as the specification's examples have it; so many hours in use for each that is paid for. */
const commitment = (upfrontShare: number, used: number): CommittedUse => ({
  id: 'c-1',
  name: 'Commitment',
  usdPerHour: 1,
  usdPerHourBeyond: 1,
  upfrontShare,
  months: monthsFrom(2027, 1, 12).map((month) => ({
    ...month,
    committedHours: 24 * month.days,
    usedHours: 24 * month.days * used,
  })),
});

describe('a commitment to a dollar per hour for a year', () => {
  it.each([
    ['all at the start', 1, [8760]],
    ['half at the start', 0.5, [4380]],
    ['month by month', 0, []],
  ] as const)('paid %s is billed at 8,760 dollars, which take effect over the year', (_, share, atStart) => {
    const charges = committedCharges(commitment(share, 1));
    const purchases = charges.filter(({ category }) => category === 'Purchase');
    expect(purchases.filter(({ frequency }) => frequency === 'One-Time').map(({ billedUsd }) => billedUsd)).toEqual(
      atStart,
    );
    expect(sum(charges, 'billedUsd')).toBeCloseTo(8760, 9);
    expect(sum(charges, 'effectiveUsd')).toBeCloseTo(8760, 9);
    expect(sum(purchases, 'effectiveUsd')).toBe(0);
    expect(focusProblems({ version: '1.2', rows: focusRows(charges, HEAD) })).toEqual([]);
  });

  it('of which half is paid at the start has twelve payments of 365 dollars on average, not of 182.50', () => {
    const recurring = committedCharges(commitment(0.5, 1)).filter(({ frequency }) => frequency === 'Recurring');
    expect(recurring).toHaveLength(12);
    expect(sum(recurring, 'billedUsd') / 12).toBeCloseTo(365, 9);
  });

  it.each([
    ['used in full', 1, { Used: 1, Unused: 0 }, 0],
    ['not used', 0, { Used: 0, Unused: 1 }, 0],
    ['used to three quarters', 0.75, { Used: 0.75, Unused: 0.25 }, 0],
    ['used half as much again', 1.5, { Used: 1, Unused: 0 }, 0.5],
  ] as const)('%s shows per hour what was used, what was not, and what was beyond', (_, used, shares, beyond) => {
    const charges = committedCharges(commitment(1, used));
    const hours = (of: (charge: Charge) => boolean): number =>
      charges.filter(of).reduce((total, { pricing }) => total + (pricing?.quantity ?? 0), 0) / 8760;
    for (const status of ['Used', 'Unused'] as const) {
      expect(hours(({ commitment: drawn }) => drawn?.status === status)).toBeCloseTo(shares[status], 12);
    }
    expect(hours(({ category, commitment: drawn }) => category === 'Usage' && drawn === null)).toBeCloseTo(beyond, 12);
    expect(sum(charges, 'effectiveUsd') / 8760).toBeCloseTo(1 + beyond, 12);
    // No hour that nobody used was consumed.
    const rows = focusRows(charges, HEAD);
    expect(
      rows.filter((row) => row.CommitmentDiscountStatus === 'Unused').every((row) => row.ConsumedQuantity === null),
    ).toBe(true);
  });
});

describe('a plan as a bill', () => {
  it.each(WAYS.flatMap((way) => FOCUS_VERSIONS.map((version) => [way, version] as const)))(
    '%s, FOCUS %s: breaks no rule of the specification, written and read back',
    (way, version) => {
      const rows = focusRows(bill(way), HEAD);
      const back = read(focusCsv(rows, version));
      expect(back.version).toBe(version);
      expect(back.rows).toEqual(rows);
      expect(focusProblems(back)).toEqual([]);
      expect(rows.every((row) => row.BillingPeriodEnd! > row.BillingPeriodStart!)).toBe(true);
    },
  );

  it('of what is bought takes effect, over its life, of what it was billed at', () => {
    fc.assert(
      fc.property(fc.constantFrom<WayId>(...WAYS), fc.integer({ min: 1, max: 150 }), (way, months) => {
        expect(focusProblems({ version: '1.4', rows: focusRows(bill(way, months), HEAD) })).toEqual([]);
      }),
      { numRuns: 15 },
    );
    const servers = bill('own').filter(({ resource }) => resource === 'Servers and equipment');
    expect(sum(servers, 'billedUsd')).toBeCloseTo(deal.owned.own.serversUsd, 3);
    expect(sum(servers, 'effectiveUsd')).toBeCloseTo(deal.owned.own.serversUsd, 3);
  });

  it('on demand is that of the comparison, in years of 365 days', () => {
    const hours = deal.gpus * 8760 * 0.75;
    expect(sum(bill('on-demand', 12), 'billedUsd')).toBeCloseTo(hours * 2, 3);
    expect(sum(bill('spot', 12), 'billedUsd')).toBeCloseTo(hours / 0.9, 3);
    expect(sum(bill('own', 12), 'billedUsd')).toBeCloseTo(
      deal.owned.own.serversUsd +
        deal.owned.own.facility.usd +
        deal.owned.own.electricityUsdPerYear +
        deal.owned.own.maintenanceUsdPerYear +
        deal.owned.own.staffUsdPerYear,
      2,
    );
  });
});

describe('a bill that is read', () => {
  const text = focusCsv(focusRows(bill('reserved', 2), HEAD), '1.2');

  it('is added up by service, whatever columns a provider adds', () => {
    const more = text
      .trim()
      .split('\n')
      .map((line, index) => `${index === 0 ? 'x_Discount' : '0.5'},${line}`)
      .join('\n');
    const { services, all } = billTotals(read(more));
    expect(services.map(({ name }) => name)).toEqual(['Accelerators']);
    expect(all.billedUsd).toBeCloseTo(all.effectiveUsd, 3);
  });

  it('whose commitment does not add up, or which breaks a rule of a row, is told so', () => {
    const rows = focusRows(bill('reserved', 2), HEAD);
    const off = rows.map((row, index) => (index === 1 ? { ...row, EffectiveCost: 1 } : row));
    expect(focusProblems({ version: '1.2', rows: off })[0]).toMatch(
      /^reservation-1: over its term EffectiveCost adds up to /,
    );
    const broken = focusProblems({
      version: '1.2',
      rows: [
        { ...rows[0]!, ChargeFrequency: 'Usage-Based', EffectiveCost: 5 },
        { ...rows[1]!, CommitmentDiscountStatus: null, ChargeCategory: 'Tip' },
        { ...rows[2]!, ConsumedQuantity: 3, ListCost: 1 },
      ],
    });
    expect(broken).toEqual(
      expect.arrayContaining([
        'Row 1: ChargeFrequency of a Purchase must not be Usage-Based.',
        'Row 1: EffectiveCost of a purchase that covers later usage must be 0.',
        'Row 2: ChargeCategory is Tip; it must be one of Usage, Purchase, Tax, Credit, Adjustment.',
        'Row 3: ConsumedQuantity must be empty where nothing is consumed.',
        'Row 3: ListCost must be ListUnitPrice × PricingQuantity.',
      ]),
    );
  });

  it('is refused with the line and the column, or the columns that it lacks', () => {
    const wrong = parseFocus(text.replace(/\n[\d.]+,/, '\n1\u202f000,'));
    expect(wrong.ok ? [] : wrong.error.map(({ path }) => path)).toEqual(['line 2.BilledCost']);
    const none = parseFocus('a,b\n1,2\n');
    expect(none.ok ? '' : none.error[0]?.message).toMatch(/^The first line lacks BilledCost, EffectiveCost, /);
  });
});
