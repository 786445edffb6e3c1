import type { Device } from '../../racks/device.ts';
import { standLayout, type Layout } from '../../racks/layout.ts';
import { routeNetwork } from '../../racks/network/route-network.ts';
import { csv } from '../csv.ts';
import {
  cableTables,
  coolingTables,
  deviceTable,
  powerTables,
  rackTables,
  roleTable,
  siteTables,
  standsBeside,
  type BulkTable,
} from './bulk-tables.ts';
import { deviceTypeYaml, netboxTypes, type NetboxType } from './device-type-file.ts';
import { plugCables } from './network-cables.ts';
import { hangCords } from './power-cords.ts';

export const netboxVersions = ['4.6', '4.7'] as const;
export type NetboxVersion = (typeof netboxVersions)[number];

export interface ExportedFile {
  readonly name: string;
  readonly text: string;
}

export interface NetboxExport {
  /** Numbered in the order in which NetBox needs them. */
  readonly files: readonly ExportedFile[];
  /** What NetBox cannot hold, and what the layout does not say. */
  readonly notes: readonly string[];
}

const tableFile = ({ name, header, rows }: BulkTable): ExportedFile[] =>
  rows.length === 0 ? [] : [{ name: `${name}.csv`, text: csv(header, rows) }];

const readmeOf = (layout: Layout, version: NetboxVersion, notes: readonly string[]): ExportedFile => ({
  name: 'README.md',
  text: [
    `# ${layout.name}`,
    '',
    `For NetBox ${version}. Import the files one after the other, by their numbers: Organization → Sites, Locations; Devices →`,
    'Manufacturers; Racks → Rack types, Racks; Devices → Device roles, Device types (YAML), Devices; Power → Panels, Feeds;',
    `Connections → Cables${hasCooling(version) ? '; Cooling → Sources, Feeds' : ''}. Everything is "planned".`,
    '',
    ...notes.map((note) => `- ${note}`),
    '',
  ].join('\n'),
});

const hasCooling = (version: NetboxVersion): boolean => version !== '4.6';

/**
 * A layout as files for NetBox' bulk import. The columns are those of its import forms (dcim/forms/bulk_import.py), device
 * types those of the device type library; 4.7 adds cooling.
 */
export const exportNetbox = (layout: Layout, version: NetboxVersion): NetboxExport => {
  const { racks, devices } = standLayout(layout);
  const types = netboxTypes(layout.placement.devices);
  const typeOf = (device: Device): NetboxType => {
    const type = types.get(device.id);
    if (type === undefined) throw new Error(`No NetBox type for ${device.id}`);
    return type;
  };
  const cords = hangCords(layout, devices);
  const { routed, missing } = routeNetwork(layout);
  const { cables, withoutPort } = plugCables(routed);
  const cooling = hasCooling(version);

  const beside = devices.filter(standsBeside).length;
  const oddHeights = layout.placement.devices.filter(({ heightUnits }) => (heightUnits * 2) % 1 !== 0);
  const isCooled = racks.some(({ type }) => type.liquidCoolingW !== null || type.airCoolingW !== null);
  const notes = [
    beside > 0 &&
      `${String(beside)} devices stand beside another on the right of the same units; NetBox has no half-width devices, so these are in their rack without a position.`,
    oddHeights.length > 0 &&
      `Heights of ${oddHeights.map(({ name }) => name).join(', ')} are rounded up to the half units that NetBox has.`,
    cords.racksWithoutPdu > 0 &&
      `${String(cords.racksWithoutPdu)} racks have feeds but no PDU: their devices are not cabled to power, and NetBox will show no use of these feeds.`,
    missing > 0 && `${String(missing)} network cables have an end that the layout does not hold and are left out.`,
    withoutPort > 0 &&
      `${String(withoutPort)} network cables have no port to end in, by the ports that the devices are known to have.`,
    !cooling && isCooled && 'NetBox 4.6 has no cooling; export for 4.7 to take it along.',
  ].filter((note) => note !== false);

  const files = [
    readmeOf(layout, version, notes),
    ...[...siteTables(), ...rackTables(racks, types.values(), cooling), roleTable(layout.placement.devices)].flatMap(
      tableFile,
    ),
    ...layout.placement.devices.map((device) => {
      const type = typeOf(device);
      const text = deviceTypeYaml(device, type, cords.outlets.get(device.id) ?? []);
      return { name: `device-type-${type.slug}.yaml`, text };
    }),
    ...[
      deviceTable(devices, typeOf, cooling),
      ...powerTables(layout, racks),
      ...cableTables(layout, cords, cables),
      ...(cooling ? coolingTables(racks) : []),
    ].flatMap(tableFile),
  ];
  return {
    files: files.map(({ name, text }, index) => ({ name: `${String(index).padStart(2, '0')}-${name}`, text })),
    notes,
  };
};
