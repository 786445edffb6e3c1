import { formatNumber } from '../base/format.ts';
import { servers, switches } from './catalog.ts';
import type { Server, Switch } from './schema.ts';
import { moreOfModel, sameModel, words } from './same-model.ts';
import { suppliesThatMayFail } from './supplies.ts';

/** What NetBox knows of a device, as far as a rack plan needs it. Null where the file does not say. */
export interface DeviceType {
  readonly manufacturer: string;
  readonly model: string;
  readonly slug: string;
  readonly uHeight: number;
  readonly isFullDepth: boolean;
  readonly weightKg: number | null;
  readonly powerPorts: readonly {
    readonly name: string;
    readonly type: string;
    readonly maximumDrawW: number | null;
    /** What a plan reckons with; NetBox adds these up. */
    readonly allocatedDrawW: number | null;
  }[];
  readonly interfaces: readonly { readonly name: string; readonly type: string; readonly managementOnly: boolean }[];
}

export interface DeviceConflict {
  readonly field: string;
  readonly message: string;
}

/** What an inlet of IEC 60320 carries at 240 V: 10 A by C14, 16 A by C20 and by C22, which may be hotter. */
const INLET_W: Readonly<Record<string, number>> = {
  'iec-60320-c14': 2400,
  'iec-60320-c20': 3840,
  'iec-60320-c22': 3840,
};

const catalogueId = ({ manufacturer, slug }: DeviceType): string =>
  words(slug).replace(new RegExp(`^${words(manufacturer)}-`), '');

/** Files often begin the model with its maker. */
const modelOf = ({ manufacturer, model }: DeviceType): string =>
  words(model).replace(new RegExp(`^${words(manufacturer)}-`), '');

/** The shipped server of that id or model; of several that the name may mean, the one that contradicts the file least. */
export const matchingServer = (device: DeviceType): Server | null => {
  const ids = [words(device.slug), catalogueId(device)];
  const given = modelOf(device);
  const alike = [
    servers.filter(({ id }) => ids.includes(id)),
    servers.filter(({ model }) => sameModel(model, given)),
    servers.filter(({ model }) => moreOfModel(model, given)),
  ].find((found) => found.length > 0);
  const conflicts = (server: Server): number => serverConflicts(device, server).length;
  return alike?.toSorted((a, b) => conflicts(a) - conflicts(b)).at(0) ?? null;
};

export const matchingSwitch = (device: DeviceType): Switch | null =>
  switches.find(({ id }) => id === catalogueId(device) || id === modelOf(device)) ?? null;

const figure = (value: number): string => formatNumber(value, 5);

/** What is wrong with the file whoever made the device. */
const ownConflicts = ({ powerPorts }: DeviceType): DeviceConflict[] =>
  powerPorts.flatMap(({ name, type, maximumDrawW }) => {
    const mostW = INLET_W[type];
    return mostW !== undefined && maximumDrawW !== null && maximumDrawW > mostW
      ? [
          {
            field: 'power-ports',
            message: `${name} draws ${figure(maximumDrawW)} W through a ${type} inlet, which carries ${figure(mostW)} W.`,
          },
        ]
      : [];
  });

const differs = (
  field: string,
  unit: string,
  theirs: number | null,
  ours: number | null,
  tolerance: number,
): DeviceConflict[] =>
  theirs === null || ours === null || Math.abs(theirs - ours) <= tolerance
    ? []
    : [
        {
          field,
          message: `${field}: ${figure(theirs)} ${unit} in the file, ${figure(ours)} ${unit} in the catalogue.`,
        },
      ];

/** Supplies of the file must carry what the catalogue says the server draws, also when the spare ones are out. */
const supplyConflicts = ({ powerPorts }: DeviceType, server: Server): DeviceConflict[] => {
  const draws = powerPorts.flatMap(({ maximumDrawW }) => maximumDrawW ?? []);
  const inReserve =
    draws.length === server.psuCount ? (suppliesThatMayFail(server.psuRedundancy, draws.length) ?? 0) : 0;
  const carriedW = draws
    .toSorted((a, b) => a - b)
    .slice(0, draws.length - inReserve)
    .reduce((sum, draw) => sum + draw, 0);
  return [
    ...differs('power-ports', 'supplies', powerPorts.length, server.psuCount, 0),
    ...(draws.length > 0 && server.maxPowerW !== null && carriedW < server.maxPowerW
      ? [
          {
            field: 'power-ports',
            message: `power-ports give ${figure(carriedW)} W${inReserve > 0 ? ` with ${String(inReserve)} in reserve` : ''}; the catalogue has a maximum of ${figure(server.maxPowerW)} W.`,
          },
        ]
      : []),
  ];
};

/** One kg is what cables and rails make. */
const WEIGHT_KG = 1;

/** Network ports of the file; one without interfaces says nothing about them. */
const dataPorts = ({ interfaces }: DeviceType): number | null =>
  interfaces.length === 0 ? null : interfaces.filter(({ managementOnly }) => !managementOnly).length;

const serverConflicts = (device: DeviceType, server: Server): DeviceConflict[] => [
  ...differs('u_height', 'U', device.uHeight, server.uHeight, 0),
  ...differs('weight', 'kg', device.weightKg, server.weightKg, WEIGHT_KG),
  ...supplyConflicts(device, server),
  ...differs(
    'interfaces',
    'ports',
    dataPorts(device),
    server.networkPorts.length === 0 ? null : server.networkPorts.reduce((sum, { count }) => sum + count, 0),
    0,
  ),
];

const switchConflicts = (device: DeviceType, known: Switch): DeviceConflict[] => [
  ...differs('u_height', 'U', device.uHeight, known.uHeight, 0),
  ...differs('weight', 'kg', device.weightKg, known.weightKg, WEIGHT_KG),
  ...differs('interfaces', 'ports', dataPorts(device), known.ports, 0),
];

/** Everything in which the file contradicts itself or the catalogue. */
export const deviceConflicts = (device: DeviceType): DeviceConflict[] => {
  const server = matchingServer(device);
  const ethernetSwitch = matchingSwitch(device);
  return [
    ...ownConflicts(device),
    ...(server === null ? [] : serverConflicts(device, server)),
    ...(server !== null || ethernetSwitch === null ? [] : switchConflicts(device, ethernetSwitch)),
  ];
};
