import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PeersDocument } from './report.ts';

/** Odd dimensions: every library must cope with tails, and ONNX Runtime Web's vector path does not apply. */
test('bench:peers verifies and times every library on a small product', { timeout: 180_000 }, () => {
  const args = ['--shapes', '33x17x55', '--sessions', '1', '--rounds', '2', '--json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const document = JSON.parse(stdout) as PeersDocument;
  expect(document.warnings).toEqual([]);
  const { rows, flop } = document.cases[0]!;
  expect(flop).toBe(2 * 33 * 17 * 55);
  expect(rows.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['ours', 'measured'],
    ['tfjs', 'measured'],
    ['ort', 'measured'],
    ['jax', 'measured'],
  ]);
  for (const { id, maxError, errorBound, samplesMs, gflops, medianMs, ratio } of rows) {
    expect(maxError).toBeLessThanOrEqual(errorBound!);
    expect(samplesMs.flat()).toHaveLength(2);
    expect(gflops! * medianMs!).toBeCloseTo(flop / 1e6, 9);
    expect(ratio === null).toBe(id === 'ours');
  }
});
