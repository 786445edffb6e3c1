import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GPU_FLAGS, gpuFlags } from './gpu-flags.ts';

describe('flags that reach a GPU', () => {
  it('are those of the system, and none on a Linux machine without a GPU', () => {
    expect(gpuFlags('linux', () => false, undefined)).toEqual([]);
    expect(gpuFlags('linux', () => true, undefined)).toContain('--enable-features=Vulkan');
    expect(gpuFlags('darwin', () => false, undefined)).toEqual(['--enable-webgpu-developer-features']);
    expect(gpuFlags('sunos', () => true, undefined)).toEqual([]);
  });

  it('give way to those of the environment, also to none', () => {
    expect(gpuFlags('linux', () => true, '--use-angle=gl  --x')).toEqual(['--use-angle=gl', '--x']);
    expect(gpuFlags('win32', () => true, '')).toEqual([]);
  });

  it('stand in docs/method.md', () => {
    const text = readFileSync(join(import.meta.dirname, '../docs/method.md'), 'utf8');
    for (const { flags } of GPU_FLAGS) expect(text).toContain(`\`${flags.join(' ')}\``);
  });
});
