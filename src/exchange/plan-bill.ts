import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { findRegion } from '../catalog/regions.ts';
import { billOf } from '../plan/economics/bill.ts';
import type { Comparison, WayId } from '../plan/economics/own-or-rent.ts';
import type { Scenario } from '../records/scenario.ts';
import { billTotals, focusCsv, focusRows, type BillHead, type BillTotal, type FocusVersion } from './focus.ts';
import { showText } from './show.ts';

/** The first month of a bill, where nobody names another. */
export const DEFAULT_START = '2027-01';
const START = /^(\d{4})-(0[1-9]|1[0-2])$/;

interface StartMonth {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
}

/** @param path what the field is called where it is read */
export const parseStart = (text: string, path: string): Result<StartMonth, Problem> => {
  const [, year, month] = START.exec(text) ?? [];
  return year === undefined || month === undefined
    ? err(problem('start', `${path} is ${showText(text)}; it must be a month such as ${DEFAULT_START}.`))
    : ok({ year: Number(year), month: Number(month) });
};

const headOf = ({ name, economics }: Scenario): BillHead => {
  const region = economics.region === null ? null : findRegion(economics.region);
  return {
    account: name === '' ? 'Untitled' : name,
    region: region === null ? null : { id: region.id, name: region.name },
  };
};

/** Months that a bill has unless said: the term of the comparison. */
export const monthsOfTerm = ({ economics }: Scenario): number => Math.ceil(12 * economics.years);

export interface BillTerms {
  readonly way: WayId;
  readonly start: StartMonth;
  readonly months: number;
  readonly version: FocusVersion;
}

export interface PlanBill {
  readonly csv: string;
  readonly rows: number;
  readonly total: BillTotal;
}

/**
 * A way to have the fleet of a scenario, as the monthly rows of a FOCUS bill; null where nobody named the price of that way.
 *
 * @param kwhPerDay of the plan, null where it is not known
 */
export const planBill = (
  scenario: Scenario,
  { deal }: Pick<Comparison, 'deal'>,
  kwhPerDay: number | null,
  { way, start, months, version }: BillTerms,
): PlanBill | null => {
  const charges = billOf({ deal, way, ...start, months, kwhPerDay });
  if (charges.length === 0) return null;
  const rows = focusRows(charges, headOf(scenario));
  return { csv: focusCsv(rows, version), rows: rows.length, total: billTotals({ rows }).all };
};
