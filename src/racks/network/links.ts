import { treeOf, type Fabric, type FabricProfile } from './fabric.ts';

export const switchTiers = ['leaf', 'spine', 'core'] as const;
export type SwitchTier = (typeof switchTiers)[number];
export type LinkTier = 'node' | 'leafSpine' | 'spineCore';

/** One end of a link. `index` counts the devices of that kind from 0, `port` the ports of that device from 1. */
export interface LinkEnd {
  readonly kind: 'node' | 'management' | SwitchTier;
  readonly index: number;
  readonly port: number;
}

export interface Link {
  readonly tier: LinkTier;
  readonly lower: LinkEnd;
  readonly upper: LinkEnd;
}

/**
 * Every link of a fabric, port by port: nodes fill the units in order, rail r of a node ends at leaf r of its unit, a
 * leaf spreads its uplinks evenly over the spines of its group, a group over the core switches. Management takes the places
 * behind the last node.
 */
export const fabricLinks = (fabric: Fabric, { pod, wiring }: FabricProfile): Link[] => {
  const { rails, planes, radix, uplinksPerLeaf } = wiring;
  const blocks = fabric.scalableUnits;
  const tree = treeOf(wiring, blocks);
  if (tree === null || planes * tree.leaf !== fabric.leaf) {
    throw new Error(`No wiring for ${String(fabric.leaf)} leaf switches of ${fabric.profile}`);
  }
  const { groups, leavesPerGroup, spinesPerGroup } = tree;
  const perSpine = uplinksPerLeaf / spinesPerGroup;
  const downPorts = radix - uplinksPerLeaf;
  const links: Link[] = [];

  const toLeaf = (kind: 'node' | 'management', index: number, slot: number, rail: number, plane: number): Link => ({
    tier: 'node',
    lower: { kind, index, port: kind === 'node' ? plane * rails + rail + 1 : 1 },
    upper: {
      kind: 'leaf',
      index: plane * tree.leaf + Math.floor(slot / pod.serversPerSu) * rails + rail,
      port: (slot % pod.serversPerSu) + 1,
    },
  });
  for (let node = 0; node < fabric.servers; node++) {
    for (let rail = 0; rail < rails; rail++) {
      for (let plane = 0; plane < planes; plane++) links.push(toLeaf('node', node, node, rail, plane));
    }
  }
  for (let cable = 0; cable < fabric.managementCables; cable++) {
    const slot = fabric.servers + Math.floor(cable / rails);
    links.push(toLeaf('management', cable, slot, cable % rails, 0));
  }

  const groupsPerRail = groups / rails;
  const groupUplinks = leavesPerGroup * uplinksPerLeaf;
  for (let plane = 0; plane < planes; plane++) {
    for (let leaf = 0; leaf < tree.leaf; leaf++) {
      const block = Math.floor(leaf / rails);
      const [group, member] =
        tree.core === null
          ? [0, leaf]
          : [(leaf % rails) * groupsPerRail + Math.floor(block / leavesPerGroup), block % leavesPerGroup];
      for (let uplink = 0; uplink < uplinksPerLeaf; uplink++) {
        const spine = Math.floor(uplink / perSpine);
        const spineIndex = plane * tree.spine + group * spinesPerGroup + spine;
        const port = member * perSpine + (uplink % perSpine) + 1;
        links.push({
          tier: 'leafSpine',
          lower: { kind: 'leaf', index: plane * tree.leaf + leaf, port: downPorts + uplink + 1 },
          upper: { kind: 'spine', index: spineIndex, port },
        });
        if (tree.core === null) continue;
        // As many uplinks as downlinks: the spine's port `port` comes back as its uplink of the same number.
        const number = spine * leavesPerGroup * perSpine + port - 1;
        links.push({
          tier: 'spineCore',
          lower: { kind: 'spine', index: spineIndex, port: Math.floor(radix / 2) + port },
          upper: {
            kind: 'core',
            index: plane * tree.core + (number % tree.core),
            port: group * (groupUplinks / tree.core) + Math.floor(number / tree.core) + 1,
          },
        });
      }
    }
  }
  return links;
};
