import * as v from 'valibot';
import { valueAt, type PlainObject } from '../base/plain-object.ts';
import { count, identifier, named, quantity } from './fields.ts';
import { recordKind } from './migrate.ts';
import { modelFormats, modelShape } from './model.ts';
import { list, timestamp, unknown } from './values.ts';

/** Hardware of before there were own models: there are none. */
export const withModels = (older: PlainObject): PlainObject => ({ ...older, models: [] });

/**
 * Hardware that the catalogue does not have: a user's own, kept beside the shipped facts and carried inside the scenarios
 * that use it. Its ids begin with "own-", so that none can pass for a shipped one.
 */
export const HARDWARE = recordKind({
  format: 'roofrack-hardware',
  version: 2,
  noun: 'hardware',
  migrations: { 1: withModels },
});
export const OWN_PREFIX = 'own-';
/** A person's own list; a scenario carries what it needs of it, two or three. */
export const MOST_OF_A_KIND = 200;

const notes = (label: string, help: string) => ({ label, unit: '', help });
const words = (label: string, longest: number, help: string) =>
  v.pipe(v.string(), v.maxLength(longest), v.metadata(notes(label, help)));
const ownId = v.pipe(
  v.string(),
  v.startsWith(OWN_PREFIX),
  v.regex(/^own-[a-z0-9][a-z0-9.-]{0,59}$/),
  v.metadata(notes('Id', 'Begins with own-; lower-case letters, digits, dots and hyphens.')),
);

const origin = {
  source: v.optional(words('Source', 500, 'Where the numbers are from: a quotation, a datasheet, a measurement.'), ''),
  note: v.optional(words('Note', 2000, 'Anything to remember.'), ''),
};

/** Peak, bandwidth and memory may be left open for an accelerator that a calibration measured: they are then as it says. */
export const ownAcceleratorSchema = v.strictObject({
  id: ownId,
  name: named('Name', 'What it is called.'),
  vendor: v.optional(words('Maker', 200, 'Who makes it.'), ''),
  peakDenseBf16Tflops: unknown(
    quantity('Peak, 16 bits', 'TFLOP/s', 0.001, 1e6, 'In bf16 or fp16, without sparsity; open: as calibrated.'),
  ),
  peakDenseFp8Tflops: unknown(quantity('Peak, fp8', 'TFLOP/s', 0.001, 1e6, 'Products in fp8, without sparsity.')),
  peakDenseInt8Tops: unknown(quantity('Peak, int8', 'TOP/s', 0.001, 1e6, 'Products in int8, without sparsity.')),
  peakDenseFp32Tflops: unknown(quantity('Peak, fp32', 'TFLOP/s', 0.001, 1e6, 'Vector rate in fp32.')),
  memoryGB: unknown(quantity('Memory', 'GB', 0.1, 1e5, 'As the maker prints it.')),
  memoryBandwidthGBps: unknown(quantity('Bandwidth', 'GB/s', 0.1, 1e6, 'Of its memory; open: as calibrated.')),
  tdpW: unknown(quantity('Power limit', 'W', 0.1, 1e5, 'Of one accelerator.')),
  interconnectName: v.optional(
    words('Link', 100, 'What joins accelerators of a server, for example NVLink 4.'),
    'PCIe',
  ),
  interconnectGBps: unknown(
    quantity('Link speed', 'GB/s', 0.1, 1e5, 'Both directions added; open: no tensor parallelism over it.'),
  ),
  priceUsd: unknown(quantity('Price', 'USD', 0, 1e9, 'Of one accelerator.')),
  kernelsOf: unknown(
    identifier('Kernels of', 'Shipped accelerator of the same silicon, whose kernel efficiencies hold for it.'),
  ),
  ...origin,
});
export type OwnAccelerator = v.InferOutput<typeof ownAcceleratorSchema>;

/** Own accelerator of a scenario that is as the calibration in use measured it. */
export const MEASURED_ACCELERATOR = `${OWN_PREFIX}measured`;

/** Own hardware with such an accelerator; what no browser tells of it, its memory and power, may be added. */
export const withMeasured = (
  own: { readonly accelerators?: unknown; readonly servers?: unknown } | null,
  known: { readonly memoryGB: unknown; readonly tdpW: unknown },
) => {
  const accelerators = Array.isArray(own?.accelerators) ? (own.accelerators as readonly unknown[]) : [];
  const isMeasured = (accelerator: unknown): boolean => valueAt(accelerator, 'id') === MEASURED_ACCELERATOR;
  const measured = { id: MEASURED_ACCELERATOR, name: 'What was measured here', ...known };
  return {
    ...own,
    accelerators: accelerators.some(isMeasured) ? accelerators : [...accelerators, measured],
  };
};

export const ownServerSchema = v.strictObject({
  id: ownId,
  vendor: v.optional(words('Maker', 200, 'Who makes it.'), ''),
  model: named('Model', 'What it is called.'),
  acceleratorId: identifier('Accelerator', 'Id of the accelerators in it, shipped or own.'),
  gpus: count('Accelerators', '', 1, 1024, 'How many are in it.'),
  uHeight: unknown(quantity('Height', 'U', 0.5, 60, 'Rack units.')),
  weightKg: unknown(quantity('Weight', 'kg', 0.1, 10_000, 'Filled.')),
  maxPowerW: unknown(quantity('Maximum power', 'W', 1, 1e6, 'Input power under full load.')),
  idlePowerW: unknown(quantity('Idle power', 'W', 0, 1e6, 'Input power without load.')),
  psuCount: unknown(count('Supplies', '', 0, 64, 'Power supplies in it; 0: fed from a busbar.')),
  psuRatingW: unknown(quantity('Rating of a supply', 'W', 1, 1e5, 'Output of one.')),
  priceUsd: unknown(quantity('Price', 'USD', 0, 1e10, 'Of the whole server.')),
  networkPorts: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          count: count('Ports', '', 1, 1024, 'Of this kind.'),
          kind: words('Kind', 100, 'For example QSFP112.'),
          speedGbitps: unknown(quantity('Speed', 'Gbit/s', 0.001, 1e5, 'Of one port.')),
          use: v.optional(words('Use', 100, 'For example compute, storage or out of band.'), ''),
        }),
      ),
      v.maxLength(64),
    ),
    [],
  ),
  ...origin,
});
export type OwnServer = v.InferOutput<typeof ownServerSchema>;

export const ownRackSchema = v.strictObject({
  id: ownId,
  vendor: v.optional(words('Maker', 200, 'Who makes it.'), ''),
  model: named('Model', 'What it is called.'),
  uHeight: quantity('Height', 'U', 1, 100, 'Rack units inside.'),
  weightKg: unknown(quantity('Weight', 'kg', 0.1, 10_000, 'Empty.')),
  maxStaticLoadKg: unknown(quantity('Load', 'kg', 10, 10_000, 'Equipment it may carry, standing.')),
  ...origin,
});
export type OwnRack = v.InferOutput<typeof ownRackSchema>;

/** A model that the catalogue does not have, as it was read from its config.json. */
export const ownModelSchema = v.strictObject({
  id: ownId,
  name: named('Name', 'What it is called.'),
  modelType: words('Type', 200, 'model_type of its config.json.'),
  ...modelShape,
  formats: modelFormats,
  /** What was taken for granted when it was read. */
  warnings: v.pipe(v.array(v.pipe(v.string(), v.maxLength(4000))), v.maxLength(50)),
  /** Whether something was not understood that may bear on its size or speed. */
  doubtful: v.boolean(),
  ...origin,
});
export type OwnModel = v.InferOutput<typeof ownModelSchema>;

const few = <S extends v.GenericSchema>(schema: S) => v.optional(list(schema, MOST_OF_A_KIND), []);

/** What a scenario carries of it. */
export const ownFactsSchema = v.strictObject({
  accelerators: few(ownAcceleratorSchema),
  servers: few(ownServerSchema),
  models: few(ownModelSchema),
});
export type OwnFacts = v.InferOutput<typeof ownFactsSchema>;

/** A file of it. */
export const ownHardwareSchema = v.strictObject({
  format: v.literal(HARDWARE.format),
  version: v.literal(HARDWARE.version),
  accelerators: few(ownAcceleratorSchema),
  servers: few(ownServerSchema),
  racks: few(ownRackSchema),
  models: few(ownModelSchema),
});
export type OwnHardware = v.InferOutput<typeof ownHardwareSchema>;

export const NO_HARDWARE: OwnHardware = {
  format: HARDWARE.format,
  version: HARDWARE.version,
  accelerators: [],
  servers: [],
  racks: [],
  models: [],
};

const saved = { id: ownId, savedAt: timestamp };

/** A thing of it as it is kept in the browser, by its kind. */
const savedHardwareSchemas = {
  accelerator: v.strictObject({ ...saved, kind: v.literal('accelerator'), fact: ownAcceleratorSchema }),
  server: v.strictObject({ ...saved, kind: v.literal('server'), fact: ownServerSchema }),
  rack: v.strictObject({ ...saved, kind: v.literal('rack'), fact: ownRackSchema }),
  model: v.strictObject({ ...saved, kind: v.literal('model'), fact: ownModelSchema }),
} as const;
export type HardwareKind = keyof typeof savedHardwareSchemas;
export type SavedHardware = v.InferOutput<(typeof savedHardwareSchemas)[HardwareKind]>;

/** The schema of a saved thing whose kind is only known at run time. */
export const savedHardwareSchema = (kind: HardwareKind): v.GenericSchema<unknown, SavedHardware> =>
  savedHardwareSchemas[kind];
