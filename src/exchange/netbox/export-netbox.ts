import { entryAt } from '../../base/checked.ts';
import type { Medium } from '../../catalog/schema.ts';
import { findSwitch } from '../../catalog/catalog.ts';
import type { Device, RackType } from '../../racks/device.ts';
import { deviceHeightM, type CableEnd } from '../../racks/hall/route.ts';
import { standLayout, type DeviceInstance, type Layout, type RackInstance } from '../../racks/layout.ts';
import { cordsByFeed } from '../../racks/power/supplies.ts';
import { routeLink, type RoutedLink } from '../../racks/network/cables.ts';
import { layoutLinks } from '../../racks/network/layout-links.ts';
import { csv, type CsvCell } from '../csv.ts';
import {
  deviceTypeYaml,
  netboxName,
  netboxTypes,
  NO_MAKER,
  PDU_INPUT,
  powerPortsOf,
  slugOfId,
  toldApart,
  type NetboxOutlet,
  type NetboxPowerPort,
} from './device-type-file.ts';
import { interfacesOf } from './interfaces.ts';

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

const SITE = 'Roofrack';
const LOCATION = 'Hall';
const STATUS = 'planned';
const COLOURS: Readonly<Record<Device['role'], string>> = {
  server: '2196f3',
  switch: '4caf50',
  storage: '9c27b0',
  management: '607d8b',
  cdu: '00bcd4',
  pdu: 'ff9800',
  'power-shelf': 'ff5722',
  other: '9e9e9e',
};

const CABLE_TYPES: Readonly<Record<Medium['medium'], string>> = {
  copper: 'dac-passive',
  'active-copper': 'dac-active',
  'active-optical': 'aoc',
  multimode: 'mmf-om4',
  'single-mode': 'smf-os2',
};

/** As failures name them: panel A2 feeds side A of the second lot of racks. */
const panelOf = ({ racksPerPanel }: Layout, feed: string, { index }: Pick<RackInstance, 'index'>): string =>
  racksPerPanel === null ? `Panel ${feed}` : `Panel ${feed}${String(Math.floor(index / racksPerPanel) + 1)}`;
const rackName = ({ place }: RackInstance): string => place.label;

/** Names of rack types, told apart. */
const rackModels = (racks: readonly RackInstance[]): ReadonlyMap<string, { type: RackType; model: string }> => {
  const types = new Map(racks.map(({ type }) => [type.id, type]));
  const usedNames = new Set<string>();
  return new Map(
    [...types].map(([id, type]) => [id, { type, model: toldApart(netboxName(type.name, id), id, usedNames) }]),
  );
};

const capability = ({ airCoolingW, liquidCoolingW }: RackType): string | null =>
  airCoolingW === null && liquidCoolingW === null
    ? null
    : (liquidCoolingW ?? 0) === 0
      ? 'air-only'
      : airCoolingW === 0
        ? 'liquid-only'
        : 'hybrid';

const coolingKw = ({ airCoolingW, liquidCoolingW }: RackType): number | null =>
  airCoolingW === null && liquidCoolingW === null ? null : ((airCoolingW ?? 0) + (liquidCoolingW ?? 0)) / 1000;

const coolingMethod = ({ liquidShare }: Device): string | null =>
  liquidShare === null ? null : liquidShare === 0 ? 'air' : liquidShare === 1 ? 'liquid' : 'hybrid';

interface PowerCable {
  readonly device: string;
  readonly port: string;
  readonly pdu: string;
  readonly outlet: string;
}

const OUTLET_OF: Readonly<Record<string, string>> = {
  'iec-60320-c14': 'iec-60320-c13',
  'iec-60320-c20': 'iec-60320-c19',
};

/** Hangs the supplies of each rack on its PDUs: the PDUs take the feeds in turn, supplies are shared out over the feeds. */
const hangCords = (layout: Layout, racks: ReadonlyMap<number, readonly DeviceInstance[]>) => {
  const cables: PowerCable[] = [];
  const inputs: { readonly pdu: string; readonly feed: string; readonly rack: RackInstance }[] = [];
  /** Most outlets of a type that a PDU of a kind needs. */
  const outlets = new Map<string, Map<string, number>>();
  let without = 0;
  const { feeds } = layout;
  for (const held of racks.values()) {
    const pdus = held.filter(({ device }) => device.role === 'pdu');
    const powered = held.filter(({ device }) => device.role !== 'pdu' && powerPortsOf(device).length > 0);
    if (feeds.length === 0 || pdus.length === 0) {
      if (feeds.length > 0 && powered.length > 0) without += 1;
      continue;
    }
    for (const [index, pdu] of pdus.entries()) {
      inputs.push({ pdu: pdu.name, feed: entryAt(feeds, index % feeds.length).name, rack: pdu.rack });
    }
    const used = new Map<string, number>();
    const reached = Math.min(feeds.length, pdus.length);
    for (const { name, device } of powered) {
      const ports: readonly NetboxPowerPort[] = powerPortsOf(device);
      let fed = 0;
      for (const [feed, cords] of cordsByFeed(ports.length, reached).entries()) {
        const behind = pdus.filter((_, index) => index % feeds.length === feed);
        for (const port of ports.slice(fed, fed + cords)) {
          const type = OUTLET_OF[port.type] ?? port.type;
          const load = (pdu: DeviceInstance): number => used.get(`${pdu.name} ${type}`) ?? 0;
          const pdu = behind.reduce((least, deviceInstance) =>
            load(deviceInstance) < load(least) ? deviceInstance : least,
          );
          const number = load(pdu) + 1;
          used.set(`${pdu.name} ${type}`, number);
          const needed = outlets.get(pdu.device.id) ?? new Map<string, number>();
          needed.set(type, Math.max(needed.get(type) ?? 0, number));
          outlets.set(pdu.device.id, needed);
          cables.push({ device: name, port: port.name, pdu: pdu.name, outlet: outletName(type, number) });
        }
        fed += cords;
      }
    }
  }
  return { cables, inputs, outlets, without };
};

const outletName = (type: string, number: number): string =>
  `${type.replace('iec-60320-', '').toUpperCase()} ${String(number)}`;

const outletsOf = (needed: ReadonlyMap<string, number> | undefined): NetboxOutlet[] =>
  [...(needed ?? [])].flatMap(([type, count]) =>
    Array.from({ length: count }, (_, index) => ({
      name: outletName(type, index + 1),
      type,
      power_port: PDU_INPUT,
    })),
  );

/** Cables of the layout's network with their ways; empty where it has none. */
export const routeNetwork = (
  layout: Layout,
): {
  readonly routed: readonly (RoutedLink & { readonly ends: readonly [DeviceInstance, DeviceInstance] })[];
  readonly missing: number;
} => {
  const { hall, devices } = standLayout(layout);
  const found = layoutLinks(layout, devices);
  if (found === null) return { routed: [], missing: 0 };
  const { profile, fabric, links } = found;
  const { radix } = profile.wiring;
  const type = findSwitch(fabric.switchId);
  // A switch of twin ports is counted by its halves.
  const speedGbitps = ((type?.portSpeedGbitps ?? 0) * (type?.ports ?? radix)) / radix;
  const endOf = ({ rack, device, placement }: DeviceInstance): CableEnd => ({
    rack: rack.place,
    heightM: deviceHeightM(placement.bottomUnit ?? 1, device.heightUnits),
  });
  const routed = links.flatMap(({ link, lower, upper }) =>
    lower === null || upper === null
      ? []
      : [{ ...routeLink(link, endOf(lower), endOf(upper), hall, speedGbitps), ends: [lower, upper] as const }],
  );
  return { routed, missing: links.length - routed.length };
};

/** Names of the ports of each type of device, found once. */
const portNames = () => {
  const known = new Map<string, { readonly compute: readonly string[]; readonly all: readonly string[] }>();
  return (device: Device) => {
    let names = known.get(device.id);
    if (names === undefined) {
      const all = interfacesOf(device).map(({ name }) => name);
      const compute = all.filter((name) => /^compute /i.test(name));
      names = { all, compute: compute.length > 0 ? compute : all };
      known.set(device.id, names);
    }
    return names;
  };
};

/**
 * A layout as files for NetBox' bulk import. The columns are those of its import forms (dcim/forms/bulk_import.py), device
 * types those of the device type library; 4.7 adds cooling.
 */
export const exportNetbox = (layout: Layout, version: NetboxVersion): NetboxExport => {
  const { racks, devices } = standLayout(layout);
  const cooling = version === '4.7';
  const notes: string[] = [];
  const types = netboxTypes(layout.placement.devices);
  const typeOf = (device: Device) => {
    const type = types.get(device.id);
    if (type === undefined) throw new Error(`No NetBox type for ${device.id}`);
    return type;
  };
  const models = rackModels(racks);
  const byRack = new Map(racks.map(({ index }) => [index, [] as DeviceInstance[]]));
  for (const deviceInstance of devices) byRack.get(deviceInstance.rack.index)?.push(deviceInstance);
  const cords = hangCords(layout, byRack);
  const { routed, missing } = routeNetwork(layout);

  const beside = devices.filter(({ placement }) => placement.side === 'right');
  if (beside.length > 0) {
    notes.push(
      `${String(beside.length)} devices stand beside another on the right of the same units; NetBox has no half-width devices, so these are in their rack without a position.`,
    );
  }
  const odd = layout.placement.devices.filter(({ heightUnits }) => (heightUnits * 2) % 1 !== 0);
  if (odd.length > 0) {
    notes.push(
      `Heights of ${odd.map(({ name }) => name).join(', ')} are rounded up to the half units that NetBox has.`,
    );
  }
  if (cords.without > 0) {
    notes.push(
      `${String(cords.without)} racks have feeds but no PDU: their devices are not cabled to power, and NetBox will show no use of these feeds.`,
    );
  }
  if (missing > 0) {
    notes.push(`${String(missing)} network cables have an end that the layout does not hold and are left out.`);
  }
  const portNamesOf = portNames();
  const roles = [...new Set(layout.placement.devices.map(({ role }) => role))];
  const makers = [
    ...new Set([
      ...[...types.values()].map(({ manufacturer }) => manufacturer),
      ...(models.size > 0 ? [NO_MAKER] : []),
    ]),
  ];
  const slug = (name: string): string => name.toLowerCase().replace(/[^a-z0-9_-]+/g, '-');

  const files: ExportedFile[] = [];
  let number = 0;
  const add = (name: string, text: string): void => {
    number += 1;
    files.push({ name: `${String(number).padStart(2, '0')}-${name}`, text });
  };
  const table = (name: string, header: readonly string[], rows: readonly (readonly CsvCell[])[]): void => {
    if (rows.length > 0) add(`${name}.csv`, csv(header, rows));
  };

  table('sites', ['name', 'slug', 'status'], [[SITE, slug(SITE), STATUS]]);
  table('locations', ['site', 'name', 'slug', 'status'], [[SITE, LOCATION, slug(LOCATION), STATUS]]);
  table(
    'manufacturers',
    ['name', 'slug'],
    makers.map((name) => [name, slug(name)]),
  );
  table(
    'rack-types',
    [
      'manufacturer',
      'model',
      'slug',
      'form_factor',
      'width',
      'u_height',
      'starting_unit',
      'outer_width',
      'outer_depth',
      'outer_unit',
      'mounting_depth',
      'weight',
      'max_weight',
      'weight_unit',
      ...(cooling ? ['cooling_capability', 'cooling_capacity'] : []),
    ],
    [...models].map(([id, { type, model }]) => [
      NO_MAKER,
      model,
      slugOfId(id),
      '4-post-cabinet',
      19,
      Math.floor(type.heightUnits),
      1,
      type.widthMm,
      type.depthMm,
      type.widthMm === null && type.depthMm === null ? null : 'mm',
      type.mountingDepthMm === null ? null : Math.floor(type.mountingDepthMm),
      Number(type.cabinetKg.toFixed(2)),
      type.maxMassKg === null ? null : Math.floor(type.maxMassKg),
      'kg',
      ...(cooling ? [capability(type), coolingKw(type)] : []),
    ]),
  );
  table(
    'racks',
    ['site', 'location', 'name', 'status', 'rack_type', 'description'],
    racks.map((rack) => [
      SITE,
      LOCATION,
      rackName(rack),
      STATUS,
      models.get(rack.type.id)?.model ?? '',
      `Row ${rack.place.label.replace(/\d+$/, '')}, place ${String(rack.place.place + 1)} from the left`,
    ]),
  );
  table(
    'device-roles',
    ['name', 'slug', 'color'],
    roles.map((role) => [role, role, COLOURS[role]]),
  );
  for (const device of layout.placement.devices) {
    const type = typeOf(device);
    add(`device-type-${type.slug}.yaml`, deviceTypeYaml(device, type, outletsOf(cords.outlets.get(device.id))));
  }
  table(
    'devices',
    [
      'name',
      'role',
      'manufacturer',
      'device_type',
      'status',
      'site',
      'location',
      'rack',
      'position',
      'face',
      ...(cooling ? ['cooling_method'] : []),
    ],
    devices.map(({ name, device, rack, placement }) => {
      const { manufacturer, model } = typeOf(device);
      const position = placement.side === 'right' ? null : placement.bottomUnit;
      return [
        name,
        device.role,
        manufacturer,
        model,
        STATUS,
        SITE,
        LOCATION,
        rackName(rack),
        position,
        position === null ? null : placement.face,
        ...(cooling ? [coolingMethod(device)] : []),
      ];
    }),
  );
  table(
    'power-panels',
    ['site', 'location', 'name'],
    [...new Set(layout.feeds.flatMap(({ name }) => racks.map((rack) => panelOf(layout, name, rack))))].map((panel) => [
      SITE,
      LOCATION,
      panel,
    ]),
  );
  table(
    'power-feeds',
    [
      'site',
      'power_panel',
      'location',
      'rack',
      'name',
      'status',
      'type',
      'supply',
      'phase',
      'voltage',
      'amperage',
      'max_utilization',
    ],
    racks.flatMap((rack) =>
      layout.feeds.map((feed, index) => [
        SITE,
        panelOf(layout, feed.name, rack),
        LOCATION,
        rackName(rack),
        `${rackName(rack)} ${feed.name}`,
        STATUS,
        index === 0 ? 'primary' : 'redundant',
        'ac',
        feed.phases === 3 ? 'three-phase' : 'single-phase',
        Math.round(feed.voltageV),
        Math.max(1, Math.floor(feed.breakerA)),
        Math.round(100 * feed.continuousShare),
      ]),
    ),
  );
  const cableHeader = [
    'side_a_site',
    'side_a_device',
    'side_a_power_panel',
    'side_a_type',
    'side_a_name',
    'side_b_site',
    'side_b_device',
    'side_b_power_panel',
    'side_b_type',
    'side_b_name',
    'type',
    'status',
    'length',
    'length_unit',
  ];
  table('power-cables', cableHeader, [
    ...cords.inputs.map(({ pdu, feed, rack }) => [
      SITE,
      pdu,
      null,
      'dcim.powerport',
      PDU_INPUT,
      SITE,
      null,
      panelOf(layout, feed, rack),
      'dcim.powerfeed',
      `${rackName(rack)} ${feed}`,
      'power',
      STATUS,
      null,
      null,
    ]),
    ...cords.cables.map(({ device, port, pdu, outlet }) => [
      SITE,
      device,
      null,
      'dcim.powerport',
      port,
      SITE,
      pdu,
      null,
      'dcim.poweroutlet',
      outlet,
      'power',
      STATUS,
      null,
      null,
    ]),
  ]);
  let withoutPort = 0;
  const networkRows = routed.flatMap(({ link, ends: [lower, upper], lengthM, medium }) => {
    const lowerNames = portNamesOf(lower.device);
    const lowerPort = (link.lower.kind === 'node' ? lowerNames.compute : lowerNames.all).at(link.lower.port - 1);
    const upperPort = portNamesOf(upper.device).all.at(link.upper.port - 1);
    if (lowerPort === undefined || upperPort === undefined) {
      withoutPort += 1;
      return [];
    }
    const side = (name: string, port: string) => [SITE, name, null, 'dcim.interface', port];
    return [
      [
        ...side(lower.name, lowerPort),
        ...side(upper.name, upperPort),
        medium === null ? null : CABLE_TYPES[medium.medium],
        STATUS,
        lengthM,
        'm',
      ],
    ];
  });
  if (withoutPort > 0) {
    notes.push(
      `${String(withoutPort)} network cables have no port to end in, by the ports that the devices are known to have.`,
    );
  }
  table('network-cables', cableHeader, networkRows);
  if (cooling) {
    const sources = (
      [
        ['Room air', 'crah', null, (rack: RackType) => rack.airCoolingW],
        ['Liquid loop', 'chiller', 'water-glycol', (rack: RackType) => rack.liquidCoolingW],
      ] as const
    ).filter(([, , , wattsOf]) => racks.some(({ type }) => (wattsOf(type) ?? 0) > 0));
    table(
      'cooling-sources',
      ['site', 'location', 'name', 'type', 'status', 'fluid_type'],
      sources.map(([name, type, fluid]) => [SITE, LOCATION, name, type, STATUS, fluid]),
    );
    table(
      'cooling-feeds',
      ['site', 'cooling_source', 'location', 'rack', 'name', 'status', 'cooling_capacity'],
      racks.flatMap((rack) =>
        sources.flatMap(([name, , , wattsOf]) => {
          const watts = wattsOf(rack.type) ?? 0;
          return watts > 0
            ? [[SITE, name, LOCATION, rackName(rack), `${rackName(rack)} ${name.toLowerCase()}`, STATUS, watts / 1000]]
            : [];
        }),
      ),
    );
  } else if (racks.some(({ type }) => type.liquidCoolingW !== null || type.airCoolingW !== null)) {
    notes.push('NetBox 4.6 has no cooling; export for 4.7 to take it along.');
  }
  const readme = [
    `# ${layout.name}`,
    '',
    `For NetBox ${version}. Import the files one after the other, by their numbers: Organization → Sites, Locations; Devices →`,
    'Manufacturers; Racks → Rack types, Racks; Devices → Device roles, Device types (YAML), Devices; Power → Panels, Feeds;',
    `Connections → Cables${cooling ? '; Cooling → Sources, Feeds' : ''}. Everything is "planned".`,
    '',
    ...notes.map((note) => `- ${note}`),
    '',
  ].join('\n');
  return { files: [{ name: '00-README.md', text: readme }, ...files], notes };
};
