import {
  OWN_PREFIX,
  type OwnAccelerator,
  type OwnFacts,
  type OwnModel,
  type OwnServer,
} from '../records/own-hardware.ts';
import type { Scenario } from '../records/scenario.ts';
import type { Tier } from '../records/tier.ts';
import { accelerators, models, servers } from './catalog.ts';
import { hasExperts } from './model-geometry.ts';
import type { Accelerator, Model, Server } from './schema.ts';

/** How the numbers of a thing are known: as its maker prints them, or as its owner entered them. */
export const tierOfHardware = (id: string): Tier => (id.startsWith(OWN_PREFIX) ? 'assumed' : 'datasheet');

/** How the numbers of a model are known: as its maker publishes them, or as a file of its owner tells them. */
export const tierOfModel = (id: string): Tier => (id.startsWith(OWN_PREFIX) ? 'assumed' : 'published');

const sources = (source: string): string[] => [source === '' ? 'own hardware, as its owner entered it' : source];

/** What stands in the columns of an accelerator of which nobody has published anything. */
export const UNKNOWN_ACCELERATOR: Omit<Accelerator, 'id' | 'name' | 'memoryGB'> = {
  vendor: '',
  architecture: '',
  formFactor: '',
  launchYear: null,
  launchDate: null,
  peakDenseFp64Tflops: null,
  peakDenseFp64TensorTflops: null,
  peakDenseFp32Tflops: null,
  peakDenseTf32Tflops: null,
  peakDenseFp16Tflops: null,
  peakDenseBf16Tflops: null,
  peakDenseFp8Tflops: null,
  peakDenseInt8Tops: null,
  peakDenseFp4Tflops: null,
  memoryType: '',
  memoryBandwidthGBps: null,
  tdpW: null,
  interconnectName: '',
  interconnectGBps: null,
  interconnectSource: null,
  priceUsd: null,
  priceDate: null,
  priceSource: null,
  silicon: null,
  kernelsOf: null,
  otherValues: [],
  sources: [],
  note: '',
};

/** A user's own accelerator with the columns of the shipped ones; what nobody entered is unknown, memory NaN. */
export const toAccelerator = (own: OwnAccelerator): Accelerator => ({
  ...UNKNOWN_ACCELERATOR,
  ...own,
  memoryGB: own.memoryGB ?? NaN,
  peakDenseFp16Tflops: own.peakDenseBf16Tflops,
  priceSource: own.priceUsd === null ? null : own.source,
  sources: sources(own.source),
});

export const toServer = (own: OwnServer): Server => ({
  ...own,
  heightMm: null,
  widthMm: null,
  depthMm: null,
  typicalPowerW: null,
  psuRedundancy: null,
  cooling: null,
  cpu: null,
  cpuLaunchYear: null,
  systemMemoryGB: null,
  priceDate: null,
  priceSource: own.priceUsd === null ? null : own.source,
  measuredPower: [],
  otherValues: [],
  sources: sources(own.source),
});

/** A user's own model with the columns of the shipped ones; its parameters are counted from its layers. */
export const toModel = (own: OwnModel): Model => ({
  ...own,
  organisation: '',
  releaseYear: null,
  architecture: hasExperts(own) ? 'moe' : 'dense',
  paramsTotal: null,
  paramsActive: null,
  trainingTokens: null,
  trainingHardware: null,
  trainingGpuHours: null,
  trainingPowerWPerGpu: null,
  trainingEnergyMwh: null,
  trainingMfu: null,
  epochTrainingPowerDrawW: null,
  otherValues: [],
  sources: [own.source === '' ? 'config.json given by the user' : own.source],
});

/** The shipped accelerators, servers and models, and those that a scenario brings along. */
export interface Hardware {
  readonly accelerators: readonly Accelerator[];
  readonly servers: readonly Server[];
  readonly findAccelerator: (id: string) => Accelerator | null;
  readonly findServer: (id: string) => Server | null;
  readonly models: readonly Model[];
  readonly findModel: (id: string) => Model | null;
}

const withOwn = (own: OwnFacts | null): Hardware => {
  const allAccelerators = own === null ? accelerators : [...own.accelerators.map(toAccelerator), ...accelerators];
  const allServers = own === null ? servers : [...own.servers.map(toServer), ...servers];
  const acceleratorById = new Map(allAccelerators.map((accelerator) => [accelerator.id, accelerator]));
  const allModels = own === null ? models : [...own.models.map(toModel), ...models];
  const modelById = new Map(allModels.map((model) => [model.id, model]));
  const serverById = new Map(allServers.map((server) => [server.id, server]));
  return {
    accelerators: allAccelerators,
    servers: allServers,
    findAccelerator: (id) => acceleratorById.get(id) ?? null,
    findServer: (id) => serverById.get(id) ?? null,
    models: allModels,
    findModel: (id) => modelById.get(id) ?? null,
  };
};

const shipped = withOwn(null);
/** A search asks for the same scenario's hardware thousands of times. */
const known = new WeakMap<OwnFacts, Hardware>();

export const hardwareOf = ({ own }: Pick<Scenario, 'own'>): Hardware => {
  if (own === null) return shipped;
  let hardware = known.get(own);
  if (hardware === undefined) {
    hardware = withOwn(own);
    known.set(own, hardware);
  }
  return hardware;
};

/** Things of both, the first one's where both have an id. */
const joined = <T extends { readonly id: string }>(first: readonly T[], second: readonly T[]): T[] => [
  ...first,
  ...second.filter(({ id }) => first.every((candidate) => candidate.id !== id)),
];

/** The scenario with all of `more` at hand beside what it carries, to be asked about any of it. */
export const withHardware = <S extends Scenario>(scenario: S, more: OwnFacts): S =>
  more.accelerators.length + more.servers.length + more.models.length === 0
    ? scenario
    : {
        ...scenario,
        own: {
          accelerators: joined(scenario.own?.accelerators ?? [], more.accelerators),
          servers: joined(scenario.own?.servers ?? [], more.servers),
          models: joined(scenario.own?.models ?? [], more.models),
        },
      };

/** The scenario with no more hardware of its own than it uses: what a file or a link of it carries. */
export const withNeededHardware = <S extends Scenario>(scenario: S): S => {
  const { own, hardware } = scenario;
  if (own === null) return scenario;
  const ownServers = own.servers.filter(({ id }) => id === hardware.server);
  const needed = [hardware.accelerator, ...ownServers.map(({ acceleratorId }) => acceleratorId)];
  const ownAccelerators = own.accelerators.filter(({ id }) => needed.includes(id));
  const ownModels = own.models.filter(({ id }) => id === scenario.model);
  const needs = { accelerators: ownAccelerators, servers: ownServers, models: ownModels };
  const kinds = ['accelerators', 'servers', 'models'] as const;
  if (kinds.every((kind) => needs[kind].length === 0)) return { ...scenario, own: null };
  return kinds.every((kind) => needs[kind].length === own[kind].length) ? scenario : { ...scenario, own: needs };
};
