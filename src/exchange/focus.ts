import Papa from 'papaparse';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { Charge } from '../plan/economics/bill.ts';
import { csv, type CsvCell } from './csv.ts';
import { decimal } from './decimal.ts';
import { capProblems, MAX_ARRAY_LENGTH, refuseSize } from './limits.ts';
import { showText } from './show.ts';

/** Bills in the columns of FOCUS, the FinOps Open Cost and Usage Specification (https://focus.finops.org). */
export const FOCUS_VERSIONS = ['1.4', '1.2'] as const;
export type FocusVersion = (typeof FOCUS_VERSIONS)[number];

/** Who a charge is from: provider and publisher until 1.2, service provider and host since 1.3. */
const PARTIES: Readonly<Record<FocusVersion, readonly string[]>> = {
  '1.4': ['ServiceProviderName', 'HostProviderName', 'InvoiceIssuerName'],
  '1.2': ['ProviderName', 'PublisherName', 'InvoiceIssuerName'],
};

/** Columns that both versions have, in the order in which they are written. */
const COLUMNS = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodStart',
  'BillingPeriodEnd',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ChargePeriodStart',
  'ChargePeriodEnd',
  'CommitmentDiscountCategory',
  'CommitmentDiscountId',
  'CommitmentDiscountName',
  'CommitmentDiscountQuantity',
  'CommitmentDiscountStatus',
  'CommitmentDiscountType',
  'CommitmentDiscountUnit',
  'ConsumedQuantity',
  'ConsumedUnit',
  'ContractedCost',
  'ContractedUnitPrice',
  'EffectiveCost',
  'ListCost',
  'ListUnitPrice',
  'PricingCategory',
  'PricingQuantity',
  'PricingUnit',
  'RegionId',
  'RegionName',
  'ResourceId',
  'ResourceName',
  'ResourceType',
  'ServiceCategory',
  'ServiceName',
  'ServiceSubcategory',
  'SkuId',
  'SkuPriceId',
  'Tags',
] as const;
type Column = (typeof COLUMNS)[number];
export type FocusRow = Readonly<Partial<Record<string, CsvCell>>> & Readonly<Record<Column, CsvCell>>;

const slug = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/** What a purchase that is no commitment to a provider is known by, for adding up what took effect of it. */
const PURCHASE_TAG = 'roofrack/purchase';
const MONTHS_TAG = 'roofrack/months';

export interface BillHead {
  readonly account: string;
  readonly region: { readonly id: string; readonly name: string } | null;
}

const rowOf = (charge: Charge, { account, region }: BillHead): FocusRow => {
  const { pricing, commitment, service, category, billedUsd, effectiveUsd } = charge;
  const reserved = commitment?.type === 'Reserved capacity' ? commitment : null;
  const asset = commitment?.type === 'Asset' ? commitment : null;
  // What is priced costs price × quantity; anything else what it was billed at, or what took effect of it.
  const cost = pricing === null ? Math.max(billedUsd, effectiveUsd) : pricing.usdPerUnit * pricing.quantity;
  const consumed = category === 'Usage' && pricing !== null && pricing.consumed > 0 ? pricing.consumed : null;
  const tags = asset === null ? {} : { [PURCHASE_TAG]: asset.id, [MONTHS_TAG]: String(asset.months) };
  return {
    BilledCost: billedUsd,
    BillingAccountId: slug(account),
    BillingAccountName: account,
    BillingCurrency: 'USD',
    BillingPeriodStart: charge.start,
    BillingPeriodEnd: charge.end,
    ChargeCategory: category,
    ChargeClass: null,
    ChargeDescription: charge.description,
    ChargeFrequency: charge.frequency,
    ChargePeriodStart: charge.start,
    ChargePeriodEnd: charge.end,
    CommitmentDiscountCategory: reserved === null ? null : 'Usage',
    CommitmentDiscountId: reserved?.id ?? null,
    CommitmentDiscountName: reserved?.name ?? null,
    CommitmentDiscountQuantity: reserved?.quantity ?? null,
    CommitmentDiscountStatus: reserved?.status ?? null,
    CommitmentDiscountType: reserved?.type ?? null,
    CommitmentDiscountUnit: reserved?.unit ?? null,
    ConsumedQuantity: consumed,
    ConsumedUnit: consumed === null ? null : (pricing?.unit ?? null),
    ContractedCost: cost,
    ContractedUnitPrice: pricing?.usdPerUnit ?? null,
    EffectiveCost: effectiveUsd,
    ListCost: cost,
    ListUnitPrice: pricing?.usdPerUnit ?? null,
    PricingCategory: pricing?.category ?? null,
    PricingQuantity: pricing?.quantity ?? 1,
    PricingUnit: pricing?.unit ?? 'Months',
    RegionId: region?.id ?? null,
    RegionName: region?.name ?? null,
    ResourceId: slug(charge.resource),
    ResourceName: charge.resource,
    ResourceType: service.name,
    ServiceCategory: service.category,
    ServiceName: service.name,
    ServiceSubcategory: `Other (${service.category})`,
    SkuId: slug(service.name),
    SkuPriceId: slug(`${service.name} ${charge.resource}`),
    Tags: JSON.stringify(tags),
  };
};

/** Who charges: a plan names nobody. */
const PARTY = 'Roofrack plan';

export const focusRows = (charges: readonly Charge[], head: BillHead): readonly FocusRow[] =>
  charges.map((charge) => rowOf(charge, head));

/** A bill as FOCUS has it: dates in UTC, a point as the decimal mark, nothing for null. */
export const focusCsv = (rows: readonly FocusRow[], version: FocusVersion): string =>
  csv(
    [...COLUMNS, ...PARTIES[version]],
    rows.map((row) => [...COLUMNS.map((column) => row[column]), ...PARTIES[version].map(() => PARTY)]),
  );

export interface FocusBill {
  readonly version: FocusVersion;
  readonly rows: readonly FocusRow[];
}

const NUMBERS: readonly Column[] = [
  'BilledCost',
  'CommitmentDiscountQuantity',
  'ConsumedQuantity',
  'ContractedCost',
  'ContractedUnitPrice',
  'EffectiveCost',
  'ListCost',
  'ListUnitPrice',
  'PricingQuantity',
];

/** Columns without which a bill cannot be added up. */
const NEEDED: readonly Column[] = [
  'BilledCost',
  'EffectiveCost',
  'BillingCurrency',
  'BillingPeriodStart',
  'BillingPeriodEnd',
  'ChargeCategory',
  'ChargePeriodStart',
  'ChargePeriodEnd',
  'ServiceName',
];

/** A bill of any provider, as CSV; columns that are not known here are left aside, those that are missing are empty. */
export const parseFocus = (text: string): Result<FocusBill, Problem[]> => {
  const tooLarge = refuseSize(text.length);
  if (tooLarge !== null) return err([tooLarge]);
  const { data } = Papa.parse<string[]>(text.replace(/^\ufeff/, '').trim(), { skipEmptyLines: true });
  const [header = [], ...lines] = data;
  const at = new Map(header.map((name, index) => [name.trim(), index]));
  const missing = NEEDED.filter((column) => !at.has(column));
  if (missing.length > 0) {
    const message = `The first line lacks ${missing.join(', ')}: it must name the columns of a FOCUS bill. Export it as FOCUS 1.2 or later.`;
    return err([problem(missing[0] ?? '', message)]);
  }
  if (lines.length > MAX_ARRAY_LENGTH) {
    const message = `The bill has ${String(lines.length)} rows; at most ${String(MAX_ARRAY_LENGTH)} are read. Split it by month.`;
    return err([problem('', message)]);
  }
  const problems: Problem[] = [];
  const rows = lines.map((line, index): FocusRow => {
    const cell = (column: Column): CsvCell => {
      const written = line[at.get(column) ?? -1] ?? '';
      if (written === '') return null;
      if (!NUMBERS.includes(column)) return written;
      const number = decimal(written);
      if (Number.isFinite(number)) return number;
      const where = `line ${String(index + 2)}`;
      problems.push(
        problem(
          `${where}.${column}`,
          `${where}: ${column} is ${showText(written)}; it must be a number with a point. Correct the row.`,
        ),
      );
      return null;
    };
    return Object.fromEntries(COLUMNS.map((column) => [column, cell(column)])) as unknown as FocusRow;
  });
  if (problems.length > 0) return err(capProblems(problems));
  return ok({ version: at.has('ServiceProviderName') ? '1.4' : '1.2', rows });
};

const numberOf = (cell: CsvCell): number => (typeof cell === 'number' ? cell : 0);
const sumOf = (rows: readonly FocusRow[], column: 'BilledCost' | 'EffectiveCost'): number =>
  rows.reduce((sum, row) => sum + numberOf(row[column]), 0);

/** Rounding of a provider's cents, over a whole bill. */
const CLOSE = 1e-9;
const differ = (a: number, b: number): boolean => Math.abs(a - b) > CLOSE * Math.max(1, Math.abs(a), Math.abs(b));

type Rule = (row: FocusRow) => string | null;
const oneOf = (column: Column, allowed: readonly string[], ...more: readonly null[]): Rule => {
  const values: readonly CsvCell[] = [...allowed, ...more];
  return (row) =>
    values.includes(row[column])
      ? null
      : `${column} is ${showText(String(row[column]))}; it must be one of ${allowed.join(', ')}`;
};

/** Rules that every row obeys in each version, in the words of the columns. */
const ROW_RULES: readonly Rule[] = [
  oneOf('ChargeCategory', ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment']),
  oneOf('ChargeFrequency', ['One-Time', 'Recurring', 'Usage-Based']),
  oneOf('CommitmentDiscountStatus', ['Used', 'Unused'], null),
  (row) =>
    row.ChargeCategory === 'Purchase' && row.ChargeFrequency === 'Usage-Based'
      ? 'ChargeFrequency of a Purchase must not be Usage-Based'
      : null,
  (row) =>
    String(row.BillingPeriodStart) < String(row.BillingPeriodEnd) &&
    String(row.ChargePeriodStart) < String(row.ChargePeriodEnd)
      ? null
      : 'a period must end after it starts',
  (row) =>
    row.CommitmentDiscountId !== null && row.ChargeCategory === 'Usage'
      ? row.CommitmentDiscountStatus === null
        ? 'CommitmentDiscountStatus must be Used or Unused where usage draws on a commitment'
        : null
      : row.CommitmentDiscountStatus === null
        ? null
        : 'CommitmentDiscountStatus must be empty where no usage draws on a commitment',
  (row) =>
    row.ConsumedQuantity !== null && (row.CommitmentDiscountStatus === 'Unused' || row.ChargeCategory !== 'Usage')
      ? 'ConsumedQuantity must be empty where nothing is consumed'
      : null,
  (row) =>
    row.ListUnitPrice !== null &&
    row.PricingQuantity !== null &&
    row.ListCost !== null &&
    differ(numberOf(row.ListUnitPrice) * numberOf(row.PricingQuantity), numberOf(row.ListCost))
      ? 'ListCost must be ListUnitPrice × PricingQuantity'
      : null,
  (row) =>
    row.ChargeCategory === 'Purchase' && row.CommitmentDiscountId !== null && numberOf(row.EffectiveCost) !== 0
      ? 'EffectiveCost of a purchase that covers later usage must be 0'
      : null,
  (row) =>
    (row.ChargeCategory === 'Tax' || row.ChargeCategory === 'Credit' || row.ChargeCategory === 'Adjustment') &&
    differ(numberOf(row.BilledCost), numberOf(row.EffectiveCost))
      ? 'EffectiveCost must be BilledCost where a charge is neither Usage nor Purchase'
      : null,
];

/** Rows by what was bought: a commitment to a provider; since 1.3 a contract may be for more, here for assets too. */
const purchaseOf = (row: FocusRow, version: FocusVersion): string | null => {
  if (typeof row.CommitmentDiscountId === 'string') return row.CommitmentDiscountId;
  if (version === '1.2' || typeof row.Tags !== 'string') return null;
  const [, id] = new RegExp(`"${PURCHASE_TAG}":"([^"]+)"`).exec(row.Tags) ?? [];
  return id ?? null;
};

/** What a bill breaks of the specification's own rules, a sentence each; rows count from 1. */
export const focusProblems = ({ rows, version }: FocusBill): readonly string[] => {
  const ofRows = rows.flatMap((row, index) =>
    ROW_RULES.flatMap((rule) => {
      const broken = rule(row);
      return broken === null ? [] : [`Row ${String(index + 1)}: ${broken}.`];
    }),
  );
  const byPurchase = Map.groupBy(rows, (row) => purchaseOf(row, version));
  const ofPurchases = [...byPurchase].flatMap(([id, charges]) => {
    if (id === null || !isWhole(charges)) return [];
    const [billed, effective] = [sumOf(charges, 'BilledCost'), sumOf(charges, 'EffectiveCost')];
    return differ(billed, effective)
      ? [
          `${id}: over its term EffectiveCost adds up to ${effective.toFixed(2)} and BilledCost to ${billed.toFixed(2)}; they must be the same.`,
        ]
      : [];
  });
  return [...ofRows, ...ofPurchases];
};

/** Whether a bill has all of a purchase: its start, and as many months as it takes effect over, where the bill says so. */
const isWhole = (charges: readonly FocusRow[]): boolean => {
  if (!charges.some(({ ChargeCategory }) => ChargeCategory === 'Purchase')) return false;
  const tags = charges.map(({ Tags }) => (typeof Tags === 'string' ? Tags : ''));
  const [, months] = new RegExp(`"${MONTHS_TAG}":"(\\d+)"`).exec(tags.join('')) ?? [];
  if (months === undefined) return true;
  const periods = new Set(
    charges
      .filter(({ ChargeCategory }) => ChargeCategory === 'Usage')
      .map(({ ChargePeriodStart }) => ChargePeriodStart),
  );
  return periods.size === Number(months);
};

export interface BillTotal {
  readonly name: string;
  readonly billedUsd: number;
  readonly effectiveUsd: number;
}

/** Sums by service, in the order of the bill, and of all of it. */
export const billTotals = ({
  rows,
}: Pick<FocusBill, 'rows'>): { readonly services: readonly BillTotal[]; readonly all: BillTotal } => {
  const total = (name: string, charges: readonly FocusRow[]): BillTotal => ({
    name,
    billedUsd: sumOf(charges, 'BilledCost'),
    effectiveUsd: sumOf(charges, 'EffectiveCost'),
  });
  const byService = Map.groupBy(rows, ({ ServiceName }) => String(ServiceName));
  return { services: [...byService].map(([name, charges]) => total(name, charges)), all: total('All', rows) };
};
