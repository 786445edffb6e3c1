import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kernelIds } from '../../src/measure/request.ts';
import { parseOptions } from './options.ts';

const messages = (...args: string[]): string[] => {
  const result = parseOptions(args);
  return result.ok ? [] : result.error.map(({ message }) => message);
};

describe('the arguments of bench:peers', () => {
  it('have defaults that need no argument', () => {
    const result = parseOptions([]);
    expect(result).toMatchObject({
      ok: true,
      value: { peers: ['tfjs', 'ort', 'jax'], sessions: 3, rounds: 5, kernel: 'auto', output: 'table' },
    });
  });

  it('read shapes in the order M×N×K, each once', () => {
    expect(parseOptions(['--shapes', '2048x512x1024,1×4096×4096,2048X512X1024'])).toMatchObject({
      ok: true,
      value: {
        shapes: [
          { m: 2048, n: 512, k: 1024 },
          { m: 1, n: 4096, k: 4096 },
        ],
      },
    });
  });

  it('list every problem at once, by name', () => {
    expect(
      messages('--shapes', '512x512,0x1x1,99999x99999x1', '--peers', 'tjfs', '--rounds', '0', '--sessions', 'x'),
    ).toEqual([
      '--shapes: "512x512" is not a shape; write M×N×K as whole numbers, as in 512x512x512.',
      '--shapes: "0x1x1" has a dimension outside 1 to 65536.',
      '--shapes: "99999x99999x1" has a dimension outside 1 to 65536.',
      '--peers: "tjfs" is not one of tfjs, ort, jax; did you mean "tfjs"?',
      '--sessions: "x" is not a whole number from 1 to 50.',
      '--rounds: "0" is not a whole number from 1 to 200.',
    ]);
  });

  it('refuse a matrix beyond what every adapter can bind', () => {
    expect(messages('--shapes', '8192x8192x8192')).toEqual([
      '--shapes: "8192x8192x8192" has a matrix of 256 MiB, above 128 MiB.',
    ]);
  });

  it('refuse an unknown option and two outputs', () => {
    expect(messages('--shape', '1x1x1')[0]).toContain("Unknown option '--shape'");
    expect(messages('--json', '--markdown')).toEqual(['--json and --markdown exclude each other: give one of them.']);
  });

  it('refuse an unknown kernel and name the nearest', () => {
    const slip = kernelIds[1]!.slice(0, -1);
    expect(messages('--kernel', slip)).toEqual([
      `--kernel: "${slip}" is not a kernel; the nearest one is "${kernelIds[1]}".`,
    ]);
  });

  it('end the command with exit code 2 and one line a problem, before anything is built', () => {
    const command = join(import.meta.dirname, 'main.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, '--rounds', '0', '--seed=-1'], {
      encoding: 'utf8',
    });
    expect(stderr.trim().split('\n')).toEqual([
      '--rounds: "0" is not a whole number from 1 to 200.',
      '--seed: "-1" is not a whole number from 0 to 4294967295.',
    ]);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});
