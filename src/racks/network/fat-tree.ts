/**
 * Switches of a non-blocking fat tree of leaf, spine and (where two tiers do not reach) core switches, all with the same
 * number of ports.
 *
 * One rule gives both upper tiers: a switch spreads its uplinks evenly, so the tier above a group of switches counts the
 * smallest divisor of the group's uplinks that has ports enough. It gives every two-tier row of NVIDIA's tables for
 * H100, B200, B300 XDR and B300 Ethernet, and every three-tier row of H100 and B200 (docs/racks.md).
 */
export interface TreeShape {
  readonly leaf: number;
  readonly spine: number;
  /** Null with two tiers. */
  readonly core: number | null;
  /** Leaves that reach the same spines: all of them with two tiers, some of one rail with three. */
  readonly groups: number;
  readonly leavesPerGroup: number;
  readonly spinesPerGroup: number;
}

/** The smallest divisor of `value` that is at least `least`; null where `least` is above `value`. */
export const smallestDivisorFrom = (value: number, least: number): number | null => {
  let best: number | null = null;
  for (let low = 1; low * low <= value; low++) {
    if (value % low !== 0) continue;
    if (low >= least) return low;
    const high = value / low;
    if (high >= least) best = high;
  }
  return best;
};

export interface TreeRequest {
  /** Blocks that are added as a whole; each has one leaf switch per rail. */
  readonly blocks: number;
  readonly rails: number;
  readonly uplinksPerLeaf: number;
  readonly radix: number;
}

const downPorts = (radix: number): number => Math.floor(radix / 2);

/** Blocks that three tiers reach: spine groups of half a switch's ports, as many groups as a core switch has ports. */
export const mostBlocks = ({ rails, radix }: Omit<TreeRequest, 'blocks'>): number =>
  Math.floor(radix / rails) * downPorts(radix);

/** Three tiers with spines in groups, each for so many leaves of one rail; null where a tier has too few ports. */
const grouped = (
  { blocks, rails, uplinksPerLeaf, radix }: TreeRequest,
  groups: number,
  leavesPerGroup: number,
): (TreeShape & { readonly core: number }) | null => {
  const spinesPerGroup = smallestDivisorFrom(uplinksPerLeaf, (leavesPerGroup * uplinksPerLeaf) / downPorts(radix));
  const groupUplinks = leavesPerGroup * uplinksPerLeaf;
  const core = smallestDivisorFrom(groupUplinks, (groups * groupUplinks) / radix);
  if (spinesPerGroup === null || core === null) return null;
  return { leaf: blocks * rails, spine: groups * spinesPerGroup, core, groups, leavesPerGroup, spinesPerGroup };
};

/**
 * The switches for that many blocks. Two tiers while each leaf reaches every spine; beyond, spines serve the leaves of one
 * rail (rail-optimised) in groups of at most half their ports, all groups sized alike and as few as there can be, and core
 * switches join the groups. Where a fabric of more blocks takes fewer spine and core switches, because its numbers divide
 * better, it is built for those. Null above `mostBlocks`.
 */
export const fatTree = (request: TreeRequest): TreeShape | null => {
  const { blocks, rails, uplinksPerLeaf, radix } = request;
  const leaf = blocks * rails;
  const spine = smallestDivisorFrom(uplinksPerLeaf, (leaf * uplinksPerLeaf) / radix);
  if (spine !== null) {
    return { leaf, spine, core: null, groups: 1, leavesPerGroup: leaf, spinesPerGroup: spine };
  }
  const down = downPorts(radix);
  let best: ReturnType<typeof grouped> = null;
  for (let perRail = Math.ceil(blocks / down); perRail <= Math.floor(radix / rails); perRail++) {
    // Fewer leaves than this fit a group less.
    const least = Math.max(Math.ceil(blocks / perRail), Math.floor(((perRail - 1) * down) / perRail) + 1);
    for (let leaves = least; leaves <= down; leaves++) {
      const shape = grouped(request, rails * perRail, leaves);
      if (shape === null) continue;
      if (best === null || shape.spine + shape.core < best.spine + best.core) best = shape;
    }
  }
  return best;
};
