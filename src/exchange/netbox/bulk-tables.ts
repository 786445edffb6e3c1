import type { Medium } from '../../catalog/schema.ts';
import type { Device, RackType } from '../../racks/device.ts';
import type { DeviceInstance, Layout, RackInstance } from '../../racks/layout.ts';
import type { CsvCell } from '../csv.ts';
import { netboxName, NO_MAKER, PDU_INPUT, slugOfId, toldApart, type NetboxType } from './device-type-file.ts';
import type { NetworkCable } from './network-cables.ts';
import type { PowerCords } from './power-cords.ts';

/** A file of NetBox' bulk import. */
export interface BulkTable {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly CsvCell[])[];
}

/** Columns by their names in NetBox' import forms: one cell for all rows, or what a row has in it. */
type Columns<Row> = Readonly<Record<string, CsvCell | ((row: Row) => CsvCell)>>;

const table = <Row>(name: string, rows: readonly Row[], columns: Columns<Row>): BulkTable => ({
  name,
  header: Object.keys(columns),
  rows: rows.map((row) => Object.values(columns).map((cell) => (typeof cell === 'function' ? cell(row) : cell))),
});

const SITE = 'Roofrack';
const LOCATION = 'Hall';
const STATUS = 'planned';

const slug = (name: string): string => name.toLowerCase().replace(/[^a-z0-9_-]+/g, '-');

const rackName = ({ place }: RackInstance): string => place.label;

export const siteTables = (): BulkTable[] => [
  table('sites', [SITE], { name: SITE, slug, status: STATUS }),
  table('locations', [LOCATION], { site: SITE, name: LOCATION, slug, status: STATUS }),
];

interface RackModel {
  readonly type: RackType;
  /** Told apart from those of other types. */
  readonly model: string;
}

/** Models of racks by the id of their type. */
const rackModels = (racks: readonly RackInstance[]): ReadonlyMap<string, RackModel> => {
  const types = new Map(racks.map(({ type }) => [type.id, type]));
  const usedNames = new Set<string>();
  return new Map(
    [...types].map(([id, type]) => [id, { type, model: toldApart(netboxName(type.name, id), id, usedNames) }]),
  );
};

const coolingCapability = ({ airCoolingW, liquidCoolingW }: RackType): string | null =>
  airCoolingW === null && liquidCoolingW === null
    ? null
    : (liquidCoolingW ?? 0) === 0
      ? 'air-only'
      : airCoolingW === 0
        ? 'liquid-only'
        : 'hybrid';

const coolingKw = ({ airCoolingW, liquidCoolingW }: RackType): number | null =>
  airCoolingW === null && liquidCoolingW === null ? null : ((airCoolingW ?? 0) + (liquidCoolingW ?? 0)) / 1000;

const RACK_COOLING: Columns<RackModel> = {
  cooling_capability: ({ type }) => coolingCapability(type),
  cooling_capacity: ({ type }) => coolingKw(type),
};

/** Makers of racks and devices, types of racks, and the racks. */
export const rackTables = (
  racks: readonly RackInstance[],
  deviceTypes: Iterable<NetboxType>,
  hasCooling: boolean,
): BulkTable[] => {
  const models = rackModels(racks);
  const deviceMakers = [...deviceTypes].map(({ manufacturer }) => manufacturer);
  const makers = [...new Set([...deviceMakers, ...(models.size > 0 ? [NO_MAKER] : [])])];
  return [
    table('manufacturers', makers, { name: (maker) => maker, slug }),
    table('rack-types', [...models.values()], {
      manufacturer: NO_MAKER,
      model: ({ model }) => model,
      slug: ({ type }) => slugOfId(type.id),
      form_factor: '4-post-cabinet',
      width: 19,
      u_height: ({ type }) => Math.floor(type.heightUnits),
      starting_unit: 1,
      outer_width: ({ type }) => type.widthMm,
      outer_depth: ({ type }) => type.depthMm,
      outer_unit: ({ type }) => (type.widthMm === null && type.depthMm === null ? null : 'mm'),
      mounting_depth: ({ type }) => (type.mountingDepthMm === null ? null : Math.floor(type.mountingDepthMm)),
      weight: ({ type }) => Number(type.cabinetKg.toFixed(2)),
      max_weight: ({ type }) => (type.maxMassKg === null ? null : Math.floor(type.maxMassKg)),
      weight_unit: 'kg',
      ...(hasCooling ? RACK_COOLING : {}),
    }),
    table('racks', racks, {
      site: SITE,
      location: LOCATION,
      name: rackName,
      status: STATUS,
      rack_type: ({ type }) => models.get(type.id)?.model ?? '',
      description: ({ place }) =>
        `Row ${place.label.replace(/\d+$/, '')}, place ${String(place.place + 1)} from the left`,
    }),
  ];
};

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

export const roleTable = (types: readonly Device[]): BulkTable =>
  table('device-roles', [...new Set(types.map(({ role }) => role))], {
    name: (role) => role,
    slug: (role) => role,
    color: (role) => COLOURS[role],
  });

const DEVICE_COOLING: Columns<DeviceInstance> = {
  cooling_method: ({ device: { liquidShare } }) =>
    liquidShare === null ? null : liquidShare === 0 ? 'air' : liquidShare === 1 ? 'liquid' : 'hybrid',
};

/** NetBox has no half-width devices: what stands on the right of another is in its rack without a position. */
export const standsBeside = ({ placement }: DeviceInstance): boolean => placement.side === 'right';

const positionOf = (instance: DeviceInstance): number | null =>
  standsBeside(instance) ? null : instance.placement.bottomUnit;

export const deviceTable = (
  devices: readonly DeviceInstance[],
  typeOf: (device: Device) => NetboxType,
  hasCooling: boolean,
): BulkTable =>
  table('devices', devices, {
    name: ({ name }) => name,
    role: ({ device }) => device.role,
    manufacturer: ({ device }) => typeOf(device).manufacturer,
    device_type: ({ device }) => typeOf(device).model,
    status: STATUS,
    site: SITE,
    location: LOCATION,
    rack: ({ rack }) => rackName(rack),
    position: positionOf,
    face: (instance) => (positionOf(instance) === null ? null : instance.placement.face),
    ...(hasCooling ? DEVICE_COOLING : {}),
  });

/** As failures name them: panel A2 feeds side A of the second lot of racks. */
const panelOf = ({ racksPerPanel }: Layout, feed: string, { index }: RackInstance): string =>
  racksPerPanel === null ? `Panel ${feed}` : `Panel ${feed}${String(Math.floor(index / racksPerPanel) + 1)}`;

const feedName = (rack: RackInstance, feed: string): string => `${rackName(rack)} ${feed}`;

export const powerTables = (layout: Layout, racks: readonly RackInstance[]): BulkTable[] => {
  const panels = new Set(layout.feeds.flatMap(({ name }) => racks.map((rack) => panelOf(layout, name, rack))));
  const rackFeeds = racks.flatMap((rack) => layout.feeds.map((feed, index) => ({ rack, feed, isFirst: index === 0 })));
  return [
    table('power-panels', [...panels], { site: SITE, location: LOCATION, name: (panel) => panel }),
    table('power-feeds', rackFeeds, {
      site: SITE,
      power_panel: ({ rack, feed }) => panelOf(layout, feed.name, rack),
      location: LOCATION,
      rack: ({ rack }) => rackName(rack),
      name: ({ rack, feed }) => feedName(rack, feed.name),
      status: STATUS,
      type: ({ isFirst }) => (isFirst ? 'primary' : 'redundant'),
      supply: 'ac',
      phase: ({ feed }) => (feed.phases === 3 ? 'three-phase' : 'single-phase'),
      voltage: ({ feed }) => Math.round(feed.voltageV),
      amperage: ({ feed }) => Math.max(1, Math.floor(feed.breakerA)),
      max_utilization: ({ feed }) => Math.round(100 * feed.continuousShare),
    }),
  ];
};

/** What a cable ends in; a device or a power panel holds it. */
interface CableSide {
  readonly device?: string;
  readonly panel?: string;
  readonly type: 'dcim.powerport' | 'dcim.powerfeed' | 'dcim.poweroutlet' | 'dcim.interface';
  readonly name: string;
}

interface Cable {
  readonly a: CableSide;
  readonly b: CableSide;
  readonly type: string | null;
  readonly lengthM?: number;
}

const cableTable = (name: string, cables: readonly Cable[]): BulkTable =>
  table(name, cables, {
    side_a_site: SITE,
    side_a_device: ({ a }) => a.device ?? null,
    side_a_power_panel: ({ a }) => a.panel ?? null,
    side_a_type: ({ a }) => a.type,
    side_a_name: ({ a }) => a.name,
    side_b_site: SITE,
    side_b_device: ({ b }) => b.device ?? null,
    side_b_power_panel: ({ b }) => b.panel ?? null,
    side_b_type: ({ b }) => b.type,
    side_b_name: ({ b }) => b.name,
    type: ({ type }) => type,
    status: STATUS,
    length: ({ lengthM }) => lengthM ?? null,
    length_unit: ({ lengthM }) => (lengthM === undefined ? null : 'm'),
  });

const CABLE_TYPES: Readonly<Record<Medium['medium'], string>> = {
  copper: 'dac-passive',
  'active-copper': 'dac-active',
  'active-optical': 'aoc',
  multimode: 'mmf-om4',
  'single-mode': 'smf-os2',
};

export const cableTables = (
  layout: Layout,
  { inputs, cords }: PowerCords,
  network: readonly NetworkCable[],
): BulkTable[] => [
  cableTable('power-cables', [
    ...inputs.map(({ pdu, feed, rack }): Cable => ({
      a: { device: pdu, type: 'dcim.powerport', name: PDU_INPUT },
      b: { panel: panelOf(layout, feed, rack), type: 'dcim.powerfeed', name: feedName(rack, feed) },
      type: 'power',
    })),
    ...cords.map(({ device, port, pdu, outlet }): Cable => ({
      a: { device, type: 'dcim.powerport', name: port },
      b: { device: pdu, type: 'dcim.poweroutlet', name: outlet },
      type: 'power',
    })),
  ]),
  cableTable(
    'network-cables',
    network.map(({ lower, upper, medium, lengthM }) => ({
      a: { device: lower.device, type: 'dcim.interface', name: lower.port },
      b: { device: upper.device, type: 'dcim.interface', name: upper.port },
      type: medium === null ? null : CABLE_TYPES[medium.medium],
      lengthM,
    })),
  ),
];

const COOLING_SOURCES: readonly {
  readonly name: string;
  readonly type: string;
  readonly fluid: string | null;
  readonly wattsOf: (rack: RackType) => number | null;
}[] = [
  { name: 'Room air', type: 'crah', fluid: null, wattsOf: ({ airCoolingW }) => airCoolingW },
  { name: 'Liquid loop', type: 'chiller', fluid: 'water-glycol', wattsOf: ({ liquidCoolingW }) => liquidCoolingW },
];

/** Which NetBox has from 4.7 on. */
export const coolingTables = (racks: readonly RackInstance[]): BulkTable[] => {
  const feeds = racks.flatMap((rack) =>
    COOLING_SOURCES.map((source) => ({ rack, source, watts: source.wattsOf(rack.type) ?? 0 })),
  );
  const used = feeds.filter(({ watts }) => watts > 0);
  return [
    table(
      'cooling-sources',
      COOLING_SOURCES.filter((source) => used.some((feed) => feed.source === source)),
      {
        site: SITE,
        location: LOCATION,
        name: ({ name }) => name,
        type: ({ type }) => type,
        status: STATUS,
        fluid_type: ({ fluid }) => fluid,
      },
    ),
    table('cooling-feeds', used, {
      site: SITE,
      cooling_source: ({ source }) => source.name,
      location: LOCATION,
      rack: ({ rack }) => rackName(rack),
      name: ({ rack, source }) => feedName(rack, source.name.toLowerCase()),
      status: STATUS,
      cooling_capacity: ({ watts }) => watts / 1000,
    }),
  ];
};
