import { describe, expect, it } from 'vitest';
import { createFakeGpu, type FakeGpuOptions } from './fake-gpu.ts';
import { failure, GpuFailureError } from './failure.ts';
import { createDeviceOwner, type DeviceOwner } from './owner.ts';

const setUp = (
  options: FakeGpuOptions = {},
): { owner: DeviceOwner; devices: ReturnType<typeof createFakeGpu>['devices'] } => {
  const { gpu, devices } = createFakeGpu(options);
  return { owner: createDeviceOwner({ gpu, scopeTimeoutMs: 30 }), devices };
};
const forever = (): Promise<never> => new Promise(() => undefined);

describe('the owner of the device', () => {
  it('runs work and hands its value through', async () => {
    const { owner } = setUp();
    expect(await owner.withDevice(({ generation }) => Promise.resolve(generation), 1000)).toEqual({
      ok: true,
      value: 0,
    });
  });

  it.each([
    ['there is no WebGPU', createDeviceOwner({ gpu: undefined })],
    ['there is no adapter', setUp({ noAdapter: true }).owner],
    ['the adapter gives no device', setUp({ requestDeviceFails: true }).owner],
  ])('says unsupported where %s', async (_, owner) => {
    expect(await owner.withDevice(forever, 1000)).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
  });

  it.each(['validation', 'out-of-memory', 'internal'] as const)('names what the %s scope caught', async (kind) => {
    const { owner } = setUp({ scopeError: (filter) => (filter === kind ? 'caught' : null) });
    expect(await owner.withDevice(() => Promise.resolve(1), 1000)).toEqual({
      ok: false,
      error: { kind, message: 'caught' },
    });
  });

  it('keeps the device after a validation error, gives it up after out-of-memory', async () => {
    for (const [kind, devicesAfter] of [
      ['validation', 1],
      ['out-of-memory', 2],
    ] as const) {
      let calls = 0;
      const { owner, devices } = setUp({
        scopeError: (filter) => (filter === kind && calls++ === 0 ? 'caught' : null),
      });
      await owner.withDevice(() => Promise.resolve(1), 1000);
      expect(await owner.withDevice(() => Promise.resolve(2), 1000)).toEqual({ ok: true, value: 2 });
      expect(devices).toHaveLength(devicesAfter);
    }
  });

  it('does not wait for ever for a scope', async () => {
    const { owner } = setUp({ scopesHang: true });
    expect(await owner.withDevice(() => Promise.resolve(1), 10_000)).toMatchObject({
      ok: false,
      error: { kind: 'timeout' },
    });
  });

  it('ends work that hangs, and the next work gets a new device', async () => {
    const { owner, devices } = setUp();
    expect(await owner.withDevice(forever, 20)).toMatchObject({ ok: false, error: { kind: 'timeout' } });
    expect(await owner.withDevice(() => Promise.resolve(1), 1000)).toMatchObject({ ok: true });
    expect(devices).toHaveLength(2);
    expect(owner.state()).toMatchObject({ generation: 1, spent: false });
  });

  it('reports an error outside every scope', async () => {
    const { owner, devices } = setUp();
    await owner.acquire();
    devices[0]!.raise('stray');
    expect(await owner.withDevice(() => Promise.resolve(1), 1000)).toMatchObject({
      ok: false,
      error: { kind: 'validation' },
    });
    expect(await owner.withDevice(() => Promise.resolve(1), 1000)).toMatchObject({ ok: true });
  });

  it('hands a failure of the work through and lets bugs fly', async () => {
    const { owner } = setUp();
    const cause = failure('out-of-memory', 'too large');
    expect(await owner.withDevice(() => Promise.reject(new GpuFailureError(cause)), 1000)).toEqual({
      ok: false,
      error: cause,
    });
    await expect(owner.withDevice(() => Promise.reject(new TypeError('bug')), 1000)).rejects.toThrow('bug');
  });

  it('recovers twice from a loss by itself, then waits to be asked', async () => {
    const { owner, devices } = setUp();
    for (let loss = 0; loss < 3; loss++) {
      const work = owner.withDevice(forever, 1000);
      await owner.acquire();
      devices[loss]!.lose('unknown', 'driver reset');
      expect(await work).toMatchObject({
        ok: false,
        error: { kind: 'lost', message: expect.stringContaining('driver reset') as string },
      });
    }
    expect(owner.state()).toEqual({ generation: 3, recoveries: 2, spent: true });
    expect(await owner.acquire()).toMatchObject({ ok: false, error: { kind: 'lost' } });
    expect(devices).toHaveLength(3);
    owner.reset();
    expect(await owner.acquire()).toMatchObject({ ok: true, value: { generation: 3 } });
  });

  it('does not come back by itself after being destroyed', async () => {
    const { owner, devices } = setUp();
    const work = owner.withDevice(forever, 1000);
    await owner.acquire();
    owner.release();
    expect(await work).toMatchObject({ ok: false, error: { kind: 'lost', message: 'The GPU device was destroyed.' } });
    expect(owner.state().spent).toBe(true);
    expect(devices).toHaveLength(1);
  });

  it('is not confused by the late loss of a device it has given up', async () => {
    const { owner, devices } = setUp();
    await owner.withDevice(forever, 20);
    await owner.acquire();
    devices[0]!.lose('unknown');
    await Promise.resolve();
    expect(await owner.withDevice(() => Promise.resolve(1), 1000)).toMatchObject({ ok: true });
    expect(owner.state().recoveries).toBe(0);
  });

  it('calls a loss a loss even where it first shows as something else', async () => {
    const { owner, devices } = setUp();
    const result = await owner.withDevice(() => {
      devices[0]!.lose('unknown');
      return Promise.reject(new DOMException('map aborted', 'AbortError'));
    }, 1000);
    expect(result).toMatchObject({ ok: false, error: { kind: 'lost' } });
  });
});
