import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '../base/random.ts';
import type { Result } from '../base/result.ts';
import { isTimed, type TimedCase } from '../records/cases.ts';
import type { MeasuredCase, Measurement } from '../records/measurement.ts';
import { productFlop, type Product } from '../records/product.ts';
import { adapterFixture, caseFixture, failedFixture, measurementFixture } from '../records/testing/measurement.ts';
import { MOST_LINK_CHARACTERS, packExtract, unpackExtract } from './run-extract.ts';
import { packText, unpackText } from './share-text.ts';

const valueOf = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const F32 = [4, 4] as const;
/** An address that the link begins with. */
const BEFORE = 'https://roofrack.example.org/app/#/measure/shared?result='.length;

const random = createRandom(7);
const drawn = (low: number, high: number): number => low * (high / low) ** random.uniform();

const timed = (facts: Partial<TimedCase> & Pick<TimedCase, 'id' | 'flop' | 'bytes'>): TimedCase => {
  const medianMs = drawn(1e-3, 1e3);
  return {
    ...caseFixture(64),
    medianMs,
    ci95Ms: [medianMs * (1 - drawn(1e-4, 0.3)), medianMs * (1 + drawn(1e-4, 0.9))],
    gflops: facts.flop === 0 ? null : facts.flop / medianMs / 1e6,
    gbps: facts.bytes / medianMs / 1e6,
    ...facts,
  } as TimedCase;
};

const probe = (kind: 'fma' | 'read', id: string, flop: number, bytes: number): TimedCase => {
  const { m: _m, n: _n, k: _k, ...facts } = timed({ id, flop, bytes }) as TimedCase & Product;
  return { ...facts, kind, kernel: kind };
};

const product = (shape: Product, kernel: number): TimedCase => {
  const { m, n, k } = shape;
  return timed({
    ...shape,
    id: `matmul:m=${String(m)};n=${String(n)};k=${String(k)};dtype=f32`,
    kernel: `texture-16x4-wg${String(2 ** kernel)}x1`,
    flop: productFlop(shape),
    bytes: 4 * (m * k + k * n + m * n),
  });
};

/** As many cases as the full suite has on a GPU, of as many sizes. */
const fullRun = (): Measurement => {
  const probes = Array.from({ length: 53 }, (_, i) =>
    i < 33
      ? probe(
          'fma',
          `fma:type=${i % 2 === 0 ? 'scalar' : 'vec4'};chains=${String(1 + (i % 8))};dtype=f32`,
          2 ** 36,
          2 ** 23,
        )
      : probe('read', `read:bytes=268435456${i === 33 ? '' : `;set=${String(2 ** (i - 20))}`};dtype=f32`, 0, 2 ** 28),
  );
  const sizes = [1, 4, 16, 48, 64, 127, 128, 192, 255, 256, 384, 511, 512, 1000, 1024, 1535, 2048, 2560, 4095, 4096];
  const pick = (): number => sizes[random.integer(0, sizes.length - 1)] ?? 1;
  const products = Array.from({ length: 69 }, (_, i) => product({ m: pick(), n: pick(), k: pick() }, i % 9));
  const rates = (kind: string, rate: 'gflops' | 'gbps'): number[] =>
    probes.filter((of) => of.kind === kind && !of.id.includes(';set=')).map((of) => of[rate] ?? 0);
  const roofs = {
    fmaGflops: Math.max(...rates('fma', 'gflops')),
    readGBps: Math.max(...rates('read', 'gbps')),
    writeGBps: 880.12,
    copyGBps: null,
  };
  const description = 'NVIDIA GeForce RTX 4090';
  const name = `full on ${description}`;
  return measurementFixture({ id: crypto.randomUUID(), name, suite: 'full', roofs, cases: [...probes, ...products] });
};

const packed = async (run: Measurement): Promise<string> => {
  const text = await packExtract(run, F32, BEFORE);
  if (text === null) throw new Error('The run does not fit a link.');
  return text;
};

test('a full run fits a link, and its products are what they were to four digits, their intervals no narrower', async () => {
  const run = fullRun();
  const text = await packed(run);
  expect(BEFORE + text.length).toBeLessThanOrEqual(MOST_LINK_CHARACTERS);
  const read = valueOf(await unpackExtract(text));
  const { name, suite, createdAt, outcome } = run;
  expect(read).toMatchObject({ name, suite, createdAt, outcome, id: run.id.slice(0, 8) });
  expect(read.adapter).toMatchObject({ vendor: 'acme', description: 'ACME A1000', software: false, features: [] });
  expect(read.roofs).toMatchObject({ writeGBps: 880.1, copyGBps: null });
  expect(read.roofs.fmaGflops! / run.roofs.fmaGflops!).toBeCloseTo(1, 3);
  expect(read.roofs.readGBps! / run.roofs.readGBps!).toBeCloseTo(1, 3);
  const products = (of: Measurement) => of.cases.filter(isTimed).filter(({ kind }) => kind === 'matmul');
  expect(products(read)).toHaveLength(69);
  for (const [i, was] of products(run).entries()) {
    const is = products(read)[i];
    expect(is).toMatchObject({ id: was.id, kernel: was.kernel, flop: was.flop, bytes: was.bytes, verified: true });
    expect(Math.abs((is?.medianMs ?? NaN) / was.medianMs - 1)).toBeLessThan(1e-4);
    expect(Math.abs((is?.gflops ?? NaN) / (was.gflops ?? NaN) - 1)).toBeLessThan(1e-4);
    expect(is?.ci95Ms[0]).toBeLessThanOrEqual(was.ci95Ms[0] * 1.0001);
    expect(is?.ci95Ms[1]).toBeGreaterThanOrEqual(was.ci95Ms[1] * 0.9999);
    const { fmaGflops, readGBps } = run.roofs;
    const roof = Math.min(fmaGflops!, (was.flop / was.bytes) * readGBps!);
    expect((is?.percentOfRoof ?? NaN) / ((100 * was.gflops!) / roof)).toBeCloseTo(1, 3);
    expect(is?.samplesMs).toEqual([]);
  }
});

test('of a short run every case is there, with outcomes and warnings by name', async () => {
  const drift = { code: 'drift', message: 'The last third of the samples was 20 % slower than the first.' };
  const cases: MeasuredCase[] = [
    probe('read', 'read:bytes=1024;dtype=f32', 0, 1024),
    product({ m: 8, n: 8, k: 8 }, 1),
    { ...product({ m: 16, n: 16, k: 16 }, 1), warnings: [drift] },
    failedFixture(64, 'out-of-memory'),
    failedFixture(96, 'wrong-result'),
    failedFixture(128, 'hidden'),
    { ...product({ m: 32, n: 8, k: 8 }, 2), verified: false },
  ];
  const run = measurementFixture({
    cases,
    adapter: adapterFixture({ software: true }),
    warnings: [{ code: 'shapes-left-out', message: 'Left out as too slow here: 4096×4096×4096.' }],
    outcome: 'cancelled',
  });
  const read = valueOf(await unpackExtract(await packed(run)));
  expect(read.cases.map(({ id, outcome }) => [id, outcome])).toEqual(cases.map(({ id, outcome }) => [id, outcome]));
  expect(read.cases.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
    [],
    [],
    ['drift'],
    [],
    [],
    [],
    [],
  ]);
  expect(read.cases.map((measured) => isTimed(measured) && measured.verified)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(read).toMatchObject({ outcome: 'cancelled', warnings: run.warnings });
  expect(read.adapter.software).toBe(true);
});

test('what does not fit, or what an extract cannot say, goes by file', async () => {
  const many = Array.from({ length: 900 }, (_, i) => product({ m: 100 + i, n: 7 * i + 3, k: 11 * i + 1 }, i % 9));
  expect(await packExtract(measurementFixture({ cases: many }), F32, BEFORE)).toBeNull();
  const batch = { ...product({ m: 8, n: 8, k: 8 }, 1), bytes: 5 };
  expect(await packExtract(measurementFixture({ cases: [batch] }), F32, BEFORE)).toBeNull();
});

test('a link whose columns do not fit each other, or that poses as a run, is refused in words', async () => {
  const extract = JSON.parse(valueOf(await unpackText(await packed(measurementFixture())))) as Record<string, unknown>;
  const refusal = async (change: Record<string, unknown>): Promise<string> => {
    const read = await unpackExtract(await packText(JSON.stringify({ ...extract, ...change })));
    return read.ok ? 'opened' : (read.error[0]?.message ?? '');
  };
  expect(await refusal({})).toBe('opened');
  expect(await refusal({ time: 'AAA' })).toMatch(/columns differ in length/);
  expect(await refusal({ products: [[1], [1, 2], [3]] })).toMatch(/columns differ in length/);
  expect(await refusal({ time: 'AA' })).toMatch(/time/);
  expect(await refusal({ dtype: 'f7' })).toMatch(/dtype/);
  expect(await refusal({ extra: 1 })).toMatch(/extra/);
  expect(await refusal({ name: 7 })).toMatch(/name/);
});

test('whatever its fields hold, a link is opened or refused, never thrown at the reader', async () => {
  const extract = JSON.parse(valueOf(await unpackText(await packed(measurementFixture())))) as Record<string, unknown>;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(extract)), fc.jsonValue(), async (field, value) => {
      const read = await unpackExtract(await packText(JSON.stringify({ ...extract, [field]: value })));
      expect(typeof read.ok).toBe('boolean');
    }),
    { numRuns: 200 },
  );
});
