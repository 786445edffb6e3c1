import type { Tier } from '../records/tier.ts';
import { nestedValues } from './nested-facts.ts';

/** Everything the catalogue knows of one thing, field by field, each with where it comes from and how it is known. */
export interface Fact {
  readonly field: string;
  readonly label: string;
  /** Null: not published, or not found in a source that could be read. */
  readonly value: number | string | null;
  readonly unit: string;
  readonly tier: Tier;
  readonly source: string;
  /** When it was published or collected, as precisely as is known. */
  readonly date: string;
  /** What other sources say. */
  readonly others: readonly { readonly value: number | string | null; readonly source: string }[];
}

/** The day the shipped facts were gathered; their sources carry revisions and dates of their own. */
export const COLLECTED = '2026-11-21';

interface FieldSpec {
  readonly label: string;
  readonly unit?: string;
  readonly tier?: Tier;
}

const field = (label: string, unit = '', tier?: Tier): FieldSpec => ({ label, unit, ...(tier && { tier }) });
const tflops = (format: string): FieldSpec => field(`Peak ${format}`, 'TFLOP/s');

/** Names and units of the fields that are numbers or short words; a field that is not here is no fact of its own. */
const FIELDS: Readonly<Record<string, FieldSpec>> = {
  architecture: field('Architecture'),
  formFactor: field('Form factor'),
  launchDate: field('Launched'),
  launchYear: field('Launched in'),
  peakDenseFp64Tflops: tflops('fp64, vectors'),
  peakDenseFp64TensorTflops: tflops('fp64, matrices'),
  peakDenseFp32Tflops: tflops('fp32, vectors'),
  peakDenseTf32Tflops: tflops('tf32'),
  peakDenseFp16Tflops: tflops('fp16'),
  peakDenseBf16Tflops: tflops('bf16'),
  peakDenseFp8Tflops: tflops('fp8'),
  peakDenseInt8Tops: field('Peak int8', 'TOP/s'),
  peakDenseFp4Tflops: tflops('fp4'),
  memoryGB: field('Memory', 'GB'),
  memoryType: field('Memory type'),
  memoryBandwidthGBps: field('Memory bandwidth', 'GB/s'),
  tdpW: field('Power limit', 'W'),
  interconnectName: field('Link'),
  interconnectGBps: field('Link, both directions', 'GB/s'),
  computeUnits: field('Compute units'),
  clockMHz: field('Clock of the matrix units', 'MHz'),
  busBits: field('Memory bus', 'bits'),
  gigatransfersPerS: field('Memory transfers', 'GT/s'),
  priceUsd: field('Price', 'USD', 'published'),
  model: field('Model'),
  acceleratorId: field('Accelerator'),
  accelerator: field('Accelerator'),
  gpus: field('Accelerators'),
  uHeight: field('Height', 'U'),
  heightMm: field('Height', 'mm'),
  widthMm: field('Width', 'mm'),
  depthMm: field('Depth', 'mm'),
  mountingDepthMm: field('Mounting depth', 'mm'),
  weightKg: field('Weight', 'kg'),
  maxStaticLoadKg: field('Load, static', 'kg'),
  maxPowerW: field('Maximum power', 'W'),
  typicalPowerW: field('Typical power', 'W'),
  idlePowerW: field('Power before load, measured', 'W', 'published'),
  psuCount: field('Power supplies'),
  psuRatingW: field('Rating of a supply', 'W'),
  psuRedundancy: field('Redundancy'),
  cooling: field('Cooling'),
  cpu: field('CPU'),
  cpuLaunchYear: field('CPU launched in'),
  systemMemoryGB: field('System memory', 'GB'),
  ratedKw: field('Rating', 'kW'),
  ratingKind: field('Rating is'),
  outlets: field('Outlets'),
  input: field('Input'),
  ports: field('Ports'),
  portSpeedGbitps: field('Port speed', 'Gbit/s'),
  medium: field('Medium'),
  joins: field('Joins'),
  speedGbitps: field('Speed of a link', 'Gbit/s'),
  mostLengthM: field('Longest', 'm'),
  switchEndW: field('Power per link, switch end', 'W'),
  nodeEndW: field('Power per link, server end', 'W'),
  serverId: field('Server'),
  serversPerSu: field('Servers per scalable unit'),
  maxSuInRa: field('Scalable units at most'),
  maxServers: field('Servers at most'),
  maxGpus: field('Accelerators at most'),
  computeRacksPerSu: field('Racks per scalable unit'),
  totalRacks: field('Racks'),
  kwPerSu: field('Power per scalable unit', 'kW'),
  pdusPerComputeRack: field('PDUs per rack of servers'),
  pdusPerManagementRack: field('PDUs per rack of management'),
  managementServers: field('Servers of management'),
  derivedKwPerRackAt4: field('Power of a rack of four, derived', 'kW', 'assumed'),
  derivedSwitchKw: field('Power of the switches, derived', 'kW', 'assumed'),
  derivedTotalMw4su: field('Power of four scalable units, derived', 'MW', 'assumed'),
  serversPerRack: field('Servers per rack'),
  kwPerRack: field('Power per rack', 'kW'),
  organisation: field('Organisation'),
  releaseYear: field('Released'),
  paramsTotal: field('Parameters'),
  paramsActive: field('Active parameters'),
  layerCount: field('Layers'),
  hidden: field('Hidden size'),
  kvBytesPerToken1k: field('Keys and values per token at 1 k, 16 bits', 'B'),
  kvBytesPerToken128k: field('Keys and values per token at 128 k, 16 bits', 'B'),
  stateBytes: field('Constant state of a sequence', 'B'),
  lookupParams: field('Parameters looked up only'),
  towerParams: field('Parameters of encoders'),
  vocab: field('Vocabulary'),
  context: field('Context', 'tokens'),
  derivedParamsTotal: field('Parameters, from the dimensions'),
  derivedParamsActive: field('Active, from the dimensions'),
  trainingTokens: field('Training tokens'),
  trainingHardware: field('Trained on'),
  trainingGpuHours: field('Training', 'accelerator hours'),
  trainingPowerWPerGpu: field('Power per accelerator in training', 'W'),
  trainingMfu: field('MFU of the training'),
  trainingCo2T: field('Carbon of the training', 't'),
  epochTrainingPowerDrawW: field('Power of the training, as Epoch AI estimates it', 'W'),
  kind: field('What was measured'),
  precision: field('Precision'),
  software: field('Software'),
  method: field('Method'),
  scenario: field('Scenario'),
  m: field('m'),
  n: field('n'),
  k: field('k'),
  latencyMs: field('Time', 'ms'),
  measuredTflops: field('Measured', 'TFLOP/s'),
  fractionOfPeak: field('Share of peak'),
  peakTflopsUsedBySource: field('Peak as the source takes it', 'TFLOP/s'),
  batch: field('Batch'),
  inputTokens: field('Input', 'tokens'),
  outputTokens: field('Output', 'tokens'),
  outputTokensPerS: field('Output of the group', 'tokens/s'),
  outputTokensPerSPerGpu: field('Output per accelerator', 'tokens/s'),
  publishedValue: field('As published', 'tokens/s'),
  firstTokenMs: field('First token', 'ms'),
  promptTimeMs: field('Prompt', 'ms'),
  timePerOutputTokenMs: field('Token interval', 'ms'),
  endToEndMs: field('Prompt and answer', 'ms'),
  prefillTokensPerS: field('Prompt of the group', 'tokens/s'),
  averagePowerFractionOfTdp: field('Mean power over its limit'),
  samplesPerS: field('Samples', '1/s'),
  wallPowerMeanW: field('At the wall, mean', 'W'),
  wallPowerMaxW: field('At the wall, most', 'W'),
  wallPowerBeforeLoadW: field('At the wall, before load', 'W'),
  energyPerSampleJ: field('Energy per sample', 'J'),
  tokensPerJoule: field('Tokens per joule', '1/J'),
  params: field('Parameters'),
  sequenceLength: field('Sequence', 'tokens'),
  microBatch: field('Micro batch'),
  gradAccum: field('Accumulated gradients'),
  globalBatch: field('Global batch'),
  tokensPerS: field('Tokens of the group', 'tokens/s'),
  modelTflopsPerGpu: field('Model FLOP per accelerator', 'TFLOP/s'),
  tokensPerSPerGpu: field('Tokens per accelerator', 'tokens/s'),
  mfu: field('MFU'),
  hfu: field('HFU'),
  industrialPriceUsdPerKwh: field('Industrial price', 'USD/kWh'),
  industrialPrice2023UsdPerKwh: field('Industrial price of 2023', 'USD/kWh'),
  commercialPrice2023UsdPerKwh: field('Commercial price of 2023', 'USD/kWh'),
  industrialPriceApr2025UsdPerKwh: field('Industrial price of April 2025', 'USD/kWh'),
  businessPriceUsdPerKwh: field('Business price', 'USD/kWh'),
  priceBasis: field('Price is'),
  carbonGco2PerKwh: field('Grid carbon', 'g/kWh'),
  carbonGco2PerKwh2016: field('Grid carbon of 2016', 'g/kWh'),
  carbonMethod: field('Carbon by'),
  co2LbPerMwh: field('Grid carbon as published', 'lb/MWh'),
  carbonConsumptionGco2PerKwh: field('Carbon of consumption', 'g/kWh'),
  carbonProductionGco2PerKwh: field('Carbon of production', 'g/kWh'),
  carbonGridGco2PerKwh: field('Carbon of the grid', 'g/kWh'),
  pue: field('PUE'),
  printedYearlyFall: field('Fall per year, as printed'),
  tokens: field('Tokens'),
  words: field('Words'),
  scope: field('Scope'),
  provider: field('Provider'),
  location: field('Location'),
};

/** What a field is called; its own name where it has no other. */
export const labelOf = (name: string): string => FIELDS[name]?.label ?? name;

/** A field whose year or source stands in a field beside it: the first of these that the record has. */
const DATED: Readonly<Record<string, readonly string[]>> = {
  priceUsd: ['priceDate'],
  industrialPriceUsdPerKwh: ['priceYear'],
  businessPriceUsdPerKwh: ['priceYear'],
  carbonGco2PerKwh: ['carbonYear'],
  co2LbPerMwh: ['carbonYear'],
  carbonConsumptionGco2PerKwh: ['carbonConsumptionYear'],
  carbonProductionGco2PerKwh: ['carbonProductionYear'],
  carbonGridGco2PerKwh: ['carbonGridYear'],
  pue: ['pueYear', 'year'],
};
/** A field that may have a source of its own, which is not the maker's sheet. */
const SOURCED: Readonly<Record<string, string>> = { priceUsd: 'priceSource', interconnectGBps: 'interconnectSource' };

const asText = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;

export interface FactRecord {
  readonly id: string;
  readonly sources?: readonly string[];
  readonly source?: string;
  readonly date?: string;
  readonly note?: string;
  readonly otherValues?: readonly {
    readonly field: string;
    readonly value: number | string | null;
    readonly source: string;
  }[];
}

/** The facts of a record of the catalogue; `tier` is that of the collection, where a field has none of its own. */
export const factsOf = (record: FactRecord, tier: Tier): Fact[] => {
  const values = record as unknown as Readonly<Record<string, unknown>>;
  const sources = record.sources?.join('; ') ?? record.source ?? '';
  const collected = record.date ?? `collected ${COLLECTED}`;
  const own = Object.entries(FIELDS).flatMap(([name, spec]): Fact[] => {
    const others = (record.otherValues ?? []).filter((other) => other.field === name);
    // What only another source says is shown as well, beside no number of the record's own.
    const value = values[name] ?? (name in values || others.length > 0 ? null : undefined);
    const ownSource = asText(values[SOURCED[name] ?? '']);
    if (value !== null && typeof value !== 'number' && typeof value !== 'string') return [];
    return [
      {
        field: name,
        label: spec.label,
        value,
        unit: spec.unit ?? '',
        tier: spec.tier ?? (ownSource === null ? tier : 'published'),
        source: ownSource ?? sources,
        date: (DATED[name] ?? []).map((year) => asText(values[year])).find((year) => year !== null) ?? collected,
        others,
      },
    ];
  });
  const nested = nestedValues(values).map(({ isMeasured, source, ...rest }): Fact => ({
    ...rest,
    tier: isMeasured ? 'published' : tier,
    source: source ?? sources,
    date: collected,
    others: [],
  }));
  return [...own, ...nested];
};
