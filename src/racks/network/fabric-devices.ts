import { ok, type Problem, type Result } from '../../base/result.ts';
import { findSwitch } from '../../catalog/catalog.ts';
import type { Device, DeviceCount } from '../device.ts';
import type { Layout } from '../layout.ts';
import type { SpreadRule } from '../packing/request.ts';
import { designFabric, findFabricProfile, treeOf, type Fabric, type FabricProfile } from './fabric.ts';
import { switchTiers, type SwitchTier } from './links.ts';

export interface FabricDevices {
  readonly fabric: Fabric;
  /** The switches, a type of device and a pool for each tier. */
  readonly devices: readonly DeviceCount[];
  /** How its switches must stand so that with any one rack lost every server elsewhere keeps a way to the top. */
  readonly spread: readonly SpreadRule[];
  /** For a layout: what each part of the network is called; `node` is for whoever knows the servers. */
  readonly network: Omit<NonNullable<Layout['network']>, 'node'>;
}

const poolOf = (tier: string): string => `${tier} switches`;

/** Switches of each tier that one device below is cabled to; of a tier above the leaves, within one plane. */
const reachOf = (fabric: Fabric, { wiring }: FabricProfile): Readonly<Record<SwitchTier, number>> => {
  const { rails, planes, uplinksPerLeaf } = wiring;
  const tree = treeOf(wiring, fabric.scalableUnits);
  const spinesPerGroup = tree?.spinesPerGroup ?? 0;
  const uplinks = spinesPerGroup === 0 ? 0 : ((tree?.leavesPerGroup ?? 0) * uplinksPerLeaf) / spinesPerGroup;
  return { leaf: rails * planes, spine: spinesPerGroup, core: Math.min(tree?.core ?? 0, uplinks) };
};

/**
 * No rack holds all switches of a tier that a device hangs on. Where that is one switch, only another plane can stand in for
 * it: a rack then holds one of each tier, which `layoutLinks` gives to one plane.
 */
const surviveARack = (
  tiers: readonly SwitchTier[],
  reach: Readonly<Record<SwitchTier, number>>,
  planes: number,
): readonly SpreadRule[] => {
  const byPlane = planes > 1 && tiers.some((tier) => reach[tier] < 2);
  return tiers.flatMap((tier) => {
    const most = byPlane ? 1 : reach[tier] - 1;
    return most < 1 ? [] : [{ pool: poolOf(tier), over: 'rack' as const, most }];
  });
};

/** Supplies of a switch are not in the catalogue: its power hangs on no known feed. */
const switchDevice = (switchId: string, tier: string, radix: number): Device => {
  const type = findSwitch(switchId);
  if (type === null) throw new Error(`Fabric of an unknown switch ${switchId}`);
  return {
    id: `${switchId}-${tier}`,
    name: `${tier.charAt(0).toUpperCase()}${tier.slice(1)} switch, ${type.model}`,
    role: 'switch',
    heightUnits: type.uHeight ?? 1,
    depth: 'full',
    width: 'full',
    depthMm: type.depthMm,
    powerW: type.maxPowerW ?? type.typicalPowerW,
    massKg: type.weightKg,
    ports: [
      {
        count: radix,
        kind: /quantum|infiniband/i.test(type.model) ? 'InfiniBand' : 'Ethernet',
        speedGbitps: ((type.portSpeedGbitps ?? 0) * (type.ports ?? radix)) / radix,
        use: 'fabric',
      },
    ],
    supplies: null,
    liquidShare: 0,
    ownRack: null,
    pool: { name: poolOf(tier), replicasPerDevice: 0 },
  };
};

/** The switches of a network as devices to be packed. */
export const fabricDevices = (profileId: string, servers: number): Result<FabricDevices, Problem> => {
  const profile = findFabricProfile(profileId);
  if (!profile.ok) return profile;
  const designed = designFabric(profile.value, servers);
  return designed.ok ? ok(devicesOf(profile.value, designed.value)) : designed;
};

export const devicesOf = (profile: FabricProfile, fabric: Fabric): FabricDevices => {
  const tiers = switchTiers.flatMap((tier) => {
    const count = fabric[tier] ?? 0;
    return count === 0 ? [] : [{ tier, count, device: switchDevice(fabric.switchId, tier, profile.wiring.radix) }];
  });
  const idOf = (tier: string): string | null => tiers.find((candidate) => candidate.tier === tier)?.device.id ?? null;
  const leaf = idOf('leaf');
  if (leaf === null) throw new Error(`A fabric of ${profile.id} without leaf switches`);
  return {
    fabric,
    devices: tiers.map(({ device, count }) => ({ device, count })),
    spread: surviveARack(
      tiers.map(({ tier }) => tier),
      reachOf(fabric, profile),
      profile.wiring.planes,
    ),
    network: { profile: profile.id, leaf, spine: idOf('spine'), core: idOf('core') },
  };
};
