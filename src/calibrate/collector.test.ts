import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { torchCollector } from './collector.ts';
import { designShapes } from './design.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('torchCollector', () => {
  const file = torchCollector();

  it('measures the designed shapes and writes our columns', () => {
    for (const { m, n, k } of designShapes(48)) expect(file).toContain(`(${m}, ${n}, ${k}),`);
    expect(file).toContain('m,n,k,latency_us');
    expect(file).toMatch(/had no GPU to try it on/);
  });

  it('measures a busy GPU, out of the cache, and looks whether it drifted', () => {
    const main = file.slice(file.indexOf('def main'));
    expect(main.indexOf('settle()')).toBeGreaterThan(0);
    expect(main.indexOf('settle()')).toBeLessThan(main.indexOf('for m, n, k in SHAPES'));
    expect(main.indexOf('again {m},{n},{k}')).toBeGreaterThan(main.indexOf('for m, n, k in SHAPES'));
    expect(file).toContain('weights[i % WEIGHT_COPIES]');
  });

  it.skipIf(!hasPython)('is valid Python', () => {
    const checked = spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: file });
    expect(checked.stderr.toString()).toBe('');
    expect(checked.status).toBe(0);
  });
});
