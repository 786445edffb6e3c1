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

it('keeps what was finished when the device is destroyed in the middle, and the next run works', async () => {
  const client = createMeasureClient();
  const lost = await client.run(request, {
    onProgress: ({ done }) => {
      if (done === 4) client.releaseDevice();
    },
  });
  const again = await client.run({ ...request, shapes: request.shapes.slice(0, 1) });
  client.dispose();
  if (!lost.ok || !again.ok) throw new Error('Both runs should give a measurement.');
  const record = v.parse(measurementSchema, lost.value);
  expect(record.outcome).toBe('device-lost');
  expect(record.cases.filter(({ outcome }) => outcome === 'measured').length).toBeGreaterThanOrEqual(4);
  expect(record.cases.at(-1)).toMatchObject({ outcome: 'device-lost', medianMs: null, gflops: null });
  expect(again.value.outcome).toBe('complete');
});

it('keeps what was finished when it is cancelled', async () => {
  const client = createMeasureClient();
  const abort = new AbortController();
  const result = await client.run(request, {
    signal: abort.signal,
    onProgress: ({ done }) => {
      if (done === 3) abort.abort();
    },
  });
  client.dispose();
  if (!result.ok) throw new Error(result.error.message);
  expect(v.parse(measurementSchema, result.value)).toMatchObject({ outcome: 'cancelled' });
  expect(result.value.cases).toHaveLength(3);
});

it.each([
  ['an unknown kernel', { ...request, kernel: 'naif' }, 'did you mean "naive"'],
  ['a size of zero', { ...request, shapes: [{ m: 0, n: 1, k: 1 }] }, 'shapes.0.m'],
  ['no shapes', { ...request, shapes: [] }, 'shapes'],
])('refuses %s before it asks for a device', async (_, bad, named) => {
  const client = createMeasureClient();
  const result = await client.run(bad);
  client.dispose();
  expect(result.ok ? '' : `${result.error.path}: ${result.error.message}`).toContain(named);
});
