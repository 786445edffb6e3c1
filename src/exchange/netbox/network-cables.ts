import type { Device } from '../../racks/device.ts';
import type { Medium } from '../../catalog/schema.ts';
import type { RoutedCable } from '../../racks/network/route-network.ts';
import { interfacesOf } from './interfaces.ts';

export interface PortEnd {
  readonly device: string;
  readonly port: string;
}

export interface NetworkCable {
  readonly lower: PortEnd;
  readonly upper: PortEnd;
  readonly medium: Medium | null;
  readonly lengthM: number;
}

interface PortNames {
  /** Those of the compute network; all where none is marked as such. */
  readonly compute: readonly string[];
  readonly all: readonly string[];
}

/** Names of the ports of each type of device, found once. */
const portNamesByType = (): ((device: Device) => PortNames) => {
  const byType = new Map<string, PortNames>();
  return (device) => {
    const known = byType.get(device.id);
    if (known !== undefined) return known;
    const all = interfacesOf(device).map(({ name }) => name);
    const compute = all.filter((name) => /^compute /i.test(name));
    const names = { all, compute: compute.length > 0 ? compute : all };
    byType.set(device.id, names);
    return names;
  };
};

/** Cables between named ports; those whose devices are not known to have the port are counted. */
export const plugCables = (
  routed: readonly RoutedCable[],
): { readonly cables: readonly NetworkCable[]; readonly withoutPort: number } => {
  const portNames = portNamesByType();
  const cables = routed.flatMap(({ link, ends: [lower, upper], lengthM, medium }): NetworkCable[] => {
    const lowerNames = portNames(lower.device);
    const lowerPort = (link.lower.kind === 'node' ? lowerNames.compute : lowerNames.all).at(link.lower.port - 1);
    const upperPort = portNames(upper.device).all.at(link.upper.port - 1);
    if (lowerPort === undefined || upperPort === undefined) return [];
    return [
      {
        lower: { device: lower.name, port: lowerPort },
        upper: { device: upper.name, port: upperPort },
        medium,
        lengthM,
      },
    ];
  });
  return { cables, withoutPort: routed.length - cables.length };
};
