import acceleratorFacts from './facts/accelerators.json' with { type: 'json' };
import modelFacts from './facts/models.json' with { type: 'json' };
import rackFacts from './facts/racks.json' with { type: 'json' };
import serverFacts from './facts/servers.json' with { type: 'json' };
import type { Accelerator, Medium, Model, Pdu, Rack, ReferenceArchitecture, Server, Switch } from './schema.ts';

/** The shipped facts, each record with its sources and with what other sources say. */
export const accelerators = acceleratorFacts.records as readonly Accelerator[];
export const servers = serverFacts.records as readonly Server[];
export const models = modelFacts.records as readonly Model[];
export const racks = rackFacts.racks as readonly Rack[];
export const pdus = rackFacts.pdus as readonly Pdu[];
export const switches = rackFacts.switches as readonly Switch[];
export const media = rackFacts.media as readonly Medium[];
export const referenceArchitectures = rackFacts.referenceArchitectures as readonly ReferenceArchitecture[];

const finder = <T extends { readonly id: string }>(records: readonly T[]): ((id: string) => T | null) => {
  const byId = new Map(records.map((record) => [record.id, record]));
  return (id) => byId.get(id) ?? null;
};

export const findAccelerator = finder(accelerators);
export const findServer = finder(servers);
export const findModel = finder(models);
export const findSwitch = finder(switches);

/**
 * Launch year of the CPUs beside an accelerator, for figures that name no server: the earliest among the servers with it,
 * null where none of them tells.
 */
export const cpuLaunchYearBeside = (acceleratorId: string): number | null => {
  const years = servers.flatMap((server) =>
    server.acceleratorId === acceleratorId ? (server.cpuLaunchYear ?? []) : [],
  );
  return years.length === 0 ? null : Math.min(...years);
};

/** Uses of network ports that carry what accelerators of different servers send each other. */
const BETWEEN_ACCELERATORS = /compute|GPU fabric/i;

/**
 * One direction of the network ports that a server has for the traffic of its accelerators, for each of them, bytes/s; null where
 * nobody published them.
 */
export const portBytesPerGpu = ({ networkPorts, gpus }: Pick<Server, 'networkPorts' | 'gpus'>): number | null => {
  const gbitps = networkPorts
    .filter(({ use }) => BETWEEN_ACCELERATORS.test(use))
    .reduce((sum, { count, speedGbitps }) => sum + count * (speedGbitps ?? NaN), 0);
  return gbitps > 0 ? (gbitps * 1e9) / 8 / gpus : null;
};

/** The same beside an accelerator, for figures that name no server: the slowest among the servers with it. */
/** Accelerators that links of their own join where this one is used: the most of its servers; null where none is known. */
export const linkedBeside = (acceleratorId: string): number | null => {
  const sizes = servers.flatMap((server) => (server.acceleratorId === acceleratorId ? [server.gpus] : []));
  return sizes.length === 0 ? null : Math.max(...sizes);
};

export const portBytesPerGpuBeside = (acceleratorId: string): number | null => {
  const known = servers.flatMap((server) =>
    server.acceleratorId === acceleratorId ? (portBytesPerGpu(server) ?? []) : [],
  );
  return known.length === 0 ? null : Math.min(...known);
};
