import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../base/result.ts';
import { referenceArchitectures } from '../../catalog/catalog.ts';
import { fabricProblems } from './check-fabric.ts';
import { designFabric as design, fabricProfiles, findFabricProfile, mostServers, type Fabric } from './fabric.ts';
import { fatTree, mostBlocks, smallestDivisorFrom } from './fat-tree.ts';
import { switchBill } from './switch-bill.ts';

const value = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const designFabric = (profile: string, servers: number) => design(value(findFabricProfile(profile)), servers);
const counts = ({ leaf, spine, core, cables }: Fabric) => [
  leaf,
  spine,
  core,
  cables.node,
  cables.leafSpine,
  cables.spineCore,
];
const of = (profile: string, servers: number) => counts(value(designFabric(profile, servers)));

describe('what NVIDIA prints', () => {
  it.each(['h100-superpod', 'b200-superpod'])('Table 4 of %s, UFM cables counted', (profile) => {
    expect(of(profile, 31)).toEqual([8, 4, null, 252, 256, null]);
    expect(of(profile, 63)).toEqual([16, 8, null, 508, 512, null]);
    expect(of(profile, 95)).toEqual([24, 16, null, 764, 768, null]);
    expect(of(profile, 127)).toEqual([32, 16, null, 1020, 1024, null]);
  });

  it.each(['h100-superpod', 'b200-superpod'])('Table 3 of %s, larger pods', (profile) => {
    expect(of(profile, 128)).toEqual([32, 16, null, 1024, 1024, null]);
    expect(of(profile, 256)).toEqual([64, 32, null, 2048, 2048, null]);
    expect(of(profile, 512)).toEqual([128, 128, 64, 4096, 4096, 4096]);
    expect(of(profile, 1024)).toEqual([256, 256, 128, 8192, 8192, 8192]);
    expect(of(profile, 2048)).toEqual([512, 512, 256, 16_384, 16_384, 16_384]);
  });

  it('B300 XDR', () => {
    expect(of('b300-xdr-superpod', 72)).toEqual([8, 4, null, 576, 576, null]);
    expect(of('b300-xdr-superpod', 288)).toEqual([32, 18, null, 2304, 2304, null]);
    expect(of('b300-xdr-superpod', 576)).toEqual([64, 36, null, 4608, 4608, null]);
    expect(of('b300-xdr-superpod', 1296)).toEqual([144, 72, null, 10_368, 10_368, null]);
  });

  it('B300 Ethernet in two planes', () => {
    expect(of('b300-ethernet-superpod', 64)).toEqual([16, 8, null, 512, 512, null]);
    expect(of('b300-ethernet-superpod', 1024)).toEqual([256, 128, null, 8192, 8192, null]);
  });
});

it('gives every printed row by the rule alone', () => {
  for (const { wiring, pod } of fabricProfiles) {
    for (const row of pod.scaleTable ?? []) {
      const tree = fatTree({ ...wiring, blocks: row.su });
      const all = (each: number | null | undefined): number | null =>
        typeof each === 'number' ? each * wiring.planes : null;
      expect([all(tree?.leaf), all(tree?.spine), all(tree?.core)], `${pod.id}, ${String(row.su)} SU`).toEqual([
        row.leaf,
        row.spine,
        row.core,
      ]);
    }
  }
});

it('builds whole scalable units for node counts between the rows, with room for UFM', () => {
  expect(of('h100-superpod', 1)).toEqual([8, 4, null, 12, 256, null]);
  expect(of('h100-superpod', 32)).toEqual([16, 8, null, 260, 512, null]);
  expect(of('h100-superpod', 40)).toEqual([16, 8, null, 324, 512, null]);
  expect(of('h100-superpod', 129)).toEqual([40, 32, null, 1036, 1280, null]);
  expect(of('h100-superpod', 288)).toEqual([80, 128, 40, 2308, 2560, 2560]);
  expect(of('b300-xdr-superpod', 216)).toEqual([24, 12, null, 1728, 1728, null]);
  expect(of('h200-superpod', 127)).toEqual([32, 16, null, 1020, 1024, null]);
});

it('A100: units of 20 nodes, 8 leaf switches of 40 ports each', () => {
  expect(of('a100-superpod', 20)).toEqual([8, 4, null, 160, 160, null]);
  expect(of('a100-superpod', 40)).toEqual([16, 10, null, 320, 320, null]);
  expect(of('a100-superpod', 80)).toEqual([32, 20, null, 640, 640, null]);
  expect(of('a100-superpod', 140)).toEqual([56, 80, 28, 1120, 1120, 1120]);
});

it('an inference network has a pair of switches for each 64 servers and none of the rails', () => {
  expect(of('inference-frontend', 302)).toEqual([10, 8, null, 604, 640, null]);
  expect(value(designFabric('inference-frontend', 302)).gpus).toBeNull();
});

describe('contradictions of the maker', () => {
  const flags = (profile: string, servers: number) => value(designFabric(profile, servers)).contradictions.join('\n');

  it('2,042 cables in the bill against 2,044 in Table 4', () => {
    expect(flags('h100-superpod', 127)).toMatch(/2,044 cables of the compute fabric, .* prints 2,042/);
    expect(flags('b200-superpod', 127)).not.toContain('2,042');
  });

  it('9,216 GPUs for 1,296 nodes of eight', () => {
    expect(flags('b300-xdr-superpod', 1296)).toContain('prints 9,216 GPUs; 1,296 nodes of 8 are 10,368');
    expect(value(designFabric('b300-xdr-superpod', 1296)).gpus).toBe(10_368);
    expect(flags('b300-xdr-superpod', 576)).toBe('');
  });

  it('Table 3 leaves UFM out, and a later print has 56 scalable units for 2,048 nodes', () => {
    expect(flags('b200-superpod', 64)).toContain(
      'none of them to UFM; with UFM 64 nodes would need 516 leaf ports and have 512',
    );
    expect(flags('h100-superpod', 2048)).toMatch(/64 scalable units, .* prints 56/);
    expect(flags('h100-superpod', 128)).toMatch(/no cables from spine to core, .* prints 1,024/);
  });
});

describe('what cannot be', () => {
  it('names the limit of the profile, and the nearest one that there is', () => {
    for (const servers of [0, -1, 1.5, NaN, 8192, 1e15]) {
      const refused = designFabric('h100-superpod', servers);
      expect(refused.ok ? '' : refused.error.message).toContain('from 1 to 8,191');
    }
    expect(designFabric('h100-superpod', 8191)).toMatchObject({
      ok: true,
      value: { leaf: 2048, spine: 2048, core: 1024 },
    });
    const refused = findFabricProfile('h100-suprpod');
    expect(refused.ok ? '' : refused.error.message).toContain('did you mean "h100-superpod"');
  });

  it('8 leaf switches for 128 servers', () => {
    const wiring = value(findFabricProfile('h100-superpod')).wiring;
    const [why] = fabricProblems({ servers: 128, leaf: 8, spine: 4, core: null }, { ...wiring, managementCables: 0 });
    expect(why).toContain('128 downlinks each on 64 ports');
    expect(why).toContain('need 16 leaf switches without any uplink, 32 with as many uplinks as downlinks');
    const claim = { servers: 127, leaf: 32, spine: 16, core: null };
    expect(fabricProblems(claim, wiring)).toEqual([]);
    expect(fabricProblems({ ...claim, leaf: 16 }, wiring).join()).toContain('none is left for uplinks');
    expect(fabricProblems({ ...claim, leaf: 24 }, wiring).join()).toContain('blocks above 49 % load');
    expect(fabricProblems({ ...claim, spine: 8 }, wiring).join()).toContain(
      '128 links each on 64 ports; 16 are needed',
    );
    expect(fabricProblems({ ...claim, leaf: 4 }, wiring).join()).toContain('8 rails');
    const large = { servers: 512, leaf: 128, spine: 128, core: 32 };
    expect(fabricProblems(large, { ...wiring, managementCables: 0 }).join()).toContain('64 are needed');
  });
});

it('every fabric of every profile has ports enough, spreads its uplinks evenly and grows with the servers', () => {
  fc.assert(
    fc.property(
      fc
        .constantFrom(...fabricProfiles)
        .chain((profile) => fc.tuple(fc.constant(profile), fc.integer({ min: 1, max: mostServers(profile) }))),
      ([profile, servers]) => {
        const { wiring } = profile;
        const fabric = value(designFabric(profile.id, servers));
        // A printed row without UFM has no ports for it.
        const managementCables = fabric.managementCables;
        expect(fabricProblems(fabric, { ...wiring, managementCables })).toEqual([]);
        const perSpine = (fabric.leaf * wiring.uplinksPerLeaf) / (fabric.spine ?? 1);
        if (fabric.core === null) expect(Number.isInteger(perSpine)).toBe(true);
        expect(fabric.cables.node).toBe(
          (servers * wiring.rails * wiring.planes) / wiring.portsPerCable + managementCables,
        );
        const next = designFabric(profile.id, servers + 1);
        if (!next.ok) return;
        expect(next.value.leaf).toBeGreaterThanOrEqual(fabric.leaf);
        expect(switchBill(next.value).count).toBeGreaterThanOrEqual(switchBill(fabric).count);
      },
    ),
  );
});

it('never takes more switches than a larger fabric that divides better', () => {
  // 132 leaf switches in three groups of 44 would take 88 core switches, in groups of 45 they take 72.
  expect(of('inference-frontend', 8448).slice(0, 3)).toEqual([264, 384, 144]);
  expect(of('inference-frontend', 8449).slice(0, 3)).toEqual([266, 384, 144]);
});

it('three tiers end where a core switch has no port left for another group', () => {
  const request = { rails: 8, radix: 64, uplinksPerLeaf: 32 };
  expect(mostBlocks(request)).toBe(256);
  expect(fatTree({ ...request, blocks: 256 })).toMatchObject({ leaf: 2048, spine: 2048, core: 1024 });
  expect(fatTree({ ...request, blocks: 257 })).toBeNull();
});

it('finds the smallest divisor from a number on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 6000, noNaN: true }), (number, least) => {
      const all = Array.from({ length: number }, (_, i) => i + 1).filter((d) => number % d === 0 && d >= least);
      expect(smallestDivisorFrom(number, least)).toBe(all[0] ?? null);
    }),
  );
});

it('adds up the switches, and leaves unknown what nobody published', () => {
  expect(switchBill(value(designFabric('h100-superpod', 127)))).toMatchObject({
    count: 48,
    units: 48,
    massKg: 48 * 14.8,
    typicalPowerW: 48 * 747,
    maxPowerW: 48 * 1720,
  });
  expect(switchBill(value(designFabric('a100-superpod', 20)))).toMatchObject({
    count: 12,
    massKg: 12 * 11.4,
    typicalPowerW: null,
    maxPowerW: null,
    priceUsd: null,
  });
});

it('every wiring names a switch of the catalogue', () => {
  for (const { id } of fabricProfiles) expect(switchBill(value(designFabric(id, 1))).count, id).toBeGreaterThan(0);
  expect(referenceArchitectures.filter(({ fabric }) => fabric !== undefined)).toHaveLength(fabricProfiles.length);
});
