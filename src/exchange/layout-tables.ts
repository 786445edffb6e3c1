import { countsOf } from '../base/counts.ts';
import { totalIfKnown } from '../base/known.ts';
import { findServer } from '../catalog/catalog.ts';
import { standLayout, type DeviceInstance, type Layout, type RackInstance } from '../racks/layout.ts';
import { cableBill } from '../racks/network/cables.ts';
import { routeNetwork, type RoutedCable } from '../racks/network/route-network.ts';
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

/** A column, and what a row has in it. */
interface ColumnOf<Row> extends TableColumn {
  readonly cell: (row: Row) => CsvCell;
}

const tableOf = <Row>(name: string, rows: readonly Row[], columns: readonly ColumnOf<Row>[]): ExportTable => ({
  name,
  columns: columns.map(({ cell: _, ...column }) => column),
  rows: rows.map((row) => columns.map(({ cell }) => cell(row))),
});

const plain = <Row>(name: string, cell: (row: Row) => CsvCell): ColumnOf<Row> => ({ name, cell });
const summed = <Row>(name: string, cell: (row: Row) => CsvCell): ColumnOf<Row> => ({ name, cell, isSummed: true });
const times = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a * b);

/** A rack with what it holds. */
interface FilledRack {
  readonly rack: RackInstance;
  readonly devices: readonly DeviceInstance['device'][];
  readonly powerW: number | null;
}

const racksTable = (racks: readonly FilledRack[]): ExportTable =>
  tableOf('Racks', racks, [
    plain('rack', ({ rack }) => rack.place.label),
    plain('type', ({ rack }) => rack.type.name),
    plain('row', ({ rack }) => rack.place.row + 1),
    plain('place', ({ rack }) => rack.place.place + 1),
    summed('devices', ({ devices }) => devices.length),
    summed('units used, U', ({ devices }) => devices.reduce((sum, { heightUnits }) => sum + heightUnits, 0)),
    summed('power, W', ({ powerW }) => powerW),
    summed('mass, kg', ({ rack: { type }, devices }) =>
      totalIfKnown([type.cabinetKg, type.cablesKg, ...devices.map(({ massKg }) => massKg)]),
    ),
    plain('left edge, m', ({ rack }) => Number(rack.place.xM.toFixed(3))),
    plain('upper edge, m', ({ rack }) => Number(rack.place.yM.toFixed(3))),
  ]);

const devicesTable = (devices: readonly DeviceInstance[]): ExportTable =>
  tableOf('Devices', devices, [
    plain('device', ({ name }) => name),
    plain('type', ({ device }) => device.name),
    plain('role', ({ device }) => device.role),
    plain('rack', ({ rack }) => rack.place.label),
    plain('lowest unit', ({ placement }) => placement.bottomUnit),
    plain('units, U', ({ device }) => device.heightUnits),
    plain('face', ({ placement }) => placement.face),
    summed('power, W', ({ device }) => device.powerW),
    summed('mass, kg', ({ device }) => device.massKg),
  ]);

/** Things of one kind that are bought; null where something is not known of them or does not count. */
interface BillItem {
  readonly item: string;
  readonly kind: string;
  readonly count: number;
  readonly heightUnits: number | null;
  readonly powerW: number | null;
  readonly massKg: number | null;
  readonly priceUsd: number | null;
}

const billItems = (
  { placement }: Layout,
  racks: readonly RackInstance[],
  devices: readonly DeviceInstance[],
  routed: readonly RoutedCable[],
): BillItem[] => {
  const deviceCounts = countsOf(devices.map(({ device }) => device.id));
  const rackCounts = countsOf(racks.map(({ type }) => type.id));
  const rackTypes = new Map(racks.map(({ type }) => [type.id, type]));
  return [
    ...placement.devices.flatMap(({ id, name, role, heightUnits, powerW, massKg }): BillItem[] => {
      const count = deviceCounts.get(id);
      const priceUsd = findServer(id)?.priceUsd ?? null;
      return count === undefined ? [] : [{ item: name, kind: role, count, heightUnits, powerW, massKg, priceUsd }];
    }),
    ...[...rackTypes.values()].map(({ id, name, cabinetKg }) => ({
      item: name,
      kind: 'rack',
      count: rackCounts.get(id) ?? 0,
      heightUnits: null,
      powerW: 0,
      massKg: cabinetKg,
      priceUsd: null,
    })),
    ...cableBill(routed).map(({ medium, lengthM, links, powerW }) => ({
      item: `${medium === null ? 'Medium not known' : `${medium.vendor} ${medium.model}`}, ${String(lengthM)} m`,
      kind: 'cable',
      count: links,
      heightUnits: null,
      powerW: powerW === null ? null : powerW / links,
      massKg: null,
      priceUsd: medium?.priceUsd ?? null,
    })),
  ];
};

const billTable = (items: readonly BillItem[]): ExportTable =>
  tableOf('Bill of materials', items, [
    plain('item', ({ item }) => item),
    plain('kind', ({ kind }) => kind),
    plain('count', ({ count }) => count),
    plain('units each, U', ({ heightUnits }) => heightUnits),
    plain('power each, W', ({ powerW }) => powerW),
    plain('mass each, kg', ({ massKg }) => massKg),
    plain('price each, USD', ({ priceUsd }) => priceUsd),
    { ...summed('power, W', ({ count, powerW }: BillItem) => times(count, powerW)), product: [2, 4] },
    { ...summed('mass, kg', ({ count, massKg }: BillItem) => times(count, massKg)), product: [2, 5] },
    { ...summed('price, USD', ({ count, priceUsd }: BillItem) => times(count, priceUsd)), product: [2, 6] },
  ]);

const TIER_WORDS = { node: 'server to leaf', leafSpine: 'leaf to spine', spineCore: 'spine to core' } as const;

const cablesTable = (routed: readonly RoutedCable[]): ExportTable =>
  tableOf('Cables', routed, [
    plain('tier', ({ link }) => TIER_WORDS[link.tier]),
    plain('from', ({ ends: [lower] }) => lower.name),
    plain('port', ({ link }) => link.lower.port),
    plain('rack', ({ ends: [lower] }) => lower.rack.place.label),
    plain('to', ({ ends: [, upper] }) => upper.name),
    plain('port', ({ link }) => link.upper.port),
    plain('rack', ({ ends: [, upper] }) => upper.rack.place.label),
    plain('way, m', ({ routeM }) => Number(routeM.toFixed(2))),
    summed('length, m', ({ lengthM }) => lengthM),
    plain('medium', ({ medium }) => (medium === null ? 'not known' : `${medium.vendor} ${medium.model}`)),
  ]);

const powerTable = (racks: readonly FilledRack[]): ExportTable =>
  tableOf('Power budget', racks, [
    plain('rack', ({ rack }) => rack.place.label),
    summed('planned, W', ({ powerW }) => powerW),
    summed('usable, W', ({ rack }) => rack.type.usableW),
    summed('into liquid, W', ({ devices }) =>
      totalIfKnown(devices.map(({ powerW, liquidShare }) => times(powerW, liquidShare))),
    ),
    plain('air cooling, W', ({ rack }) => rack.type.airCoolingW),
    plain('liquid cooling, W', ({ rack }) => rack.type.liquidCoolingW),
    plain('used, %', ({ rack: { type }, powerW }) =>
      powerW === null || type.usableW === null ? null : Number(((100 * powerW) / type.usableW).toFixed(1)),
    ),
  ]);

/** Everything of a layout that a spreadsheet takes. `plan` adds its ledger. */
export const layoutTables = (layout: Layout, plan: Plan | null = null): ExportTable[] => {
  const { racks, devices } = standLayout(layout);
  const devicesOfRack = Map.groupBy(devices, ({ rack }) => rack.index);
  const filled = racks.map((rack): FilledRack => {
    const held = (devicesOfRack.get(rack.index) ?? []).map(({ device }) => device);
    return { rack, devices: held, powerW: totalIfKnown(held.map(({ powerW }) => powerW)) };
  });
  const { routed } = routeNetwork(layout);
  return [
    ...(plan === null
      ? []
      : [{ name: 'Ledger', columns: LEDGER_COLUMNS.map((name) => ({ name })), rows: ledgerRows(plan) }]),
    racksTable(filled),
    devicesTable(devices),
    billTable(billItems(layout, racks, devices, routed)),
    cablesTable(routed),
    powerTable(filled),
  ];
};

/** One table as CSV, without totals: whoever adds it up does not want them twice. */
export const tableCsv = ({ columns, rows }: ExportTable): string =>
  csv(
    columns.map(({ name }) => name),
    rows,
  );
