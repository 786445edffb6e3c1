import { findSwitch } from '../../catalog/catalog.ts';
import { deviceHeightM, type CableEnd } from '../hall/route.ts';
import { standLayout, type DeviceInstance, type Layout } from '../layout.ts';
import { routeLink, type RoutedLink } from './cables.ts';
import { layoutLinks } from './layout-links.ts';

export interface RoutedCable extends RoutedLink {
  readonly ends: readonly [lower: DeviceInstance, upper: DeviceInstance];
}

/** Cables of the layout's network with their ways; empty where it has none. */
export const routeNetwork = (
  layout: Layout,
): {
  readonly routed: readonly RoutedCable[];
  /** Cables with an end that the layout does not hold. */
  readonly missing: number;
} => {
  const { hall, devices } = standLayout(layout);
  const network = layoutLinks(layout, devices);
  if (network === null) return { routed: [], missing: 0 };
  const { profile, fabric, links } = network;
  const { radix } = profile.wiring;
  const type = findSwitch(fabric.switchId);
  // A switch of twin ports is counted by its halves.
  const speedGbitps = ((type?.portSpeedGbitps ?? 0) * (type?.ports ?? radix)) / radix;
  const endOf = ({ rack, device, placement }: DeviceInstance): CableEnd => ({
    rack: rack.place,
    heightM: deviceHeightM(placement.bottomUnit ?? 1, device.heightUnits),
  });
  const routed = links.flatMap(({ link, lower, upper }): RoutedCable[] =>
    lower === null || upper === null
      ? []
      : [{ ...routeLink(link, endOf(lower), endOf(upper), hall, speedGbitps), ends: [lower, upper] }],
  );
  return { routed, missing: links.length - routed.length };
};
