import type { Device, PortGroup } from '../../racks/device.ts';

/** Types that NetBox has for ports of a kind and speed in Gbit/s (dcim/choices.py, InterfaceTypeChoices). */
const TYPES: readonly (readonly [kind: string, speedGbitps: number, type: string])[] = [
  ['InfiniBand', 100, 'infiniband-edr'],
  ['InfiniBand', 200, 'infiniband-hdr'],
  ['InfiniBand', 400, 'infiniband-ndr'],
  ['InfiniBand', 800, 'infiniband-xdr'],
  ['Ethernet', 1, '1000base-t'],
  ['Ethernet', 10, '10gbase-t'],
  ['Ethernet', 25, '25gbase-x-sfp28'],
  ['Ethernet', 40, '40gbase-x-qsfpp'],
  ['Ethernet', 100, '100gbase-x-qsfp28'],
  ['Ethernet', 200, '200gbase-x-qsfp56'],
  ['Ethernet', 400, '400gbase-x-osfp'],
  ['Ethernet', 800, '800gbase-x-osfp'],
];

/** InfiniBand or Ethernet, by the words that makers use; a port of both is given as the faster network's, InfiniBand. */
const family = (kind: string): string =>
  /infiniband|\b[ehnx]dr\b/i.test(kind)
    ? 'InfiniBand'
    : /ethernet|gbe|vpi|connectx|base-/i.test(kind)
      ? 'Ethernet'
      : '';

const typeOf = ({ kind, speedGbitps }: PortGroup): string =>
  TYPES.find(([name, speed]) => name === family(kind) && speed === speedGbitps)?.[2] ?? 'other';

export interface NetboxInterface {
  readonly name: string;
  readonly type: string;
  readonly mgmt_only?: true;
}

const nameOf = (use: string, number: number): string => `${use === '' ? 'port' : use.slice(0, 56)} ${String(number)}`;

const isManagement = (use: string): boolean => /out.of.band|management|bmc|ipmi/i.test(use) && !/storage/i.test(use);

/** Ports of a device, each by a name: what it is for and a number, from 1 for each use. */
export const interfacesOf = ({ ports }: Device): NetboxInterface[] => {
  const used = new Map<string, number>();
  return ports.flatMap((group) =>
    Array.from({ length: group.count }, () => {
      const number = (used.get(group.use) ?? 0) + 1;
      used.set(group.use, number);
      return {
        name: nameOf(group.use, number),
        type: typeOf(group),
        ...(isManagement(group.use) ? { mgmt_only: true as const } : {}),
      };
    }),
  );
};

/** Ports by use and type, as far as NetBox tells them apart. */
export const portsOfInterfaces = (interfaces: readonly Pick<NetboxInterface, 'name' | 'type'>[]): PortGroup[] => {
  const groups = new Map<string, PortGroup>();
  for (const { name, type } of interfaces) {
    const use = name.replace(/[-_/ ]*\d+(?:[-_/:.]\d+)*$/, '');
    const [kind, speedGbitps] = TYPES.find((candidate) => candidate[2] === type) ?? [type, null];
    const key = JSON.stringify([use, type]);
    groups.set(key, { kind, speedGbitps, use, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
};
