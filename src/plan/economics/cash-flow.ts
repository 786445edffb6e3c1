import { entryAt } from '../../base/checked.ts';

/**
 * Money that is paid over a term of years: at its start, at the end of each year, and what is left at the end of it. A term
 * need not be of whole years: the last payment is then that of a part of a year, at the end of the term.
 */

/** Something bought. */
export interface Purchase {
  readonly usd: number;
  readonly lifeYears: number;
  /** Share of the price that it is worth when its life ends; in between, what it is worth falls in a straight line. */
  readonly residualShare: number;
}

export interface Owned {
  readonly purchases: readonly Purchase[];
  /** Electricity, room, maintenance, staff. */
  readonly runningUsdPerYear: number;
}

export interface Rented {
  /** In the first year. */
  readonly usdPerYear: number;
  readonly fallPerYear: number;
}

export interface Terms {
  readonly years: number;
  readonly discountRate: number;
  readonly taxRate: number;
}

export interface CashFlow {
  /** Paid at the start. */
  readonly atStartUsd: number;
  /** Paid by the end of each year, replacements included. */
  readonly byYearUsd: readonly number[];
  /** What is left at the end, to be sold. */
  readonly leftUsd: number;
  /** Paid in all, less what is left; no interest, no tax. */
  readonly totalUsd: number;
  /** The same at the start’s value of money, after tax. */
  readonly presentUsd: number;
}

/** End of each payment in years, and the part of a year that it is for. */
const payments = (years: number): { readonly at: number; readonly part: number }[] =>
  Array.from({ length: Math.ceil(years - 1e-9) }, (_, year) => {
    const at = Math.min(years, year + 1);
    return { at, part: at - year };
  });

const discounted = (usd: number, rate: number, years: number): number => usd / (1 + rate) ** years;

/** Starts of its lives within the term. */
const boughtAt = ({ lifeYears }: Purchase, years: number): number[] => {
  const lives = Math.max(1, Math.ceil(years / lifeYears - 1e-9));
  return Array.from({ length: lives }, (_, life) => life * lifeYears);
};

/** What a purchase is worth when the term ends. */
const leftOf = (purchase: Purchase, years: number): number => {
  const { usd, lifeYears, residualShare } = purchase;
  const age = years - (boughtAt(purchase, years).at(-1) ?? 0);
  return usd * (1 - ((1 - residualShare) * age) / lifeYears);
};

/**
 * Owning over a term. What reaches the end of its life within the term is sold for its residual value and bought again at the
 * same price. Tax: running costs are deducted in the year they fall in, prices less their residual value in equal parts over
 * the life; range: there is always profit enough to deduct them from.
 */
export const ownedFlow = ({ purchases, runningUsdPerYear }: Owned, terms: Terms): CashFlow => {
  const { years, discountRate, taxRate } = terms;
  let [atStartUsd, leftUsd, replacedUsd, presentUsd] = [0, 0, 0, 0];
  const ends = payments(years);
  const byYearUsd = ends.map(({ part }) => runningUsdPerYear * part);
  for (const purchase of purchases) {
    const { usd, lifeYears, residualShare } = purchase;
    const left = leftOf(purchase, years);
    leftUsd += left;
    presentUsd -= discounted(left, discountRate, years);
    for (const at of boughtAt(purchase, years)) {
      if (at === 0) atStartUsd += usd;
      else {
        const again = usd * (1 - residualShare);
        replacedUsd += again;
        const year = Math.ceil(at - 1e-9) - 1;
        byYearUsd[year] = entryAt(byYearUsd, year) + again;
        presentUsd += discounted(again, discountRate, at);
      }
    }
    if (taxRate > 0) {
      const writtenOff = (usd * (1 - residualShare)) / lifeYears;
      for (const { at, part } of ends) presentUsd -= discounted(taxRate * writtenOff * part, discountRate, at);
    }
  }
  presentUsd += atStartUsd;
  for (const { at, part } of ends) {
    presentUsd += discounted((1 - taxRate) * runningUsdPerYear * part, discountRate, at);
  }
  const totalUsd = atStartUsd + replacedUsd + runningUsdPerYear * years - leftUsd;
  return { atStartUsd, byYearUsd, leftUsd, totalUsd, presentUsd };
};

/** Renting over a term: the price falls from one year to the next. */
export const rentedFlow = ({ usdPerYear, fallPerYear }: Rented, { years, discountRate, taxRate }: Terms): CashFlow => {
  const ends = payments(years);
  const byYearUsd = ends.map(({ part }, year) => usdPerYear * (1 - fallPerYear) ** year * part);
  let [totalUsd, presentUsd] = [0, 0];
  for (const [year, usd] of byYearUsd.entries()) {
    totalUsd += usd;
    presentUsd += discounted((1 - taxRate) * usd, discountRate, entryAt(ends, year).at);
  }
  return { atStartUsd: 0, byYearUsd, leftUsd: 0, totalUsd, presentUsd };
};

/**
 * Years until what renting would have cost has paid for what was bought, no interest; within a year payments run evenly. Null
 * where that is not within the term.
 */
export const paybackYears = (owned: CashFlow, rented: CashFlow, years: number): number | null => {
  let open = owned.atStartUsd;
  if (open <= 0) return 0;
  for (const [year, { at, part }] of payments(years).entries()) {
    const saved = entryAt(rented.byYearUsd, year) - entryAt(owned.byYearUsd, year);
    if (saved > 0 && saved >= open) return at - part + (open / saved) * part;
    open -= saved;
  }
  return null;
};
