import { totalIfKnown } from '../base/known.ts';
import { findServer } from '../catalog/catalog.ts';
import { standLayout, type Layout } from '../racks/layout.ts';
import { cableBill } from '../racks/network/cables.ts';
import { routeNetwork } from '../racks/network/route-network.ts';
import type { Plan } from '../records/plan.ts';
import { csv, type CsvCell } from './csv.ts';
import { LEDGER_COLUMNS, ledgerRows } from './ledger.ts';

/** A column of an exported table. */
export interface TableColumn {
  readonly name: string;
  /** A total stands under it; null cells are counted as not known. */
  readonly isSummed?: boolean;
  /** The product of two columns before it: a workbook computes it, other formats state it. */
  readonly product?: readonly [number, number];
}

export interface ExportTable {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly CsvCell[])[];
}

const text = (name: string): TableColumn => ({ name });
const summed = (name: string): TableColumn => ({ name, isSummed: true });
const times = (a: CsvCell | undefined, b: CsvCell | undefined): number | null =>
  typeof a === 'number' && typeof b === 'number' ? a * b : null;

/** Everything of a layout that a spreadsheet takes. `plan` adds its ledger. */
export const layoutTables = (layout: Layout, plan: Plan | null = null): ExportTable[] => {
  const { racks, devices } = standLayout(layout);
  const inRack = new Map(racks.map(({ index }) => [index, [] as (typeof devices)[number]['device'][]]));
  for (const { rack, device } of devices) inRack.get(rack.index)?.push(device);
  const held = racks.map((rack) => {
    const all = inRack.get(rack.index) ?? [];
    return {
      rack,
      devices: all,
      powerW: totalIfKnown(all.map(({ powerW }) => powerW)),
      massKg: totalIfKnown([rack.type.cabinetKg, rack.type.cablesKg, ...all.map(({ massKg }) => massKg)]),
      liquidW: totalIfKnown(all.map(({ powerW, liquidShare }) => times(powerW, liquidShare))),
    };
  });
  const counts = new Map<string, number>();
  for (const { device } of devices) counts.set(device.id, (counts.get(device.id) ?? 0) + 1);
  const rackCounts = new Map<string, number>();
  for (const { type } of racks) rackCounts.set(type.id, (rackCounts.get(type.id) ?? 0) + 1);
  const rackTypes = new Map(racks.map(({ type }) => [type.id, type]));
  const { routed } = routeNetwork(layout);

  const bill: CsvCell[][] = [
    ...layout.placement.devices.flatMap(({ id, name, role, heightUnits, powerW, massKg }) => {
      const count = counts.get(id) ?? 0;
      return count === 0 ? [] : [[name, role, count, heightUnits, powerW, massKg, findServer(id)?.priceUsd ?? null]];
    }),
    ...[...rackTypes.values()].map(({ id, name, cabinetKg }) => [
      name,
      'rack',
      rackCounts.get(id) ?? 0,
      null,
      0,
      cabinetKg,
      null,
    ]),
    ...cableBill(routed).map(({ medium, lengthM, links, powerW }) => [
      `${medium === null ? 'Medium not known' : `${medium.vendor} ${medium.model}`}, ${String(lengthM)} m`,
      'cable',
      links,
      null,
      powerW === null ? null : powerW / links,
      null,
      medium?.priceUsd ?? null,
    ]),
  ];
  return [
    ...(plan === null ? [] : [{ name: 'Ledger', columns: LEDGER_COLUMNS.map(text), rows: ledgerRows(plan) }]),
    {
      name: 'Racks',
      columns: [
        text('rack'),
        text('type'),
        text('row'),
        text('place'),
        summed('devices'),
        summed('units used, U'),
        summed('power, W'),
        summed('mass, kg'),
        text('left edge, m'),
        text('upper edge, m'),
      ],
      rows: held.map(({ rack, devices: all, powerW, massKg }) => [
        rack.place.label,
        rack.type.name,
        rack.place.row + 1,
        rack.place.place + 1,
        all.length,
        all.reduce((sum, { heightUnits }) => sum + heightUnits, 0),
        powerW,
        massKg,
        Number(rack.place.xM.toFixed(3)),
        Number(rack.place.yM.toFixed(3)),
      ]),
    },
    {
      name: 'Devices',
      columns: [
        text('device'),
        text('type'),
        text('role'),
        text('rack'),
        text('lowest unit'),
        text('units, U'),
        text('face'),
        summed('power, W'),
        summed('mass, kg'),
      ],
      rows: devices.map(({ name, device, rack, placement }) => [
        name,
        device.name,
        device.role,
        rack.place.label,
        placement.bottomUnit,
        device.heightUnits,
        placement.face,
        device.powerW,
        device.massKg,
      ]),
    },
    {
      name: 'Bill of materials',
      columns: [
        text('item'),
        text('kind'),
        text('count'),
        text('units each, U'),
        text('power each, W'),
        text('mass each, kg'),
        text('price each, USD'),
        { name: 'power, W', isSummed: true, product: [2, 4] },
        { name: 'mass, kg', isSummed: true, product: [2, 5] },
        { name: 'price, USD', isSummed: true, product: [2, 6] },
      ],
      rows: bill.map((row) => [...row, times(row[2], row[4]), times(row[2], row[5]), times(row[2], row[6])]),
    },
    {
      name: 'Cables',
      columns: [
        text('tier'),
        text('from'),
        text('port'),
        text('rack'),
        text('to'),
        text('port '),
        text('rack '),
        text('way, m'),
        summed('length, m'),
        text('medium'),
      ],
      rows: routed.map(({ link, ends: [lower, upper], routeM, lengthM, medium }) => [
        { node: 'server to leaf', leafSpine: 'leaf to spine', spineCore: 'spine to core' }[link.tier],
        lower.name,
        link.lower.port,
        lower.rack.place.label,
        upper.name,
        link.upper.port,
        upper.rack.place.label,
        Number(routeM.toFixed(2)),
        lengthM,
        medium === null ? 'not known' : `${medium.vendor} ${medium.model}`,
      ]),
    },
    {
      name: 'Power budget',
      columns: [
        text('rack'),
        summed('planned, W'),
        summed('usable, W'),
        summed('into liquid, W'),
        text('air cooling, W'),
        text('liquid cooling, W'),
        text('used, %'),
      ],
      rows: held.map(({ rack, powerW, liquidW }) => [
        rack.place.label,
        powerW,
        rack.type.usableW,
        liquidW,
        rack.type.airCoolingW,
        rack.type.liquidCoolingW,
        powerW === null || rack.type.usableW === null ? null : Number(((100 * powerW) / rack.type.usableW).toFixed(1)),
      ]),
    },
  ];
};

/** One table as CSV, without totals: whoever adds it up does not want them twice. */
export const tableCsv = ({ columns, rows }: ExportTable): string =>
  csv(
    columns.map(({ name }) => name.trim()),
    rows,
  );
