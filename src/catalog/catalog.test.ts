import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { publishedCalibrations } from './calibrations.ts';
import * as catalog from './catalog.ts';
import * as schema from './schema.ts';

const kinds = [
  ['accelerators', catalog.accelerators, schema.acceleratorSchema, 48],
  ['servers', catalog.servers, schema.serverSchema, 31],
  ['models', catalog.models, schema.modelSchema, 36],
  ['racks', catalog.racks, schema.rackSchema, 8],
  ['pdus', catalog.pdus, schema.pduSchema, 14],
  ['switches', catalog.switches, schema.switchSchema, 13],
  ['reference architectures', catalog.referenceArchitectures, schema.referenceArchitectureSchema, 9],
] as const;

describe.each(kinds)('%s', (_name, records, recordSchema, least) => {
  it('holds every record of the collection, each of the documented shape', () => {
    expect(records.length).toBeGreaterThanOrEqual(least);
    for (const record of records) {
      const parsed = v.safeParse(recordSchema, record);
      expect(parsed.success ? [] : v.flatten<typeof recordSchema>(parsed.issues), record.id).toEqual([]);
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
    // A calibration may rest on a slightly different bandwidth figure than the datasheet's; B200 is 7,700 or 8,000.
    expect(fit.bandwidthGBps / (accelerator?.memoryBandwidthGBps ?? NaN), fit.id).toBeCloseTo(1, 1);
  }
});
