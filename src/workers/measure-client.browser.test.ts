import * as v from 'valibot';
import { expect, it } from 'vitest';
import { caseRow, isSampled, isVerified } from '../records/cases.ts';
import { measurementSchema, type Measurement } from '../records/measurement.ts';
import { requestToResume } from '../records/resume.ts';
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

const seen: MeasureProgress[] = [];
/** One undisturbed run, which several tests look at. */
const wholeRun = (async () => {
  const client = createMeasureClient();
  const result = await client.run(request, { onProgress: (progress) => seen.push(progress) });
  client.dispose();
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
})();

/** A run that lacks its last cases, to be taken up: what comes before them need not be measured anew. */
const without = (whole: Measurement, last: number) =>
  requestToResume({ ...whole, outcome: 'cancelled', cases: whole.cases.slice(0, -last) });

it('describes the adapter', async () => {
  const client = createMeasureClient();
  const described = await client.describeAdapter();
  client.dispose();
  expect(described).toMatchObject({ ok: true, value: { vendor: expect.any(String) as string } });
});

it('measures, verifies and gives a valid record', async () => {
  const measurement = v.parse(measurementSchema, await wholeRun);
  expect(measurement.outcome).toBe('complete');
  expect(
    measurement.cases
      .map(caseRow)
      .map(({ id, outcome, reason }) => ({ id, outcome, reason }))
      .filter(({ outcome }) => outcome !== 'measured'),
  ).toEqual([]);
  expect(measurement.cases.every(isVerified)).toBe(true);
  expect(measurement.roofs.fmaGflops).toBeGreaterThan(0);
  expect(seen.at(-1)).toMatchObject({ phase: 'done', done: measurement.cases.length, total: measurement.cases.length });
});

it('times a dispatch, a round trip and a read of its result, each by itself', async () => {
  const latencies = (await wholeRun).cases.filter(({ kind }) => kind === 'latency');
  expect(latencies.map(({ kernel }) => kernel)).toEqual(['dispatch-latency', 'round-trip-latency', 'map-latency']);
  for (const { outcome, gbps, gflops, verified } of latencies.map(caseRow))
    expect({ outcome, gbps, gflops, verified }).toEqual({
      outcome: 'measured',
      gbps: null,
      gflops: null,
      verified: true,
    });
  const [dispatch, roundTrip, map] = latencies.map(caseRow).map(({ medianMs }) => medianMs ?? NaN);
  // Both contain a dispatch. Neither contains the other: the end of the work and the end of a map are told by different ways.
  expect(roundTrip).toBeGreaterThan(dispatch!);
  expect(map).toBeGreaterThan(dispatch!);
});

it('keeps what was finished when the device is destroyed in the middle, and the next run works', async () => {
  const client = createMeasureClient();
  const lost = await client.run(request, {
    onProgress: ({ done }) => {
      if (done === 4) client.releaseDevice();
    },
  });
  const again = await client.run(without(await wholeRun, 1));
  client.dispose();
  if (!lost.ok || !again.ok) throw new Error('Both runs should give a measurement.');
  const record = v.parse(measurementSchema, lost.value);
  expect(record.outcome).toBe('device-lost');
  expect(record.cases.filter(({ outcome }) => outcome === 'measured').length).toBeGreaterThanOrEqual(4);
  expect(record.cases.slice(-1).map(caseRow)[0]).toMatchObject({
    outcome: 'device-lost',
    medianMs: null,
    gflops: null,
  });
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

it('measures only what a run that broke off lacks, and all sittings are one measurement', async () => {
  const whole = await wholeRun;
  const client = createMeasureClient();
  const abort = new AbortController();
  const begun = await client.run(without(whole, 3), {
    signal: abort.signal,
    onProgress: ({ done, total }) => {
      if (done === total - 2) abort.abort();
    },
  });
  if (!begun.ok) throw new Error(begun.error.message);
  const refused = await client.run(
    requestToResume({ ...begun.value, adapter: { ...begun.value.adapter, device: '?' } }),
  );
  const resumed = await client.run(requestToResume(begun.value));
  client.dispose();
  expect(refused).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('another adapter') as string },
  });
  expect(begun.value.outcome).toBe('cancelled');
  if (!resumed.ok) throw new Error(resumed.error.message);
  const { id, outcome, cases, sittings } = v.parse(measurementSchema, resumed.value);
  expect([id, outcome]).toEqual([whole.id, 'complete']);
  expect(cases.map((measured) => measured.id)).toEqual(whole.cases.map((measured) => measured.id));
  const kept = begun.value.cases.length;
  const samples = (of: typeof cases) => of.filter(isSampled).map(({ samplesMs }) => samplesMs);
  expect(samples(cases.slice(0, kept))).toEqual(samples(begun.value.cases));
  expect(sittings.map(({ firstCase }) => firstCase)).toEqual([0, kept - 1, kept]);
});

it('is handed the winners of an earlier run, and searches for none of them again', async () => {
  const first = await wholeRun;
  const client = createMeasureClient();
  const phases = new Set<string>();
  const products = { ...without(first, request.shapes.length), tuned: first.tuning };
  const again = await client.run(
    { ...products, resume: { ...products.resume, tuning: [] } },
    { onProgress: ({ phase }) => phases.add(phase) },
  );
  client.dispose();
  if (!again.ok) throw new Error(again.error.message);
  expect(first.tuning.length).toBeGreaterThan(0);
  expect(again.value.outcome).toBe('complete');
  expect(phases).toContain('matmul');
  expect(phases).not.toContain('tune');
  expect(again.value.tuning).toEqual(first.tuning.map((tuning) => ({ ...tuning, reused: true })));
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
