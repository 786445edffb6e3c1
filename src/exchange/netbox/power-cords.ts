import { entryAt } from '../../base/checked.ts';
import type { DeviceInstance, Layout, RackInstance } from '../../racks/layout.ts';
import { cordsByFeed } from '../../racks/power/supplies.ts';
import { PDU_INPUT, powerPortsOf, type NetboxOutlet } from './device-type-file.ts';

/** From a power port of a device to an outlet of a PDU of its rack. */
interface PowerCord {
  readonly device: string;
  readonly port: string;
  readonly pdu: string;
  readonly outlet: string;
}

export interface PowerCords {
  readonly cords: readonly PowerCord[];
  /** The feed that each PDU hangs on. */
  readonly inputs: readonly { readonly pdu: string; readonly feed: string; readonly rack: RackInstance }[];
  /** By the id of a PDU's type: of each kind as many as the fullest PDU of the type has in use. */
  readonly outlets: ReadonlyMap<string, readonly NetboxOutlet[]>;
  /** Racks that have feeds and powered devices, and nothing between them. */
  readonly racksWithoutPdu: number;
}

const OUTLET_OF: Readonly<Record<string, string>> = {
  'iec-60320-c14': 'iec-60320-c13',
  'iec-60320-c20': 'iec-60320-c19',
};

const outletName = (type: string, number: number): string =>
  `${type.replace('iec-60320-', '').toUpperCase()} ${String(number)}`;

const outletsOf = (counts: ReadonlyMap<string, number>): readonly NetboxOutlet[] =>
  [...counts].flatMap(([type, count]) =>
    Array.from({ length: count }, (_, index) => ({
      name: outletName(type, index + 1),
      type,
      power_port: PDU_INPUT,
    })),
  );

/** Hangs the supplies of each rack on its PDUs: the PDUs take the feeds in turn, supplies are shared out over the feeds. */
export const hangCords = ({ feeds }: Layout, devices: readonly DeviceInstance[]): PowerCords => {
  const cords: PowerCord[] = [];
  const inputs: PowerCords['inputs'][number][] = [];
  const mostInUse = new Map<string, Map<string, number>>();
  let racksWithoutPdu = 0;
  const racks = feeds.length === 0 ? [] : Map.groupBy(devices, ({ rack }) => rack.index).values();
  for (const held of racks) {
    const pdus = held.filter(({ device }) => device.role === 'pdu');
    const powered = held.filter(({ device }) => device.role !== 'pdu' && powerPortsOf(device).length > 0);
    if (pdus.length === 0) {
      if (powered.length > 0) racksWithoutPdu += 1;
      continue;
    }
    for (const [index, pdu] of pdus.entries()) {
      inputs.push({ pdu: pdu.name, feed: entryAt(feeds, index % feeds.length).name, rack: pdu.rack });
    }
    const inUse = new Map<string, number>();
    const plugIn = (port: string, device: string, outlet: string, behind: readonly DeviceInstance[]): void => {
      const load = ({ name }: DeviceInstance): number => inUse.get(`${name} ${outlet}`) ?? 0;
      const pdu = behind.reduce((least, candidate) => (load(candidate) < load(least) ? candidate : least));
      const number = load(pdu) + 1;
      inUse.set(`${pdu.name} ${outlet}`, number);
      const most = mostInUse.get(pdu.device.id) ?? new Map<string, number>();
      mostInUse.set(pdu.device.id, most.set(outlet, Math.max(most.get(outlet) ?? 0, number)));
      cords.push({ device, port, pdu: pdu.name, outlet: outletName(outlet, number) });
    };
    const feedsWithPdu = Math.min(feeds.length, pdus.length);
    for (const { name, device } of powered) {
      const ports = powerPortsOf(device);
      let fed = 0;
      for (const [feed, count] of cordsByFeed(ports.length, feedsWithPdu).entries()) {
        const behind = pdus.filter((_, index) => index % feeds.length === feed);
        for (const port of ports.slice(fed, fed + count)) {
          plugIn(port.name, name, OUTLET_OF[port.type] ?? port.type, behind);
        }
        fed += count;
      }
    }
  }
  const outlets = new Map([...mostInUse].map(([pdu, counts]) => [pdu, outletsOf(counts)]));
  return { cords, inputs, outlets, racksWithoutPdu };
};
