import * as v from 'valibot';
import { modelShape } from '../records/model.ts';
import { TIERS } from '../records/tier.ts';
import { nonNegative } from '../records/values.ts';

/**
 * Shapes of the shipped facts. `null` means that nobody published the figure, or that no source with it could be read;
 * nothing is filled in. The types are used everywhere; the schemas run in the tests, not at every start of the page.
 */
export const text = v.string();
export const figure = nonNegative;
export const maybe = v.nullable(figure);

export const sourced = {
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/)),
  sources: v.pipe(v.array(text), v.minLength(1)),
  note: text,
};

/** What another source says about the same field. */
const otherValues = v.array(
  v.strictObject({ field: text, value: v.union([v.number(), v.string(), v.null()]), source: text }),
);

/**
 * What a chip is made of, as far as products run on it: the units that take the tiles of a product side by side (SMs of
 * NVIDIA, CUs of AMD, cores of Apple), the clock of its matrix units, and its memory bus. It has a source of its own.
 */
const siliconSchema = v.strictObject({
  computeUnits: figure,
  /** Boost clock; of the matrix units where they have one of their own. */
  clockMHz: maybe,
  busBits: maybe,
  /** Transfers per second of a wire of the bus. */
  gigatransfersPerS: maybe,
  tier: v.picklist(TIERS),
  source: text,
  /** Day on which it was collected. */
  date: text,
  otherValues,
});

export const acceleratorSchema = v.strictObject({
  ...sourced,
  name: text,
  vendor: text,
  architecture: text,
  formFactor: text,
  launchYear: maybe,
  launchDate: v.nullable(text),
  /** TFLOP/s without sparsity; matrix units where they exist, except fp64 and fp32, which are vector units. */
  peakDenseFp64Tflops: maybe,
  peakDenseFp64TensorTflops: maybe,
  peakDenseFp32Tflops: maybe,
  peakDenseTf32Tflops: maybe,
  peakDenseFp16Tflops: maybe,
  peakDenseBf16Tflops: maybe,
  peakDenseFp8Tflops: maybe,
  peakDenseInt8Tops: maybe,
  peakDenseFp4Tflops: maybe,
  /** As the maker prints it. */
  memoryGB: figure,
  memoryType: text,
  memoryBandwidthGBps: maybe,
  tdpW: maybe,
  interconnectName: text,
  /** GB/s, both directions added. */
  interconnectGBps: maybe,
  /** Where the speed of the link is from, where the maker's own sheet does not print it. */
  interconnectSource: v.nullable(text),
  priceUsd: maybe,
  priceDate: v.nullable(text),
  priceSource: v.nullable(text),
  silicon: v.nullable(siliconSchema),
  /**
   * Accelerator of the same silicon with another memory or a cut link, whose published timings hold for this one: kernels
   * reach the same shares of its peaks. Null where its peaks stand in another proportion (B300, GB200) or where none is.
   */
  kernelsOf: v.nullable(text),
  otherValues,
});
export type Accelerator = v.InferOutput<typeof acceleratorSchema>;

export const serverSchema = v.strictObject({
  ...sourced,
  vendor: text,
  model: text,
  acceleratorId: text,
  gpus: figure,
  uHeight: maybe,
  heightMm: maybe,
  widthMm: maybe,
  depthMm: maybe,
  weightKg: maybe,
  /** Published maximum input power. */
  maxPowerW: maybe,
  typicalPowerW: maybe,
  /** Wall power before load, mostly from MLPerf power runs. */
  idlePowerW: maybe,
  /** 0 means fed from the rack's busbar. */
  psuCount: maybe,
  psuRatingW: maybe,
  psuRedundancy: v.nullable(text),
  cooling: v.nullable(text),
  cpu: v.nullable(text),
  /** Year in which the CPU was launched; of the oldest where the server comes with several. */
  cpuLaunchYear: maybe,
  systemMemoryGB: maybe,
  networkPorts: v.array(v.strictObject({ count: figure, kind: text, speedGbitps: maybe, use: text })),
  priceUsd: maybe,
  priceDate: v.nullable(text),
  priceSource: v.nullable(text),
  measuredPower: v.array(
    v.strictObject({ workload: text, averageW: figure, maxW: maybe, mode: v.nullable(text), source: text }),
  ),
  otherValues,
});
export type Server = v.InferOutput<typeof serverSchema>;

export const modelSchema = v.strictObject({
  ...sourced,
  name: text,
  organisation: text,
  releaseYear: maybe,
  architecture: v.picklist(['dense', 'moe']),
  paramsTotal: maybe,
  paramsActive: maybe,
  ...modelShape,
  trainingTokens: maybe,
  trainingHardware: v.nullable(text),
  trainingGpuHours: maybe,
  trainingPowerWPerGpu: maybe,
  trainingEnergyMwh: maybe,
  trainingMfu: maybe,
  epochTrainingPowerDrawW: maybe,
  /** Counted from the dimensions, as a check of the published number. */
  derivedParamsTotal: v.optional(maybe),
  derivedParamsActive: v.optional(maybe),
  otherValues,
});
export type Model = v.InferOutput<typeof modelSchema>;

export const rackSchema = v.strictObject({
  ...sourced,
  vendor: text,
  model: text,
  uHeight: maybe,
  heightMm: maybe,
  widthMm: maybe,
  depthMm: maybe,
  mountingDepthMm: maybe,
  weightKg: maybe,
  maxStaticLoadKg: maybe,
});
export type Rack = v.InferOutput<typeof rackSchema>;

export const pduSchema = v.strictObject({
  ...sourced,
  vendor: text,
  model: text,
  ratedKw: maybe,
  ratingKind: v.nullable(text),
  outlets: v.nullable(text),
  input: v.nullable(text),
  weightKg: maybe,
  uHeight: maybe,
});
export type Pdu = v.InferOutput<typeof pduSchema>;

export const switchSchema = v.strictObject({
  ...sourced,
  vendor: text,
  model: text,
  ports: maybe,
  portSpeedGbitps: maybe,
  uHeight: maybe,
  weightKg: maybe,
  depthMm: maybe,
  typicalPowerW: maybe,
  maxPowerW: maybe,
});
export type Switch = v.InferOutput<typeof switchSchema>;

/** What joins two ports: a cable, or two transceivers and the fibre between them. */
export const mediumSchema = v.strictObject({
  ...sourced,
  vendor: text,
  model: text,
  medium: v.picklist(['copper', 'active-copper', 'active-optical', 'multimode', 'single-mode']),
  joins: v.picklist(['any', 'switches', 'switch-and-node']),
  /** Of one link. */
  speedGbitps: figure,
  mostLengthM: figure,
  /** Of one link, at the end in a switch and at the end in a server. */
  switchEndW: maybe,
  nodeEndW: maybe,
  priceUsd: maybe,
});
export type Medium = v.InferOutput<typeof mediumSchema>;

/** The network inside a rack-scale system: every accelerator reaches every switch chip. */
const scaleUpSchema = v.strictObject({
  computeTrays: figure,
  switchTrays: figure,
  chipsPerSwitchTray: figure,
  gpus: figure,
  linksPerGpu: figure,
  /** All links of one accelerator, both directions added. */
  gbytesPerSecondPerGpu: figure,
});
export type ScaleUp = v.InferOutput<typeof scaleUpSchema>;

/** How the switches of a pod's east-west network are wired; each node has one link per rail and plane. */
const fabricWiringSchema = v.strictObject({
  /** Name in a scenario and behind `roofrack fabric --profile`. */
  profile: text,
  switchId: text,
  rails: figure,
  /** Independent networks side by side, each with switches of its own. */
  planes: figure,
  /** Ports of a switch that one cable of the maker's tables joins. */
  portsPerCable: figure,
  /** Ports of a switch at the speed of a link. */
  radix: figure,
  uplinksPerLeaf: figure,
  /** Cables to the fabric managers on the leaf switches; they take the place of nodes. */
  managementCables: figure,
});
export type FabricWiring = v.InferOutput<typeof fabricWiringSchema>;

/** A row of a maker's table of switches and cables, as printed. */
const fabricRowSchema = v.strictObject({
  table: text,
  source: text,
  su: figure,
  nodes: figure,
  gpus: figure,
  leaf: figure,
  spine: maybe,
  core: maybe,
  nodeCables: figure,
  leafSpineCables: maybe,
  spineCoreCables: maybe,
});
export type FabricRow = v.InferOutput<typeof fabricRowSchema>;

/** A maker's own pod: servers per scalable unit, switches, cables. Other columns differ from one to the next. */
export const referenceArchitectureSchema = v.looseObject({
  ...sourced,
  name: text,
  serverId: v.nullable(text),
  serversPerSu: figure,
  maxSuInRa: v.optional(figure),
  serversPerRack: maybe,
  kwPerRack: v.optional(maybe),
  fabric: v.optional(fabricWiringSchema),
  scaleUp: v.optional(scaleUpSchema),
  scaleTable: v.optional(v.array(fabricRowSchema)),
  /** What the maker prints elsewhere for a row of the table. */
  otherCounts: v.optional(
    v.array(
      v.strictObject({
        nodes: figure,
        field: v.picklist(['su', 'gpus', 'computeCables', 'spineCoreCables']),
        value: figure,
        source: text,
      }),
    ),
  ),
});
export type ReferenceArchitecture = v.InferOutput<typeof referenceArchitectureSchema>;
