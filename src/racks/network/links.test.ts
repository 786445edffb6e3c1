import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceArchitectures } from '../../catalog/catalog.ts';
import type { ScaleUp } from '../../catalog/schema.ts';
import { layOutHall } from '../hall/hall.ts';
import { cableBill, chooseMedium, routeLink } from './cables.ts';
import { designFabric, fabricProfiles, findFabricProfile, type FabricProfile } from './fabric.ts';
import { fabricLinks, type LinkEnd } from './links.ts';
import { countScaleUp } from './scale-up.ts';

const linksOf = (profile: FabricProfile, servers: number) => {
  const fabric = designFabric(profile, servers);
  if (!fabric.ok) throw new Error(fabric.error.message);
  return { fabric: fabric.value, links: fabricLinks(fabric.value, profile) };
};
const named = (id: string): FabricProfile => {
  const found = findFabricProfile(id);
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
};
const key = ({ kind, index, port }: LinkEnd): string => `${kind} ${String(index)}:${String(port)}`;

it('uses every port at most once, keeps within the switches, and counts as the table does', () => {
  fc.assert(
    fc.property(fc.constantFrom(...fabricProfiles), fc.integer({ min: 1, max: 400 }), (profile, servers) => {
      const { wiring } = profile;
      const { fabric, links } = linksOf(profile, servers);
      const ends = links.flatMap(({ lower, upper }) => [lower, upper]).filter(({ kind }) => kind !== 'management');
      expect(new Set(ends.map(key)).size).toBe(ends.length);
      const counts = { leaf: fabric.leaf, spine: fabric.spine ?? 0, core: fabric.core ?? 0, node: servers };
      const outside = ends.filter(({ kind, index, port }) => {
        const ports = kind === 'node' ? wiring.rails * wiring.planes : wiring.radix;
        return kind === 'management' || index >= counts[kind] || port < 1 || port > ports;
      });
      expect(outside).toEqual([]);
      const of = (tier: string): number => links.filter((link) => link.tier === tier).length;
      const management = fabric.managementCables;
      expect(of('node')).toBe((fabric.cables.node - management) * wiring.portsPerCable + management);
      expect(of('leafSpine')).toBe((fabric.cables.leafSpine ?? 0) * wiring.portsPerCable);
      expect(of('spineCore')).toBe((fabric.cables.spineCore ?? 0) * wiring.portsPerCable);
    }),
    { numRuns: 30 },
  );
});

it('spreads uplinks evenly: each pair of leaf and spine has as many links as any other', () => {
  const { links } = linksOf(named('h100-superpod'), 95);
  const pairs = new Map<string, number>();
  for (const { tier, lower, upper } of links) {
    if (tier === 'leafSpine')
      pairs.set(
        `${String(lower.index)}-${String(upper.index)}`,
        (pairs.get(`${String(lower.index)}-${String(upper.index)}`) ?? 0) + 1,
      );
  }
  expect(pairs.size).toBe(24 * 16);
  expect(new Set(pairs.values())).toEqual(new Set([2]));
});

it('any two leaves of three tiers meet at a core switch that both reach', () => {
  const { fabric, links } = linksOf(named('a100-superpod'), 140);
  const spineOf = new Map<number, Set<number>>();
  const coresOf = new Map<number, Set<number>>();
  for (const { tier, lower, upper } of links) {
    const map = tier === 'leafSpine' ? spineOf : tier === 'spineCore' ? coresOf : null;
    if (map !== null) map.set(lower.index, (map.get(lower.index) ?? new Set()).add(upper.index));
  }
  const reach = (leaf: number): Set<number> =>
    new Set([...(spineOf.get(leaf) ?? [])].flatMap((spine) => [...(coresOf.get(spine) ?? [])]));
  for (let leaf = 0; leaf < fabric.leaf; leaf++) expect(reach(leaf).size).toBe(fabric.core);
});

describe('media', () => {
  it('are chosen by length and speed', () => {
    const chosen = [1, 3, 4, 30, 60, 400, 1500, 3000].map((m) => chooseMedium(m, 400, true)?.id ?? null);
    expect(chosen).toEqual(['mcp7y00', 'mcp7y00', 'acc-400', 'mma4z00', 'mms4x00', 'mms4x00-nm', 'mms4x50-nm', null]);
    expect(chooseMedium(2, 400, false)?.id).toBe('mcp4y10');
    expect(chooseMedium(3, 400, false)?.id).toBe('acc-400');
    expect(chooseMedium(2, 800, false)).toBeNull();
  });

  it('are added up by length, and unknown power stays unknown', () => {
    const { links } = linksOf(named('h100-superpod'), 31);
    const racks = Array.from({ length: 10 }, () => ({ widthMm: 600, depthMm: 1200, massKg: null, powerW: null }));
    const hall = layOutHall(racks);
    const place = hall.rows.flatMap((row) => row.racks);
    const endOf = ({ kind, index }: LinkEnd) => ({
      rack: place[kind === 'node' ? Math.floor(index / 4) : 9]!,
      heightM: 1,
    });
    const routed = links.map((link) => routeLink(link, endOf(link.lower), endOf(link.upper), hall, 400));
    const bill = cableBill(routed);
    expect(bill.reduce((sum, line) => sum + line.links, 0)).toBe(252 + 256);
    expect(bill.every(({ lengthM, medium }) => medium !== null && medium.mostLengthM >= lengthM)).toBe(true);
    // Leaf and spine share the rack: 1.6 m of copper, whose power nobody printed.
    expect(bill[0]).toMatchObject({ lengthM: 2, powerW: null, medium: { id: 'mcp4y10' } });
    const optical = bill.find(({ medium }) => medium?.id === 'mma4z00');
    expect(optical?.powerW).toBe((optical?.links ?? 0) * 15.5);
  });
});

it('NVL72: 18 chips, 1,296 links, 129.6 TB/s, every GPU at every chip', () => {
  const pod = referenceArchitectures.find(({ id }) => id === 'superpod-gb200');
  expect(countScaleUp(pod?.scaleUp as ScaleUp)).toEqual({
    switchChips: 18,
    links: 1296,
    linksPerChip: 72,
    fullMesh: true,
    bandwidthTBps: 129.6,
  });
});
