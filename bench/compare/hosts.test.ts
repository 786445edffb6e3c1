import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { machineOf } from './hosts.ts';

describe('the machine of a browser server', () => {
  it.each(['ws://localhost:9000/x', 'ws://127.0.0.1:9000/x', 'ws://[::1]:9000/', `ws://${hostname()}:1/`])(
    'is this one at %s',
    (address) => {
      expect(machineOf(address)).toBeNull();
    },
  );

  it.each([
    ['ws://gpu-1.lan:9000/abc', 'gpu-1.lan'],
    ['wss://10.0.0.7/', '10.0.0.7'],
  ])('is named by its address %s', (address, name) => {
    expect(machineOf(address)).toBe(name);
  });
});
