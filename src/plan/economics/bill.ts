import type { Scenario } from '../../records/scenario.ts';
import { isOwned, type Deal, type OwnedWay, type WayId } from './own-or-rent.ts';

/**
 * A plan as the charges of a bill, month by month, in the terms of FOCUS (FinOps Open Cost and Usage Specification). What is
 * bought is billed when it is bought and takes effect over its life, in equal parts; what is used is billed as it is used.
 * Over its life, what a purchase was billed at and what took effect of it are the same.
 */
export interface Charge {
  /** First day of the month, and of the next one: UTC, ISO 8601. */
  readonly start: string;
  readonly end: string;
  readonly category: 'Purchase' | 'Usage';
  readonly frequency: 'One-Time' | 'Recurring' | 'Usage-Based';
  readonly description: string;
  readonly service: Service;
  readonly resource: string;
  readonly billedUsd: number;
  readonly effectiveUsd: number;
  /** How much, of what, at which price; null for what is not priced by the unit. */
  readonly pricing: Pricing | null;
  /** What the charge draws on; null for what is paid as it is used. */
  readonly commitment: Commitment | null;
}

/** Name and FOCUS category of what is charged for. */
export interface Service {
  readonly name: string;
  readonly category: 'Compute' | 'Networking' | 'Management and Governance' | 'Other';
}

export interface Pricing {
  readonly category: 'Standard' | 'Committed' | 'Dynamic';
  readonly quantity: number;
  readonly unit: string;
  readonly usdPerUnit: number;
  /** The part that was consumed: nothing of what a commitment left unused. */
  readonly consumed: number;
}

export interface Commitment {
  readonly id: string;
  readonly name: string;
  readonly type: 'Reserved capacity' | 'Asset';
  /** Null on the purchase itself. */
  readonly status: 'Used' | 'Unused' | null;
  readonly quantity: number;
  readonly unit: string;
  /** Months from the purchase over which it takes effect. */
  readonly months: number;
}

const HOURS = 24;

interface Month {
  /** 0 for the first. */
  readonly index: number;
  readonly days: number;
  readonly start: string;
  readonly end: string;
}

/** Calendar months from the first day of `year`-`month` (1 to 12) on. */
export const monthsFrom = (year: number, month: number, count: number): readonly Month[] =>
  Array.from({ length: count }, (_, index) => {
    const [first, next] = [index, index + 1].map((offset) => Date.UTC(year, month - 1 + offset, 1)) as [number, number];
    const iso = (time: number): string => new Date(time).toISOString().replace('.000', '');
    return { index, days: (next - first) / 86_400_000, start: iso(first), end: iso(next) };
  });

const ACCELERATORS: Service = { name: 'Accelerators', category: 'Compute' };
const HOUR = 'GPU Hours';

export interface CommittedUse {
  readonly id: string;
  readonly name: string;
  readonly usdPerHour: number;
  /** Hours that are committed to, and those that are used, by month; more than committed is paid on demand. */
  readonly months: readonly (Month & { readonly committedHours: number; readonly usedHours: number })[];
  /** Paid at the start, of all of it. */
  readonly upfrontShare: number;
  readonly usdPerHourBeyond: number;
}

/**
 * A commitment to hours for a term: paid at the start, month by month, or partly each; each hour of it takes effect when it is
 * used or goes by unused, and what is used beyond it is paid by the hour.
 */
export const committedCharges = ({
  id,
  name,
  usdPerHour,
  months,
  upfrontShare,
  usdPerHourBeyond,
}: CommittedUse): Charge[] => {
  const all = months.reduce((sum, { committedHours }) => sum + committedHours, 0);
  const commitment = { id, name, type: 'Reserved capacity', unit: HOUR, months: months.length } as const;
  const common = { service: ACCELERATORS, resource: name };
  return months.flatMap((month) => {
    const { index, start, end, committedHours, usedHours } = month;
    const period = { ...common, start, end };
    const purchase = (frequency: Charge['frequency'], billedUsd: number, quantity: number): Charge[] =>
      billedUsd === 0
        ? []
        : [
            {
              ...period,
              category: 'Purchase',
              frequency,
              description: `${name}, ${frequency === 'One-Time' ? 'paid at the start' : 'paid by the month'}`,
              billedUsd,
              effectiveUsd: 0,
              pricing: { category: 'Committed', quantity, unit: HOUR, usdPerUnit: billedUsd / quantity, consumed: 0 },
              commitment: { ...commitment, status: null, quantity },
            },
          ];
    const hours = (status: 'Used' | 'Unused', quantity: number): Charge[] =>
      quantity <= 0
        ? []
        : [
            {
              ...period,
              category: 'Usage',
              frequency: 'Usage-Based',
              description: `${name}, ${status === 'Used' ? 'hours in use' : 'hours that went by unused'}`,
              billedUsd: 0,
              effectiveUsd: quantity * usdPerHour,
              pricing: {
                category: 'Committed',
                quantity,
                unit: HOUR,
                usdPerUnit: usdPerHour,
                consumed: status === 'Used' ? quantity : 0,
              },
              commitment: { ...commitment, status, quantity },
            },
          ];
    const used = Math.min(usedHours, committedHours);
    return [
      ...(index === 0 ? purchase('One-Time', upfrontShare * all * usdPerHour, all) : []),
      ...purchase('Recurring', (1 - upfrontShare) * committedHours * usdPerHour, committedHours),
      ...hours('Used', used),
      ...hours('Unused', committedHours - used),
      ...hourCharges({ start, end }, `${name}, beyond it`, usedHours - used, usdPerHourBeyond, 'Standard'),
    ];
  });
};

/** Accelerator hours that are paid as they are used. */
const hourCharges = (
  period: Pick<Charge, 'start' | 'end'>,
  description: string,
  quantity: number,
  usdPerUnit: number,
  category: Pricing['category'],
): Charge[] =>
  quantity <= 0
    ? []
    : [
        {
          ...period,
          category: 'Usage',
          frequency: 'Usage-Based',
          description,
          service: ACCELERATORS,
          resource: 'Rented accelerators',
          billedUsd: quantity * usdPerUnit,
          effectiveUsd: quantity * usdPerUnit,
          pricing: { category, quantity, unit: HOUR, usdPerUnit, consumed: quantity },
          commitment: null,
        },
      ];

/** Something bought that is billed at once and takes effect month by month over its life; bought again when that ends. */
const assetCharges = (
  months: readonly Month[],
  name: string,
  service: Service,
  usd: number,
  lifeYears: number,
): Charge[] => {
  if (usd === 0) return [];
  const life = Math.max(1, Math.round(12 * lifeYears));
  return months.flatMap(({ index, start, end }): Charge[] => {
    const generation = Math.floor(index / life);
    const commitment = {
      id: `${name.toLowerCase().replaceAll(' ', '-')}-${String(generation + 1)}`,
      name,
      type: 'Asset',
      unit: 'Months',
      months: life,
    } as const;
    const common = { start, end, service, resource: name, pricing: null };
    const purchase: Charge = {
      ...common,
      category: 'Purchase',
      frequency: 'One-Time',
      description: `${name}, bought`,
      billedUsd: usd,
      effectiveUsd: 0,
      commitment: { ...commitment, status: null, quantity: life },
    };
    const effect: Charge = {
      ...common,
      category: 'Usage',
      frequency: 'Recurring',
      description: `${name}, a month of its life`,
      billedUsd: 0,
      effectiveUsd: usd / life,
      commitment: { ...commitment, status: 'Used', quantity: 1 },
    };
    return index % life === 0 ? [purchase, effect] : [effect];
  });
};

/** Paid each month alike. */
const monthlyCharges = (months: readonly Month[], name: string, service: Service, usdPerYear: number): Charge[] =>
  usdPerYear === 0
    ? []
    : months.map(({ start, end }) => ({
        start,
        end,
        category: 'Usage',
        frequency: 'Recurring',
        description: name,
        service,
        resource: name,
        billedUsd: usdPerYear / 12,
        effectiveUsd: usdPerYear / 12,
        pricing: null,
        commitment: null,
      }));

const electricityCharges = (months: readonly Month[], usdPerYear: number, kwhPerDay: number | null): Charge[] =>
  months.map(({ start, end, days }) => {
    const billedUsd = (usdPerYear * days) / 365;
    const quantity = kwhPerDay === null ? null : kwhPerDay * days;
    return {
      start,
      end,
      category: 'Usage',
      frequency: 'Usage-Based',
      description: 'Electricity, with the charge for the largest power',
      service: { name: 'Electricity', category: 'Other' },
      resource: 'Electricity',
      billedUsd,
      effectiveUsd: billedUsd,
      pricing:
        quantity === null
          ? null
          : { category: 'Standard', quantity, unit: 'kWh', usdPerUnit: billedUsd / quantity, consumed: quantity },
      commitment: null,
    };
  });

const HARDWARE: Service = { name: 'Servers', category: 'Compute' };
const NETWORK: Service = { name: 'Network', category: 'Networking' };
const FACILITY: Service = { name: 'Facility', category: 'Other' };
const OPERATION: Service = { name: 'Operation', category: 'Management and Governance' };

const ownedCharges = (deal: Deal, way: OwnedWay, months: readonly Month[], kwhPerDay: number | null): Charge[] => {
  const parts = deal.owned[way];
  return [
    ...assetCharges(months, 'Servers and equipment', HARDWARE, parts.serversUsd, parts.serverYears),
    ...assetCharges(months, 'Network', NETWORK, parts.network.usd, parts.network.years),
    ...assetCharges(months, 'Facility and racks', FACILITY, parts.facility.usd, parts.facility.years),
    ...electricityCharges(months, parts.electricityUsdPerYear, kwhPerDay),
    ...monthlyCharges(months, 'Colocation', FACILITY, parts.colocationUsdPerYear),
    ...monthlyCharges(months, 'Maintenance', OPERATION, parts.maintenanceUsdPerYear),
    ...monthlyCharges(months, 'Staff', OPERATION, parts.staffUsdPerYear),
  ];
};

export interface BillRequest {
  readonly deal: Deal;
  readonly way: WayId;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly months: number;
  /** Of the plan, steady; null where it is not known. */
  readonly kwhPerDay: number | null;
}

/** The charges of a way to have the fleet; empty where nobody named its price. */
export const billOf = ({ deal, way, year, month, months: count, kwhPerDay }: BillRequest): readonly Charge[] => {
  const months = monthsFrom(year, month, count);
  if (isOwned(way)) return ownedCharges(deal, way, months, kwhPerDay);
  const price = deal.rents[way]?.usdPerGpuHour ?? null;
  if (price === null) return [];
  const hoursOf = ({ days }: Month): number => deal.gpus * HOURS * days;
  if (way === 'reserved') {
    return committedCharges({
      id: 'reservation-1',
      name: 'Reserved accelerators',
      usdPerHour: price,
      upfrontShare: 0,
      usdPerHourBeyond: deal.rents['on-demand']?.usdPerGpuHour ?? price,
      months: months.map((each) => ({
        ...each,
        committedHours: hoursOf(each),
        usedHours: hoursOf(each) * deal.utilisation,
      })),
    });
  }
  return months.flatMap((each) => {
    const fallen = price * (1 - deal.fallPerYear) ** Math.floor(each.index / 12);
    const paid = (hoursOf(each) * deal.utilisation) / (way === 'spot' ? 1 - deal.spotLostShare : 1);
    return hourCharges(each, `Accelerators ${way}`, paid, fallen, way === 'spot' ? 'Dynamic' : 'Standard');
  });
};

/** The way that a scenario's own cost is of. */
export const wayOf = ({ economics, ownership }: Scenario): WayId =>
  economics.usdPerGpuHour === null ? ownership.housing : 'on-demand';
