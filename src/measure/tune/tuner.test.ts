import { expect, it } from 'vitest';
import { err, ok } from '../../base/result.ts';
import { failure } from '../device/failure.ts';
import type { DeviceOwner } from '../device/owner.ts';
import type { Workload } from '../kernels/program.ts';
import { Cancelled } from '../device/cancelled.ts';
import { tune, type TunerOptions } from './tuner.ts';

/** An owner that answers for the device: each visit gets the next answer. */
const scripted = (answers: readonly (number | 'lost' | 'timeout')[]): { owner: DeviceOwner; visits: () => number } => {
  let visits = 0;
  let losses = 0;
  const withDevice = async () => {
    const answer = answers[visits++]!;
    if (typeof answer === 'number') return ok({ ms: answer });
    if (answer === 'lost') losses++;
    return err(failure(answer, 'planted'));
  };
  const state = () => ({ generation: losses, recoveries: Math.min(losses, 2), spent: losses > 2 });
  return { owner: { withDevice, state } as unknown as DeviceOwner, visits: () => visits };
};

const contestant = (kernel: string) => ({
  workload: { kernel, flop: 1e6 } as Workload,
  family: kernel,
  complexity: 1,
});
const options = (owner: DeviceOwner, extra: Partial<TunerOptions> = {}): TunerOptions => ({
  owner,
  now: () => 0,
  signal: new AbortController().signal,
  onBeat: () => undefined,
  onCandidate: () => undefined,
  seed: 1,
  budgetMs: 1000,
  caseTimeoutMs: 1000,
  ...extra,
});

it('records a candidate that loses the device and goes on with the others', async () => {
  const { owner } = scripted([10, 'lost', 30, 10, 'timeout']);
  const { winner, log } = await tune(['a', 'killer', 'slow', 'hangs'].map(contestant), options(owner));
  expect(winner).toBe('a');
  expect(log.map(({ kernel, status }) => [kernel, status])).toEqual([
    ['a', 'won'],
    ['killer', 'device-lost'],
    ['slow', 'slow'],
    ['hangs', 'timeout'],
  ]);
});

it('compares each with the leader of the same moment, so that a machine that slows down drops nobody', async () => {
  // The machine is three times slower from the second candidate's look on; both then tie at 30 ms, and the third wins.
  const { owner } = scripted([10, 30, 30, 24, 30]);
  const { log } = await tune(['a', 'b', 'c'].map(contestant), options(owner));
  expect(log.map(({ status }) => status)).not.toContain('slow');
});

it('drops nobody for one bad moment of the leader', async () => {
  // The leader is interrupted beside the second: by that comparison alone it would be three times behind.
  const { owner } = scripted([10, 10.5, 30]);
  const { log } = await tune(['a', 'b'].map(contestant), options(owner));
  expect(log.map(({ status }) => status)).not.toContain('slow');
});

it('leaves a family alone whose likeliest members are far behind', async () => {
  const { owner } = scripted([10, 20, 10, 11, 10, 25, 10]);
  const contestants = ['a1', 'b1', 'b2', 'b3', 'a2'].map((kernel) => ({
    ...contestant(kernel),
    family: kernel.charAt(0),
  }));
  const { log } = await tune(contestants, options(owner));
  expect(log[3]).toMatchObject({ status: 'skipped', reason: 'the likeliest of its family were far behind' });
  expect(log.map(({ status }) => status).filter((status) => status === 'slow')).toHaveLength(2);
});

it('asks nothing more of a device that is gone for good', async () => {
  const { owner, visits } = scripted(['lost', 'lost', 'lost', 10]);
  const { winner, log } = await tune(['a', 'b', 'c', 'd'].map(contestant), options(owner));
  expect(winner).toBeNull();
  expect(visits()).toBe(3);
  expect(log[3]).toMatchObject({ status: 'skipped', reason: 'the device was gone' });
});

it('keeps to its time, and finishes at least one candidate', async () => {
  let clock = 0;
  const { owner, visits } = scripted([10, 10, 10]);
  const { winner, log } = await tune(
    ['a', 'b', 'c'].map(contestant),
    options(owner, { now: () => (clock += 600), budgetMs: 500 }),
  );
  expect([winner, visits()]).toEqual(['a', 1]);
  expect(log.map(({ status }) => status)).toEqual(['won', 'skipped', 'skipped']);
});

it('can be cancelled', async () => {
  const { owner } = scripted([10]);
  await expect(tune([contestant('a')], options(owner, { signal: AbortSignal.abort() }))).rejects.toThrow(Cancelled);
});
