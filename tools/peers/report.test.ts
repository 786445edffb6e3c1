import { describe, expect, it } from 'vitest';
import type { AdapterRecord } from '../../src/records/measurement.ts';
import { failedStanding, type ParticipantId, type Standing } from './participant.ts';
import {
  adapterWarnings,
  PEERS_FORMAT,
  PEERS_VERSION,
  renderMarkdown,
  renderTable,
  summariseCase,
  type PeersDocument,
} from './report.ts';

const shape = { m: 100, n: 200, k: 500 };

const measured = (id: ParticipantId, samplesMs: readonly number[], adapter = 'google swiftshader'): Standing => ({
  id,
  outcome: 'measured',
  reason: null,
  kernel: id === 'ours' ? 'tile-8x8' : null,
  adapter,
  samplesMs,
  productsPerSample: 2,
  firstProductMs: 40,
  maxError: 1e-6,
  errorBound: 1e-5,
});

const adapter: AdapterRecord = {
  vendor: 'google',
  architecture: 'swiftshader',
  device: '',
  description: '',
  software: true,
  features: [],
  limits: {},
  subgroupMinSize: 4,
  subgroupMaxSize: 4,
  subgroupMatrices: [],
};

const ours = measured('ours', [4, 5, 4, 5, 4, 5]);
const jax = measured('jax', [8, 10, 8, 10, 8, 10]);
const lost = failedStanding('ort', 'device-lost', 'the device was lost (unknown): reset');

const documentOf = (...sessions: readonly (readonly Standing[])[]): PeersDocument => {
  const cases = [summariseCase(shape, sessions)];
  return {
    format: PEERS_FORMAT,
    version: PEERS_VERSION,
    createdAt: '2026-11-22T00:00:00.000Z',
    adapter,
    browser: { name: 'Chromium', version: '156.0' },
    versions: { ours: '0.1.0', jax: '0.1.25', ort: '1.30.0' },
    sessions: sessions.length,
    rounds: 6,
    seed: 1,
    cases,
    warnings: adapterWarnings(cases),
  };
};

describe('a case of the comparison', () => {
  it('counts the true work and pairs the rounds', () => {
    const { rows, flop, bytes } = summariseCase(shape, [[ours, jax]]);
    expect(flop).toBe(20_000_000);
    expect(bytes).toBe(4 * (50_000 + 100_000 + 20_000));
    expect(rows[0]).toMatchObject({ medianMs: 4.5, ratio: null });
    expect(rows[0]!.gflops).toBeCloseTo(20 / 4.5, 9);
    expect(rows[0]!.gbps).toBeCloseTo(0.68 / 4.5, 9);
    expect(rows[1]!.ratio?.ratio).toBeCloseTo(2, 9);
    expect(rows[1]!.ratio).toMatchObject({ n: 6, method: 'order-statistics-over-rounds' });
  });

  it('gives a participant that failed in any session a label and no number', () => {
    const { rows } = summariseCase(shape, [
      [ours, measured('ort', [6, 6, 6, 6, 6, 6])],
      [ours, lost],
    ]);
    expect(rows[1]).toMatchObject({
      outcome: 'device-lost',
      reason: 'session 2: the device was lost (unknown): reset',
      medianMs: null,
      gflops: null,
      ratio: null,
      samplesMs: [],
    });
  });

  it('has no ratio where ours failed', () => {
    const { rows } = summariseCase(shape, [[failedStanding('ours', 'wrong-result', 'element (0, 0)'), jax]]);
    expect(rows[1]).toMatchObject({ outcome: 'measured', ratio: null });
    expect(rows[1]!.gflops).not.toBeNull();
  });
});

describe('the printed comparison', () => {
  it('as a table has one line a library, failures labelled', () => {
    expect(renderTable(documentOf([ours, lost, jax]))).toMatchInlineSnapshot(`
      "M×N×K        library                    ms  GFLOP/s  its time / ours
      100x200x500  Roofrack                 4.50     4.44                        tile-8x8
                   ONNX Runtime Web  device-lost                                 session 1: the device was lost (unknown): reset
                   jax-js                   9.00     2.22  2.00× (2.00 to 2.00)

      Adapter: google swiftshader (software); Chromium 156.0; 2026-11-22.
      Versions: Roofrack 0.1.0, jax-js 0.1.25, ONNX Runtime Web 1.30.0.
      f32, plain row-major operands, packing inside our time, every result checked against a float64 oracle; 1 × 6 interleaved rounds.
      Ratios are peer time / our time: the median over 6 paired rounds with its distribution-free interval (coverage 96.9 %)."
    `);
  });

  it('as Markdown has one line a shape', () => {
    expect(renderMarkdown(documentOf([ours, lost, jax], [ours, lost, jax], [ours, lost, jax]))).toMatchInlineSnapshot(`
      "| M×N×K | Roofrack GFLOP/s | ONNX Runtime Web GFLOP/s | ONNX Runtime Web time / ours | jax-js GFLOP/s | jax-js time / ours |
      |---|--:|--:|--:|--:|--:|
      | 100×200×500 | 4.44 | device-lost |  | 2.22 | 2.00× (2.00 to 2.00) |

      Adapter: google swiftshader (software); Chromium 156.0; 2026-11-22.
      Versions: Roofrack 0.1.0, jax-js 0.1.25, ONNX Runtime Web 1.30.0.
      f32, plain row-major operands, packing inside our time, every result checked against a float64 oracle; 3 × 6 interleaved rounds.
      Ratios are peer time / our time: the mean over 3 sessions with its 95 % t-interval."
    `);
  });

  it('says where one round allows no interval', () => {
    const once = documentOf([measured('ours', [4]), measured('jax', [8])]);
    expect(renderTable(once)).toContain('peer time / our time: one round, so no interval.');
  });

  it('warns where the libraries chose different adapters', () => {
    expect(documentOf([ours, jax]).warnings).toEqual([]);
    const elsewhere = documentOf([ours, measured('jax', jax.samplesMs, 'nvidia ada')]);
    expect(renderTable(elsewhere)).toContain('Roofrack on google swiftshader, jax-js on nvidia ada');
  });
});
