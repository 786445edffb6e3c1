import { describe, expect, it } from 'vitest';
import type { Product } from '../../src/records/product.ts';
import { createContests, type ContestHost } from './contest.ts';
import type { Participant, ParticipantId, PreparedProduct } from './participant.ts';

const shape: Product = { m: 3, n: 4, k: 5 };

const multiply = ({ m, n, k }: Product, a: Float32Array, b: Float32Array): Float32Array =>
  Float32Array.from({ length: m * n }, (_, at) => {
    let sum = 0;
    for (let i = 0; i < k; i++) sum += a[Math.floor(at / n) * k + i]! * b[i * n + (at % n)]!;
    return sum;
  });

/** A clock that only moves when a participant works on it. */
const createClock = () => {
  let ms = 0;
  return { nowMs: () => ms, spend: (duration: number) => (ms += duration) };
};

interface Behaviour {
  readonly productMs: number;
  /** Called before the n-th run of a participant, counted from 1 over the whole contest. */
  readonly onRun?: (run: number, device: FakeDevice) => void;
  readonly onPrepare?: () => void;
  readonly spoil?: (result: Float32Array, run: number) => void;
}

class FakeDevice extends EventTarget {
  readonly adapterInfo = { vendor: 'fake', architecture: 'adapter', device: '', description: '' } as GPUAdapterInfo;
  lose!: (message: string) => void;
  readonly lost = new Promise<GPUDeviceLostInfo>((resolve) => {
    this.lose = (message) => {
      resolve({ message, reason: 'unknown' } as GPUDeviceLostInfo);
    };
  });
  fail(error: Error): void {
    this.dispatchEvent(Object.assign(new Event('uncapturederror'), { error }));
  }
}

const fake = (
  clock: ReturnType<typeof createClock>,
  { productMs, onRun, onPrepare, spoil }: Behaviour,
): Participant => {
  const device = new FakeDevice();
  let runs = 0;
  return {
    device: device,
    prepare: async (wanted, a, b): Promise<PreparedProduct> => {
      onPrepare?.();
      return {
        kernel: 'a kernel',
        run: async (times) => {
          runs++;
          onRun?.(runs, device);
          clock.spend(times * productMs);
        },
        read: async () => {
          const result = multiply(wanted, a, b);
          spoil?.(result, runs);
          return result;
        },
        dispose: async () => undefined,
      };
    },
  };
};

const hold = async (behaviours: Partial<Record<ParticipantId, Behaviour>>, seed = 1, rounds = 4) => {
  const clock = createClock();
  const stages: string[] = [];
  const host: ContestHost = {
    nowMs: clock.nowMs,
    atWork: async (id, stage) => {
      stages.push(`${id} ${stage}`);
    },
    open: async (id) => fake(clock, behaviours[id]!),
  };
  const participants = Object.keys(behaviours) as ParticipantId[];
  const standings = await createContests(host)({ shape, participants, rounds, seed });
  return { standings, stages };
};

const usual: Behaviour = { productMs: 30 };

/** Holds a contest in which TF.js misbehaves, and requires that the others do not notice. */
const misbehave = async (behaviour: Behaviour) => {
  const { standings } = await hold({ ours: usual, tfjs: behaviour, jax: usual });
  const [ours, tfjs, jax] = standings;
  expect([ours!.outcome, jax!.outcome]).toEqual(['measured', 'measured']);
  expect([ours!.samplesMs.length, jax!.samplesMs.length]).toEqual([4, 4]);
  expect(tfjs!.samplesMs).toEqual([]);
  return tfjs!;
};

describe('a contest', () => {
  it('gives every participant one sample a round, of several products where they are short', async () => {
    const { standings } = await hold({ ours: { productMs: 30 }, tfjs: { productMs: 250 }, ort: { productMs: 0.01 } });
    expect(standings.map(({ productsPerSample }) => productsPerSample)).toEqual([4, 1, 64]);
    for (const [at, expected] of [30, 250, 0.01].entries()) {
      expect(standings[at]!.samplesMs).toHaveLength(4);
      for (const sampleMs of standings[at]!.samplesMs) expect(sampleMs).toBeCloseTo(expected, 9);
    }
    expect(standings[0]).toMatchObject({ outcome: 'measured', kernel: 'a kernel', adapter: 'fake adapter' });
  });

  it('draws the order of each round from the seed', async () => {
    const rounds = async (seed: number) =>
      (await hold({ ours: usual, tfjs: usual, jax: usual }, seed, 20)).stages.filter((stage) => / round /.test(stage));
    const first = await rounds(1);
    expect(await rounds(1)).toEqual(first);
    expect(await rounds(2)).not.toEqual(first);
    const leaders = first.filter((_, at) => at % 3 === 0).map((stage) => stage.split(' ')[0]);
    expect(new Set(leaders)).toEqual(new Set(['ours', 'tfjs', 'jax']));
    for (let round = 0; round < 20; round++) {
      expect(new Set(first.slice(3 * round, 3 * round + 3))).toEqual(
        new Set(['ours', 'tfjs', 'jax'].map((id) => `${id} round ${round + 1}`)),
      );
    }
  });

  it('labels a result with one wrong element, and names the element', async () => {
    const standing = await misbehave({ ...usual, spoil: (result) => (result[7]! += 1) });
    expect(standing.outcome).toBe('wrong-result');
    expect(standing.reason).toContain('(1, 3)');
  });

  it('labels a result that turns wrong in the last round', async () => {
    const standing = await misbehave({ ...usual, spoil: (result, run) => (run > 6 ? result.fill(0) : null) });
    expect(standing.outcome).toBe('wrong-result');
  });

  it('labels what a library throws', async () => {
    const throwing = (message: string) =>
      misbehave({
        ...usual,
        onPrepare: () => {
          throw new Error(message);
        },
      });
    expect(await throwing('Buffer size exceeds the limit')).toMatchObject({ outcome: 'unsupported' });
    expect(await throwing('Array buffer allocation failed')).toMatchObject({ outcome: 'out-of-memory' });
    expect(await throwing('x is undefined')).toMatchObject({ outcome: 'failed', reason: 'x is undefined' });
  });

  it('labels an error that only the device heard of', async () => {
    const failing = (error: Error) =>
      misbehave({
        ...usual,
        onRun: (run, device) => {
          if (run === 5) device.fail(error);
        },
      });
    class GPUOutOfMemoryError extends Error {}
    expect(await failing(new Error('bind group is invalid'))).toMatchObject({ outcome: 'gpu-error' });
    expect(await failing(new GPUOutOfMemoryError('no room'))).toMatchObject({ outcome: 'out-of-memory' });
  });

  it('labels a device that is lost while it is timed, however fast it then is', async () => {
    const standing = await misbehave({
      ...usual,
      onRun: (run, device) => {
        if (run === 6) device.lose('the driver was reset');
      },
    });
    expect(standing.outcome).toBe('device-lost');
    expect(standing.reason).toContain('the driver was reset');
  });

  it('labels a lost device as such where the library only says that something failed', async () => {
    const standing = await misbehave({
      ...usual,
      onRun: (run, device) => {
        if (run !== 6) return;
        setTimeout(() => {
          device.lose('the GPU process crashed');
        }, 5);
        throw new Error('no buffer');
      },
    });
    expect(standing).toMatchObject({ outcome: 'device-lost' });
  });

  it('labels a clock that does not move', async () => {
    expect((await misbehave({ productMs: 0 })).outcome).toBe('clock-unusable');
  });
});
