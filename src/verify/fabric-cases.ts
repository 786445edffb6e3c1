import { findServer } from '../catalog/catalog.ts';
import type { FabricRow } from '../catalog/schema.ts';
import {
  cablesOf,
  COUNT_WORDS,
  fabricByRule,
  fabricProfiles,
  gpuContradiction,
  managementCablesOf,
  otherCountContradiction,
  type FabricProfile,
} from '../racks/network/fabric.ts';
import { result, type PublishedCase } from './case.ts';

/** A figure of a maker's table of switches and cables, and what the rule makes of the same number of nodes. */
interface FabricCase {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly source: string;
  readonly printed: number;
  readonly computed: number | null;
  /** Where the maker prints two figures for the same thing. */
  readonly slip?: string;
}

/** By the rule alone, with management cables where the table counts them: the row itself is not looked up. */
const rowCases = (profile: FabricProfile, row: FabricRow): FabricCase[] => {
  const { pod, wiring } = profile;
  const managementCables = managementCablesOf(profile, row);
  const fabric = fabricByRule({ ...profile, wiring: { ...wiring, managementCables } }, row.nodes);
  const of = (key: string, words: string, unit: string, printed: number, computed: number | null) => ({
    id: `${profile.id}-${String(row.nodes)}-${key}`,
    label: `${pod.name}, ${row.table}, ${String(row.nodes)} nodes: ${words}`,
    unit,
    source: row.source,
    printed,
    computed,
  });
  const gpusPerServer = pod.serverId === null ? null : (findServer(pod.serverId)?.gpus ?? null);
  const gpus = of('gpus', 'GPUs', 'GPUs', row.gpus, gpusPerServer === null ? null : row.nodes * gpusPerServer);
  const gpuSlip = gpusPerServer === null ? null : gpuContradiction(row, gpusPerServer);
  const computed = {
    su: fabric?.scalableUnits ?? null,
    gpus: gpus.computed,
    computeCables: fabric === null ? null : cablesOf(fabric),
    spineCoreCables: fabric?.cables.spineCore ?? null,
  };
  const printedCables = row.nodeCables + (row.leafSpineCables ?? 0) + (row.spineCoreCables ?? 0);
  return [
    of('leaf', 'leaf switches', 'switches', row.leaf, fabric?.leaf ?? null),
    of('spine', 'spine switches', 'switches', row.spine ?? 0, fabric?.spine ?? 0),
    ...(row.core === null ? [] : [of('core', 'core switches', 'switches', row.core, fabric?.core ?? null)]),
    of('cables', 'cables', 'cables', printedCables, computed.computeCables),
    ...(gpuSlip === null ? [] : [{ ...gpus, slip: gpuSlip }]),
    ...(pod.otherCounts ?? [])
      .filter(({ nodes }) => nodes === row.nodes)
      .map((other) => ({
        ...of(`other-${other.field}`, COUNT_WORDS[other.field], '', other.value, computed[other.field]),
        source: other.source,
        slip: otherCountContradiction(row, other),
      })),
  ];
};

const ADDRESS = /https?:\/\/\S+/;

/** Every row of NVIDIA's tables of switches and cables. */
export const fabricCases = (): readonly PublishedCase[] =>
  fabricProfiles.flatMap((profile) =>
    (profile.pod.scaleTable ?? []).flatMap((row) =>
      rowCases(profile, row).map(({ id, label, unit, source, printed, computed, slip }) => ({
        id,
        label,
        unit,
        citation: {
          author: 'NVIDIA',
          title: `${profile.pod.name}: ${source.replace(ADDRESS, '').trim() || row.table}`,
          date: null,
          address: ADDRESS.exec(source)?.[0] ?? null,
        },
        printed,
        tolerance: 0,
        compute: result(() => computed, fabricRule(profile)),
        why: slip ?? null,
      })),
    ),
  );

const fabricRule = ({ wiring }: FabricProfile): string =>
  `rail rule, ${String(wiring.rails)} rails, ${String(wiring.radix)} ports a switch; spines by the smallest divisor of the uplinks that has room`;
