import { stringify } from 'yaml';
import { findServer, findSwitch } from '../../catalog/catalog.ts';
import type { Device } from '../../racks/device.ts';
import { interfacesOf } from './interfaces.ts';

/** A device type as NetBox knows it. */
export interface NetboxType {
  readonly manufacturer: string;
  readonly model: string;
  readonly slug: string;
}

/** NetBox asks for a maker; a device that is not of the catalogue has none that we know. */
export const NO_MAKER = 'Unspecified';

/** A slug that leads back to the id: ids have dots and no underscores, slugs the other way about. */
export const slugOfId = (id: string): string => id.replaceAll('.', '_');

/** A name that no spreadsheet runs as a formula, at most as long as NetBox takes: CSV and YAML must name it alike. */
export const netboxName = (name: string, fallback: string): string =>
  name
    .trim()
    .replace(/^['=+\-@\t\r\n＝＋－＠ ]+/, '')
    .slice(0, 100)
    .trim() || fallback;

/** Names told apart, whatever their case: a second one of the same gets its id behind it. */
export const toldApart = (name: string, id: string, used: Set<string>): string => {
  const own = used.has(name.toLowerCase()) ? `${name.slice(0, Math.max(0, 99 - id.length))} ${id}`.trim() : name;
  used.add(own.toLowerCase());
  return own;
};

const roundTo = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Maker, model and slug of each device, models of one maker told apart. */
export const netboxTypes = (devices: readonly Device[]): ReadonlyMap<string, NetboxType> => {
  const modelsOfMaker = new Map<string, Set<string>>();
  return new Map(
    devices.map(({ id, name }) => {
      const record = findServer(id) ?? findSwitch(id);
      const manufacturer = record?.vendor ?? NO_MAKER;
      const models = modelsOfMaker.get(manufacturer) ?? new Set<string>();
      modelsOfMaker.set(manufacturer, models);
      const model = toldApart(netboxName(record?.model ?? name, id), id, models);
      return [id, { manufacturer, model, slug: slugOfId(id) }];
    }),
  );
};

/** Power ports: one for each supply, the planned power shared out over them to the watt. */
export interface NetboxPowerPort {
  readonly name: string;
  readonly type: string;
  readonly maximum_draw?: number;
  readonly allocated_draw?: number;
}

/** An inlet carries 10 A (C14) or 16 A (C20); at 240 V that is 2.4 kW. */
const C14_W = 2400;

export const powerPortsOf = ({ powerW, supplies }: Device): NetboxPowerPort[] => {
  const count = supplies?.count ?? 1;
  if (powerW === null && supplies === null) return [];
  const watts = Math.round(powerW ?? 0);
  const needed = Math.max(1, count - (supplies?.mayFail ?? 0));
  // With the spare ones dark, the others carry it all.
  const most = Math.ceil(watts / needed);
  const type =
    supplies === null ? 'other' : Math.max(most, supplies.ratingW ?? 0) > C14_W ? 'iec-60320-c20' : 'iec-60320-c14';
  return Array.from({ length: count }, (_, index) => {
    const share = Math.floor((watts * (index + 1)) / count) - Math.floor((watts * index) / count);
    return {
      name: supplies === null ? 'Input' : `PSU${String(index + 1)}`,
      type,
      ...(powerW === null || most < 1 ? {} : { maximum_draw: most }),
      ...(powerW === null || share < 1 ? {} : { allocated_draw: share }),
    };
  });
};

/** Outlets of a rack PDU, by name. */
export interface NetboxOutlet {
  readonly name: string;
  readonly type: string;
  readonly power_port: string;
}

export const PDU_INPUT = 'Input';

/** The YAML of NetBox' device type library. `outlets` for a PDU. */
export const deviceTypeYaml = (device: Device, type: NetboxType, outlets: readonly NetboxOutlet[]): string => {
  const ports = device.role === 'pdu' ? [{ name: PDU_INPUT, type: 'hardwired' }] : powerPortsOf(device);
  const interfaces = interfacesOf(device);
  return stringify(
    {
      ...type,
      u_height: Math.ceil(device.heightUnits * 2) / 2,
      is_full_depth: device.depth === 'full',
      ...(device.massKg === null ? {} : { weight: roundTo(device.massKg, 2), weight_unit: 'kg' }),
      comments: `${device.name}, ${device.role}, as planned with Roofrack.`,
      ...(ports.length === 0 ? {} : { 'power-ports': ports }),
      ...(outlets.length === 0 ? {} : { 'power-outlets': outlets }),
      ...(interfaces.length === 0 ? {} : { interfaces }),
    },
    { lineWidth: 0 },
  );
};
