import { ok, type Problem, type Result } from '../../base/result.ts';
import { findSwitch } from '../../catalog/catalog.ts';
import type { Device, DeviceCount } from '../device.ts';
import type { Layout } from '../layout.ts';
import { designFabric, findFabricProfile, type Fabric } from './fabric.ts';
import { switchTiers } from './links.ts';

export interface FabricDevices {
  readonly fabric: Fabric;
  /** The switches, a type of device for each tier. */
  readonly devices: readonly DeviceCount[];
  /** For a layout: what each part of the network is called; `node` is for whoever knows the servers. */
  readonly network: Omit<NonNullable<Layout['network']>, 'node'>;
}

/** Supplies of a switch are not in the catalogue: its power hangs on no known feed. */
const switchDevice = (switchId: string, tier: string, radix: number): Device => {
  const type = findSwitch(switchId);
  if (type === null) throw new Error(`Fabric of an unknown switch ${switchId}`);
  return {
    id: `${switchId}-${tier}`,
    name: `${tier[0].toUpperCase()}${tier.slice(1)} switch, ${type.model}`,
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
    pool: null,
  };
};

/** The switches of a network as devices to be packed. */
export const fabricDevices = (profileId: string, servers: number): Result<FabricDevices, Problem> => {
  const profile = findFabricProfile(profileId);
  if (!profile.ok) return profile;
  const designed = designFabric(profile.value, servers);
  if (!designed.ok) return designed;
  const fabric = designed.value;
  const tiers = switchTiers.flatMap((tier) => {
    const count = fabric[tier] ?? 0;
    return count === 0
      ? []
      : [{ tier, count, device: switchDevice(fabric.switchId, tier, profile.value.wiring.radix) }];
  });
  const idOf = (tier: string): string | null => tiers.find((one) => one.tier === tier)?.device.id ?? null;
  const leaf = idOf('leaf');
  if (leaf === null) throw new Error(`A fabric of ${profileId} without leaf switches`);
  return ok({
    fabric,
    devices: tiers.map(({ device, count }) => ({ device, count })),
    network: { profile: profileId, leaf, spine: idOf('spine'), core: idOf('core') },
  });
};
