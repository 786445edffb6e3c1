import type { OwnHardware } from '../records/own-hardware.ts';
import type { Tier } from '../records/tier.ts';
import { publishedCalibrations } from './calibrations.ts';
import { accelerators, media, models, pdus, racks, referenceArchitectures, servers, switches } from './catalog.ts';
import {
  cloudRegions,
  countries,
  egridSubregions,
  pueFigures,
  regionalBusinessPrices,
  usStates,
} from './electricity.ts';
import { measuredRows } from './measured.ts';
import { layerCount, modelGeometry, sequenceBytes } from './model-geometry.ts';
import { toModel } from './own-hardware.ts';
import { factsOf, type Fact, type FactRecord } from './provenance.ts';
import type { Accelerator, Model } from './schema.ts';
import type { MeasuredRow } from './schema-measured.ts';
import { operatorConstants, operatorFits, operatorSource } from './operators.ts';
import { printedCosts } from './series.ts';
import { stacks } from './stacks.ts';

/** One thing of the catalogue, ready to be listed. */
export interface CatalogEntry {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly own: boolean;
  readonly facts: readonly Fact[];
}

/** The things of one kind, and the fields that tell most of them apart. */
export interface CatalogCollection {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly entries: readonly CatalogEntry[];
}

const entry = (record: FactRecord, title: string, tier: Tier): CatalogEntry => ({
  id: record.id,
  title,
  note: record.note ?? '',
  own: false,
  facts: factsOf(record, tier),
});

/** What was found of the chip, which has sources of its own. */
const siliconFacts = ({ id, silicon }: Accelerator): Fact[] =>
  silicon === null ? [] : factsOf({ id, ...silicon, date: `collected ${silicon.date}` }, silicon.tier);

export const acceleratorEntry = (accelerator: Accelerator, tier: Tier = 'datasheet'): CatalogEntry => {
  const base = entry(accelerator, accelerator.name, tier);
  return { ...base, facts: [...base.facts, ...siliconFacts(accelerator)] };
};

/** A model with what follows from its layers. */
export const modelEntry = (model: Model, tier: Tier = 'published'): CatalogEntry => {
  const geometry = modelGeometry(model);
  const perToken = (tokens: number): number | null =>
    model.context !== null && tokens > model.context ? null : sequenceBytes(geometry, tokens, 2).cache / tokens;
  const counted = {
    paramsTotal: model.paramsTotal ?? geometry.paramsTotal,
    paramsActive: model.paramsActive ?? geometry.paramsActive,
    layerCount: layerCount(model),
    kvBytesPerToken1k: perToken(1024),
    kvBytesPerToken128k: perToken(131_072),
    stateBytes: geometry.stateBytes,
  };
  return entry({ ...model, ...counted }, model.name, tier);
};

const made = (records: readonly (FactRecord & { readonly vendor: string; readonly model: string })[]): CatalogEntry[] =>
  records.map((record) => entry(record, `${record.vendor} ${record.model}`, 'datasheet'));

/** Numbers of a fit are all of one origin. */
const constants = (
  { id, source, date, note }: { id: string; source: string; date: string; note: string },
  title: string,
  tier: Tier,
  values: readonly (readonly [field: string, label: string, value: number | string, unit: string])[],
): CatalogEntry => ({
  id,
  title,
  note,
  own: false,
  facts: values.map(([field, label, value, unit]) => ({ field, label, value, unit, tier, source, date, others: [] })),
});

const STACK_LABELS: Readonly<Record<string, string>> = {
  deviceScale: 'Device time over its kernels',
  promptScale: 'The same of prompt tokens',
  hostUsPerPass: 'Host per pass, µs',
  hostUsPerLayer: 'Host per layer, µs',
  hostUsPerSequence: 'Host per sequence, µs',
  hostUsPerPromptPass: 'Host per prompt pass, µs',
  hostOverlap: 'Overlap of host and device',
  engine: 'Kernels of',
  decodeAttentionScale: 'Decode attention over its law',
  promptAttentionScale: 'Prompt attention over its law',
  expertScale: 'Experts over their law',
  expertLaunchScale: 'Launches of experts',
  exchangeScale: 'Exchanges over their law',
  layerUs: 'Small kernels per layer, µs',
  firstTokenSteps: 'Before a first token, steps',
  requestUs: 'Each request, µs',
  waveShare: 'Share of others’ prompts before a first token',
  promptsFirst: 'Prompts before tokens',
  groupRereads: 'Key-value rereads in a group',
  promptsOneByOne: 'Prompts one by one',
  memoryShare: 'Memory share',
  reservedGB: 'Reserved, GB',
  kvPolicy: 'KV policy',
};

const WORDS: Readonly<Record<MeasuredRow['kind'], string>> = {
  gemm: 'matrix product',
  inference: 'serving',
  first_token_latency: 'first token',
  prefill_decode: 'prompt and tokens',
  inference_with_wall_power: 'power at the wall',
  training: 'training',
};

const measuredFacts = (row: MeasuredRow): FactRecord & { readonly kind: string } => ({ ...row, kind: WORDS[row.kind] });

const measuredTitle = (row: MeasuredRow): string =>
  row.kind === 'gemm'
    ? `${row.accelerator}, ${String(row.m)}×${String(row.n)}×${String(row.k)}`
    : `${row.accelerator}, ${row.model}`;

/** All that is shipped, as tables. */
export const catalogCollections: readonly CatalogCollection[] = [
  {
    id: 'accelerators',
    title: 'Accelerators',
    columns: [
      'peakDenseBf16Tflops',
      'peakDenseFp16Tflops',
      'peakDenseFp8Tflops',
      'memoryGB',
      'memoryBandwidthGBps',
      'tdpW',
      'interconnectGBps',
      'computeUnits',
      'priceUsd',
    ],
    entries: accelerators.map((accelerator) => acceleratorEntry(accelerator)),
  },
  {
    id: 'servers',
    title: 'Servers',
    columns: ['acceleratorId', 'gpus', 'uHeight', 'weightKg', 'maxPowerW', 'idlePowerW', 'priceUsd'],
    entries: made(servers),
  },
  {
    id: 'models',
    title: 'Models',
    columns: [
      'paramsTotal',
      'paramsActive',
      'layerCount',
      'hidden',
      'kvBytesPerToken1k',
      'kvBytesPerToken128k',
      'context',
      'trainingTokens',
    ],
    entries: models.map((model) => modelEntry(model)),
  },
  {
    id: 'stacks',
    title: 'Serving stacks',
    columns: ['deviceScale', 'hostUsPerPass', 'memoryShare', 'fitted', 'leftOut', 'n'],
    entries: stacks.map((stack) =>
      constants(stack, stack.name, stack.tier, [
        ...Object.entries(stack.constants).map(
          ([key, value]) =>
            [key, STACK_LABELS[key] ?? key, typeof value === 'boolean' ? (value ? 'yes' : 'no') : value, ''] as const,
        ),
        ['fitted', 'Median error, fitted rows', stack.error.fitted, ''],
        ['leftOut', 'Median error, models left out', stack.error.leftOut, ''],
        ['n', 'Published rows', stack.n, ''],
      ]),
    ),
  },
  {
    id: 'calibrations',
    title: 'Published calibrations',
    columns: ['computeEfficiency', 'memoryEfficiency', 'smoothness', 'overheadUs', 'median', 'p90', 'rows'],
    entries: publishedCalibrations.map((fit) =>
      constants(fit, `${fit.accelerator}, ${fit.stack}`, 'published', [
        ['computeEfficiency', 'Compute efficiency', fit.parameters.computeEfficiency, ''],
        ['memoryEfficiency', 'Memory efficiency', fit.parameters.memoryEfficiency, ''],
        ['smoothness', 'Smoothness', fit.parameters.smoothness, ''],
        ['overheadUs', 'Overhead', fit.parameters.overheadUs, 'µs'],
        ['median', 'Unseen error, median', fit.unseenError.median, ''],
        ['p90', 'Unseen error, p90', fit.unseenError.p90, ''],
        ['rows', 'Timings', fit.n ?? 'not kept', ''],
        ['peakTflops', 'Against a peak of', fit.peakTflops, 'TFLOP/s'],
        ['bandwidthGBps', 'Against a bandwidth of', fit.bandwidthGBps, 'GB/s'],
      ]),
    ),
  },
  {
    id: 'operators',
    title: 'Kernels of operators',
    columns: ['operator', 'unseenError.median', 'unseenError.p90', 'rows'],
    entries: operatorFits.map((fit) =>
      constants(
        { id: fit.id, source: `${operatorSource}; ${fit.stack} ${fit.version}`.trim(), date: '2026-08-21', note: '' },
        `${fit.accelerator}, ${fit.operator}, ${fit.kernel}`,
        'published',
        [
          ['operator', 'Operator', fit.operator, ''],
          ['unseenError.median', 'Unseen error, median', fit.unseenError.median, ''],
          ['unseenError.p90', 'Unseen error, p90', fit.unseenError.p90, ''],
          ['rows', 'Timings', fit.rows, ''],
          ...(operatorConstants[fit.operator] ?? []).map(
            (name, i) => [`constants.${String(i)}`, name, fit.constants[i] ?? '', ''] as const,
          ),
        ],
      ),
    ),
  },
  {
    id: 'measured',
    title: 'Measured rows',
    columns: [
      'kind',
      'precision',
      'gpus',
      'batch',
      'inputTokens',
      'outputTokens',
      'measuredTflops',
      'outputTokensPerS',
      'wallPowerMeanW',
      'mfu',
    ],
    entries: measuredRows.map((row) => entry(measuredFacts(row), measuredTitle(row), 'published')),
  },
  {
    id: 'facility',
    title: 'Racks, power and network',
    columns: [
      'uHeight',
      'maxStaticLoadKg',
      'ratedKw',
      'ports',
      'portSpeedGbitps',
      'mostLengthM',
      'maxPowerW',
      'serversPerRack',
      'kwPerRack',
    ],
    entries: [
      ...made(racks),
      ...made(pdus),
      ...made(switches),
      ...made(media),
      ...referenceArchitectures.map((pod) => entry(pod as FactRecord, pod.name, 'datasheet')),
    ],
  },
  {
    id: 'costs',
    title: 'Costs over the years',
    columns: ['usd.2020', 'usd.2022', 'usd.2030', 'printedYearlyFall'],
    entries: printedCosts.map((cost) => entry(cost, cost.name, 'published')),
  },
  {
    id: 'electricity',
    title: 'Electricity and carbon',
    columns: [
      'industrialPriceUsdPerKwh',
      'businessPriceUsdPerKwh',
      'carbonGco2PerKwh',
      'carbonConsumptionGco2PerKwh',
      'pue',
    ],
    entries: [
      ...countries.map((country) => entry(country, country.name, 'published')),
      ...usStates.map((usState) => entry(usState, `${usState.name}, USA`, 'published')),
      ...regionalBusinessPrices.map((regionalBusinessPrice) =>
        entry(regionalBusinessPrice, `${regionalBusinessPrice.region}, business average`, 'published'),
      ),
      ...pueFigures.map((pueFigure) => entry(pueFigure, pueFigure.name, 'published')),
      ...egridSubregions.map((egridSubregion) =>
        entry(egridSubregion, `eGRID ${egridSubregion.subregion}`, 'published'),
      ),
      ...cloudRegions.map((cloudRegion) =>
        entry(cloudRegion, `${cloudRegion.provider}, ${cloudRegion.region}`, 'published'),
      ),
    ],
  },
];

const ownEntry = (record: FactRecord, title: string): CatalogEntry => ({
  ...entry(record, title, 'assumed'),
  own: true,
});

/** The shipped tables with a user's own hardware at their heads: what its owner entered is assumed. */
export const withOwnHardware = (
  collections: readonly CatalogCollection[],
  { accelerators: ownAccelerators, servers: ownServers, racks: ownRacks, models: ownModels }: OwnHardware,
): readonly CatalogCollection[] => {
  const own: Readonly<Record<string, readonly CatalogEntry[]>> = {
    accelerators: ownAccelerators.map((ownAccelerator) => ownEntry(ownAccelerator, ownAccelerator.name)),
    servers: ownServers.map((ownServer) => ownEntry(ownServer, `${ownServer.vendor} ${ownServer.model}`.trim())),
    models: ownModels.map((ownModel) => ({ ...modelEntry(toModel(ownModel), 'assumed'), own: true })),
    facility: ownRacks.map((ownRack) => ownEntry(ownRack, `${ownRack.vendor} ${ownRack.model}`.trim())),
  };
  return collections.map((collection) => {
    const more = own[collection.id] ?? [];
    return more.length === 0 ? collection : { ...collection, entries: [...more, ...collection.entries] };
  });
};
