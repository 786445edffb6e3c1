import * as v from 'valibot';
import { expect, it } from 'vitest';
import { measurementSchema } from '../records/measurement.ts';
import { createMeasureClient, type MeasureProgress, type MeasureRequest } from './measure-client.ts';

const request: MeasureRequest = {
  suite: 'custom',
  shapes: [
    { m: 64, n: 64, k: 64 },
    { m: 65, n: 33, k: 17 },
    { m: 128, n: 128, k: 128 },
  ],
  dtype: 'f32',
  kernel: 'auto',
  seed: 1,
  powerPreference: null,
};

it('describes the adapter', async () => {
  const client = createMeasureClient();
  const described = await client.describeAdapter();
  client.dispose();
  expect(described).toMatchObject({ ok: true, value: { vendor: expect.any(String) as string } });
});

it('measures, verifies and gives a valid record', async () => {
  const client = createMeasureClient();
  const seen: MeasureProgress[] = [];
  const result = await client.run(request, { onProgress: (progress) => seen.push(progress) });
  client.dispose();
  if (!result.ok) throw new Error(result.error.message);
  const measurement = v.parse(measurementSchema, result.value);
  expect(measurement.outcome).toBe('complete');
  expect(
    measurement.cases
      .map(({ id, outcome, reason }) => ({ id, outcome, reason }))
      .filter(({ outcome }) => outcome !== 'measured'),
  ).toEqual([]);
  expect(measurement.cases.every(({ verified }) => verified)).toBe(true);
  expect(measurement.roofs.fmaGflops).toBeGreaterThan(0);
  expect(seen.at(-1)).toMatchObject({ phase: 'done', done: measurement.cases.length, total: measurement.cases.length });
});
