import { presets } from './presets.ts';
import { engineName, findStack, stacks, stacksByDate } from './stacks.ts';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { bestProductShare, publishedCalibrations, typicalKernelsOf } from './calibrations.ts';
import * as catalog from './catalog.ts';
import * as electricity from './electricity.ts';
import { measuredRows } from './measured.ts';
import * as places from './schema-electricity.ts';
import { measuredSchema } from './schema-measured.ts';
import * as schema from './schema.ts';
import { servingCases } from './serving-cases.ts';

const kinds = [
  ['accelerators', catalog.accelerators, schema.acceleratorSchema, 48],
  ['servers', catalog.servers, schema.serverSchema, 32],
  ['models', catalog.models, schema.modelSchema, 64],
  ['racks', catalog.racks, schema.rackSchema, 8],
  ['pdus', catalog.pdus, schema.pduSchema, 14],
  ['switches', catalog.switches, schema.switchSchema, 14],
  ['media', catalog.media, schema.mediumSchema, 9],
  ['reference architectures', catalog.referenceArchitectures, schema.referenceArchitectureSchema, 10],
  ['measured rows', measuredRows, measuredSchema, 423],
  ['US states', electricity.usStates, places.usStateSchema, 51],
  ['countries', electricity.countries, places.countrySchema, 50],
  ['regional prices', electricity.regionalBusinessPrices, places.regionalPriceSchema, 9],
  ['PUE figures', electricity.pueFigures, places.pueSchema, 12],
  ['eGRID subregions', electricity.egridSubregions, places.egridSchema, 28],
  ['cloud regions', electricity.cloudRegions, places.cloudRegionSchema, 103],
] as const;

describe.each(kinds)('%s', (_name, records, recordSchema, least) => {
  it('holds every record of the collection, each of the documented shape', () => {
    expect(records.length).toBeGreaterThanOrEqual(least);
    for (const record of records) {
      const parsed = v.safeParse<v.GenericSchema>(recordSchema, record);
      expect(parsed.success ? [] : v.flatten(parsed.issues), record.id).toEqual([]);
    }
  });

  it('has unique ids', () => {
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
  });
});

it('names only accelerators that exist', () => {
  for (const server of catalog.servers) expect(catalog.findAccelerator(server.acceleratorId), server.id).not.toBeNull();
  for (const fit of publishedCalibrations) expect(catalog.findAccelerator(fit.accelerator), fit.id).not.toBeNull();
});

it('quotes calibrations against the peaks of the accelerator they belong to', () => {
  for (const fit of publishedCalibrations) {
    const accelerator = catalog.findAccelerator(fit.accelerator);
    const peaks = [accelerator?.peakDenseBf16Tflops, accelerator?.peakDenseFp16Tflops];
    expect(peaks, fit.id).toContain(fit.peakTflops);
    expect(fit.bandwidthGBps, fit.id).toBe(accelerator?.memoryBandwidthGBps);
  }
});

it('counts the FLOP of a measured product from its latency', () => {
  for (const row of measuredRows) {
    if (row.kind !== 'gemm' || typeof row.latencyMs !== 'number') continue;
    // Latencies are printed with three or four digits.
    const tflops = (2 * row.m * row.n * row.k) / (row.latencyMs * 1e9);
    expect(tflops / row.measuredTflops, row.id).toBeCloseTo(1, 1);
  }
});

it('scales the kernels of accelerators without a table to their best measured product', () => {
  for (const row of measuredRows) {
    if (row.kind !== 'gemm' || !row.id.startsWith('mamf-bf16-') || row.acceleratorId === null) continue;
    const accelerator = catalog.findAccelerator(row.acceleratorId);
    const share = accelerator === null ? null : bestProductShare(accelerator);
    if (share !== null)
      expect(share * (accelerator?.peakDenseBf16Tflops ?? NaN), row.id).toBeCloseTo(row.measuredTflops, 9);
  }
  const efficiency = (id: string): number =>
    typicalKernelsOf(catalog.accelerators.find((candidate) => candidate.id === id)!).computeEfficiency;
  expect(efficiency('mi300x')).toBeCloseTo((0.77 * 668.4) / 1307 / 0.79 / 1.5, 9);
  expect(efficiency('mi300x')).toBeLessThan(efficiency('mi325x'));
  expect(efficiency('mi325x')).toBeLessThan(efficiency('mi355x'));
  expect(efficiency('b300-sxm')).toBe(0.77);
});

it('plans from serving figures that are those of the published rows', () => {
  const rows = new Map(measuredRows.map((row) => [row.id, row]));
  // Rows of a blog post, which stand there alone.
  const shared = servingCases.filter(({ stack }) => stack !== 'deepspeed-2022');
  for (const { id, accelerator, gpus, batch, inputTokens, outputTokensPerSecond, tpotMs } of shared) {
    const row = rows.get(id);
    expect(row, id).toMatchObject({ acceleratorId: accelerator, gpus, batch, inputTokens });
    if (row?.kind === 'inference') expect(outputTokensPerSecond, id).toBe(row.outputTokensPerS);
    if (row?.kind === 'prefill_decode') expect(tpotMs, id).toBe(row.timePerOutputTokenMs);
  }
});

it('every stack has the name of its engine, without a version', () => {
  expect(stacks.map(({ id }) => engineName(id))).toEqual([
    'DeepSpeed-Inference',
    'TensorRT-LLM',
    'LMDeploy',
    'vLLM',
    'vLLM',
    'SGLang',
    'TensorRT-LLM',
  ]);
  expect(engineName('nobody’s')).toBe('nobody’s');
});

describe('presets of a month', () => {
  const dated = presets.filter(({ date }) => date !== undefined);

  it.each(dated.map((preset) => [preset.id, preset] as const))('%s has software of then', (_id, { date, scenario }) => {
    if (scenario.mode === 'article') return expect(scenario.hardware).not.toHaveProperty('stack');
    expect(findStack(scenario.hardware.stack)?.date.localeCompare(date ?? '')).toBeLessThanOrEqual(0);
  });

  it('are those whose names have a year', () => {
    expect(dated.map(({ id }) => id)).toEqual(presets.map(({ id }) => id).filter((id) => /-20\d\d/.test(id)));
  });
});

it('offers the newest stacks first', () => {
  const dates = stacksByDate.map(({ date }) => date);
  expect(dates).toEqual([...dates].sort().reverse());
  expect(stacksByDate.map(({ id }) => id).sort()).toEqual(stacks.map(({ id }) => id).sort());
});
