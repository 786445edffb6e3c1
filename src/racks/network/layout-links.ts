import { entryAt } from '../../base/checked.ts';
import type { DeviceInstance, Layout } from '../layout.ts';
import { designFabric, findFabricProfile, mostServers, type Fabric, type FabricProfile } from './fabric.ts';
import { fabricLinks, switchTiers, type Link, type LinkEnd, type SwitchTier } from './links.ts';

/** A link of a layout; an end is null where the layout has no such device (the fabric managers). */
export interface LayoutLink {
  readonly link: Link;
  readonly lower: DeviceInstance | null;
  readonly upper: DeviceInstance | null;
}

export interface LayoutNetwork {
  readonly profile: FabricProfile;
  /** Of one network, where the servers are beyond what the switches of one reach. */
  readonly fabric: Fabric;
  readonly links: readonly LayoutLink[];
}

type Instances = Readonly<Record<SwitchTier, readonly DeviceInstance[]>>;

/**
 * The switches of a network plane after plane, as the fabric counts them. All of a rack go to one plane as far as its share
 * of each tier allows, racks in turn: a lost rack then takes one plane, and the leaves of a server stand close to each other.
 */
const planeAfterPlane = (switches: Instances, planes: number): Instances => {
  if (planes === 1) return switches;
  const racks = new Map<number, Record<SwitchTier, DeviceInstance[]>>();
  for (const tier of switchTiers) {
    for (const deviceInstance of switches[tier]) {
      const { index } = deviceInstance.rack;
      let held = racks.get(index);
      if (held === undefined) racks.set(index, (held = { leaf: [], spine: [], core: [] }));
      held[tier].push(deviceInstance);
    }
  }
  const dealt = Array.from({ length: planes }, () => ({
    leaf: [] as DeviceInstance[],
    spine: [] as DeviceInstance[],
    core: [] as DeviceInstance[],
  }));
  const room = (plane: number, tier: SwitchTier): number =>
    switches[tier].length / planes - entryAt(dealt, plane)[tier].length;
  const all = (plane: number): number => switchTiers.reduce((sum, tier) => sum + room(plane, tier), 0);
  const roomiest = (fits: (plane: number) => boolean): number | undefined =>
    [...dealt.keys()].filter(fits).sort((a, b) => all(b) - all(a))[0];
  const sizeOf = ({ leaf, spine, core }: Record<SwitchTier, DeviceInstance[]>): number =>
    leaf.length + spine.length + core.length;
  for (const held of [...racks.values()].sort((a, b) => sizeOf(b) - sizeOf(a))) {
    const whole = roomiest((plane) => switchTiers.every((tier) => held[tier].length <= room(plane, tier)));
    for (const tier of switchTiers) {
      for (const deviceInstance of held[tier]) {
        entryAt(dealt, whole ?? roomiest((plane) => room(plane, tier) >= 1) ?? 0)[tier].push(deviceInstance);
      }
    }
  }
  const inOrder = (tier: SwitchTier): readonly DeviceInstance[] =>
    dealt.flatMap((plane) => plane[tier].toSorted((a, b) => a.number - b.number));
  return { leaf: inOrder('leaf'), spine: inOrder('spine'), core: inOrder('core') };
};

/**
 * The links of a layout's network between the devices that stand in its racks; several networks of equal size where one does
 * not reach, as a plan counts them. Null where it has none that is known.
 */
export const layoutLinks = (
  { network }: Pick<Layout, 'network'>,
  devices: readonly DeviceInstance[],
): LayoutNetwork | null => {
  if (network === null) return null;
  const profile = findFabricProfile(network.profile);
  if (!profile.ok) return null;
  const ofType = (id: string | null): DeviceInstance[] => devices.filter(({ device }) => device.id === id);
  const by = {
    node: ofType(network.node),
    leaf: ofType(network.leaf),
    spine: ofType(network.spine),
    core: ofType(network.core),
  };
  const networks = Math.max(1, Math.ceil(by.node.length / mostServers(profile.value)));
  const nodes = Math.ceil(by.node.length / networks);
  const designed = designFabric(profile.value, nodes);
  if (!designed.ok) return null;
  const fabric = designed.value;
  const each = { node: nodes, leaf: fabric.leaf, spine: fabric.spine ?? 0, core: fabric.core ?? 0 };
  const wired = fabricLinks(fabric, profile.value);
  const links = Array.from({ length: networks }, (_, number) => {
    const own = (kind: 'node' | SwitchTier): readonly DeviceInstance[] =>
      by[kind].slice(number * each[kind], (number + 1) * each[kind]);
    const switches = planeAfterPlane(
      { leaf: own('leaf'), spine: own('spine'), core: own('core') },
      profile.value.wiring.planes,
    );
    const nodesOfIt = own('node');
    const instance = ({ kind, index }: LinkEnd): DeviceInstance | null =>
      kind === 'management' ? null : ((kind === 'node' ? nodesOfIt : switches[kind]).at(index) ?? null);
    return wired.flatMap((link) => {
      const [lower, upper] = [instance(link.lower), instance(link.upper)];
      // The last network has ports for nodes that are not there.
      return lower === null && link.lower.kind === 'node' && networks > 1 ? [] : [{ link, lower, upper }];
    });
  });
  return { profile: profile.value, fabric, links: links.flat() };
};
