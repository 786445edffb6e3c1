import { entryAt } from '../../base/checked.ts';
import { didYouMean } from '../../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { findServer, referenceArchitectures } from '../../catalog/catalog.ts';
import type { FabricRow, FabricWiring, ReferenceArchitecture } from '../../catalog/schema.ts';
import { fatTree, mostBlocks, type TreeShape } from './fat-tree.ts';

/** Cables between each two tiers; null where the upper of them is not there. */
export interface FabricCables {
  /** Nodes and management to leaf switches. */
  readonly node: number;
  readonly leafSpine: number | null;
  readonly spineCore: number | null;
}

export interface Fabric {
  readonly profile: string;
  readonly servers: number;
  /** Null where the profile is not of one server. */
  readonly gpus: number | null;
  readonly scalableUnits: number;
  readonly rails: number;
  readonly planes: number;
  readonly switchId: string;
  readonly leaf: number;
  readonly spine: number | null;
  readonly core: number | null;
  readonly cables: FabricCables;
  /** Of the node cables, those to the fabric managers. */
  readonly managementCables: number;
  readonly source: string;
  /** The maker's table that prints these counts; null where they follow the rule. */
  readonly table: string | null;
  readonly rule: string | null;
  /** Where the maker contradicts itself about these counts. */
  readonly contradictions: readonly string[];
}

export interface FabricProfile {
  readonly id: string;
  readonly pod: ReferenceArchitecture;
  readonly wiring: FabricWiring;
}

export const fabricProfiles: readonly FabricProfile[] = referenceArchitectures.flatMap((pod) =>
  pod.fabric === undefined ? [] : [{ id: pod.fabric.profile, pod, wiring: pod.fabric }],
);

/** By its name. */
export const findFabricProfile = (id: string): Result<FabricProfile, Problem> => {
  const found = fabricProfiles.find((profile) => profile.id === id);
  if (found !== undefined) return ok(found);
  const ids = fabricProfiles.map((profile) => profile.id);
  return err(problem('profile', `profile "${id}" is not a known fabric; ${didYouMean(id, ids)}`));
};

/** The pod that a maker designed around that server; null where there is none. */
export const profileOfServer = (serverId: string): FabricProfile | null =>
  fabricProfiles.find(({ pod }) => pod.serverId === serverId) ?? null;

export const RULE =
  'spines = the smallest divisor of a leaf’s uplinks ≥ leaves × uplinks / ports of a switch; beyond that three tiers, each by the same rule; cables and switches for whole scalable units';

const count = (value: number): string => value.toLocaleString('en-US');

/** Nodes that a number of scalable units takes, with the place of the management cables left to them. */
const nodesOf = ({ pod, wiring }: FabricProfile, scalableUnits: number): number =>
  scalableUnits * pod.serversPerSu - Math.ceil(wiring.managementCables / wiring.rails);

/** The most nodes that three tiers of its switches reach. */
export const mostServers = (profile: FabricProfile): number => nodesOf(profile, mostBlocks(profile.wiring));

const gpusPerServer = ({ pod }: FabricProfile): number | null =>
  pod.serverId === null ? null : (findServer(pod.serverId)?.gpus ?? null);

/** Cables of that many nodes, management aside. */
const nodeCables = ({ rails, planes, portsPerCable }: FabricWiring, servers: number): number =>
  (servers * rails * planes) / portsPerCable;

const sumOf = (row: FabricRow): number => row.nodeCables + (row.leafSpineCables ?? 0) + (row.spineCoreCables ?? 0);

/** Cables of all tiers together. */
export const cablesOf = ({ cables: { node, leafSpine, spineCore } }: Fabric): number =>
  node + (leafSpine ?? 0) + (spineCore ?? 0);

/** Of a row's node cables, those that go to no node. */
export const managementCablesOf = ({ wiring }: FabricProfile, row: FabricRow): number =>
  row.nodeCables - nodeCables(wiring, row.nodes);

/** What the maker counts twice. */
export const COUNT_WORDS = {
  su: 'scalable units',
  gpus: 'GPUs',
  computeCables: 'cables of the compute fabric',
  spineCoreCables: 'cables from spine to core',
} as const;

/** Where a row's GPUs are not those of its nodes; null where they are. */
export const gpuContradiction = ({ table, gpus, nodes }: FabricRow, gpusPerServer: number): string | null =>
  nodes * gpusPerServer === gpus
    ? null
    : `${table} prints ${count(gpus)} GPUs; ${count(nodes)} nodes of ${String(gpusPerServer)} are ${count(nodes * gpusPerServer)}.`;

type OtherCount = NonNullable<ReferenceArchitecture['otherCounts']>[number];

/** A row against what the maker prints of the same nodes elsewhere. */
export const otherCountContradiction = (row: FabricRow, { field, value, source }: OtherCount): string => {
  const { su, gpus, spineCoreCables, table } = row;
  const here = { su, gpus, computeCables: sumOf(row), spineCoreCables }[field];
  return `${table} has ${here === null ? 'no' : count(here)} ${COUNT_WORDS[field]}, ${source} prints ${count(value)}.`;
};

/** Everything in which the maker's own figures for a row disagree with each other. */
export const rowContradictions = (profile: FabricProfile, row: FabricRow): string[] => {
  const { pod, wiring } = profile;
  const gpus = gpusPerServer(profile);
  const table = pod.scaleTable ?? [];
  const others = (pod.otherCounts ?? []).filter(({ nodes }) => nodes === row.nodes);
  const sameUnits = table.filter(({ su, nodes }) => su === row.su && nodes !== row.nodes);
  const withManagement = nodeCables(wiring, row.nodes) + wiring.managementCables;
  return [
    ...(gpus === null ? [] : [gpuContradiction(row, gpus)]).filter((words) => words !== null),
    ...others.map((other) => otherCountContradiction(row, other)),
    ...(row.nodeCables < withManagement
      ? [
          `${row.table} counts ${count(row.nodeCables)} node cables, none of them to UFM; with UFM ${count(row.nodes)} nodes would need ${count(withManagement)} leaf ports and have ${count(row.leaf * (wiring.radix - wiring.uplinksPerLeaf))}.`,
        ]
      : []),
    ...sameUnits.map(
      ({ table: name, nodes }) =>
        `${row.table} has ${count(row.nodes)} nodes in ${String(row.su)} scalable units, ${name} ${count(nodes)}.`,
    ),
  ];
};

const fromRow = (profile: FabricProfile, row: FabricRow): Fabric => {
  const { id, wiring } = profile;
  return {
    profile: id,
    servers: row.nodes,
    gpus: row.nodes * (gpusPerServer(profile) ?? row.gpus / row.nodes),
    scalableUnits: row.su,
    rails: wiring.rails,
    planes: wiring.planes,
    switchId: wiring.switchId,
    leaf: row.leaf,
    spine: row.spine,
    core: row.core,
    cables: { node: row.nodeCables, leafSpine: row.leafSpineCables, spineCore: row.spineCoreCables },
    managementCables: managementCablesOf(profile, row),
    source: row.source,
    table: row.table,
    rule: null,
    contradictions: rowContradictions(profile, row),
  };
};

/** Trees by wiring and scalable units: fleets of many sizes share a few. */
const trees = new WeakMap<FabricWiring, Map<number, TreeShape | null>>();

/** The switches of so many scalable units; null beyond three tiers. */
export const treeOf = (wiring: FabricWiring, blocks: number): TreeShape | null => {
  let ofWiring = trees.get(wiring);
  if (ofWiring === undefined) trees.set(wiring, (ofWiring = new Map<number, TreeShape | null>()));
  let tree = ofWiring.get(blocks);
  if (tree === undefined) ofWiring.set(blocks, (tree = fatTree({ ...wiring, blocks })));
  return tree;
};

/** By the rule, whatever the maker prints; null beyond three tiers. */
export const fabricByRule = (profile: FabricProfile, servers: number): Fabric | null => {
  const { id, pod, wiring } = profile;
  const { rails, planes, portsPerCable, managementCables, uplinksPerLeaf } = wiring;
  const scalableUnits = Math.ceil((servers + Math.ceil(managementCables / rails)) / pod.serversPerSu);
  const tree = treeOf(wiring, scalableUnits);
  if (tree === null) return null;
  const uplinkCables = (planes * tree.leaf * uplinksPerLeaf) / portsPerCable;
  const gpus = gpusPerServer(profile);
  return {
    profile: id,
    servers,
    gpus: gpus === null ? null : servers * gpus,
    scalableUnits,
    rails,
    planes,
    switchId: wiring.switchId,
    leaf: planes * tree.leaf,
    spine: planes * tree.spine,
    core: tree.core === null ? null : planes * tree.core,
    cables: {
      node: nodeCables(wiring, servers) + managementCables,
      leafSpine: uplinkCables,
      spineCore: tree.core === null ? null : uplinkCables,
    },
    managementCables,
    source: entryAt(pod.sources, 0),
    table: null,
    rule: RULE,
    contradictions: [],
  };
};

/**
 * Switches and cables of a profile's network for a number of compute nodes: the maker's own row where a table has one,
 * else the rule, built for whole scalable units as NVIDIA asks (the part of the missing nodes stays unused).
 */
export const designFabric = (profile: FabricProfile, servers: number): Result<Fabric, Problem> => {
  const most = mostServers(profile);
  if (!Number.isInteger(servers) || servers < 1 || servers > most) {
    return err(
      problem(
        'servers',
        `servers is ${count(servers)}; ${profile.id} takes a whole number from 1 to ${count(most)} (three tiers of switches with ${String(profile.wiring.radix)} ports). Split a larger fleet into several fabrics.`,
      ),
    );
  }
  const row = profile.pod.scaleTable?.find(({ nodes }) => nodes === servers);
  if (row !== undefined) return ok(fromRow(profile, row));
  const fabric = fabricByRule(profile, servers);
  if (fabric === null) throw new Error(`No fat tree for ${String(servers)} nodes of ${profile.id}`);
  return ok(fabric);
};
