import { describe, expect, it } from 'vitest';
import type { ContestRequest } from './contest.ts';
import { holdToTheEnd, type Ending } from './endings.ts';
import type { ParticipantId, Standing } from './participant.ts';

const request: ContestRequest = {
  shape: { m: 4, n: 4, k: 4 },
  participants: ['ours', 'tfjs', 'ort', 'jax'],
  rounds: 1,
  seed: 1,
};

const measured = (id: ParticipantId): Standing => ({
  id,
  outcome: 'measured',
  reason: null,
  kernel: null,
  adapter: 'an adapter',
  samplesMs: [1],
  productsPerSample: 1,
  firstProductMs: 1,
  maxError: 0,
  errorBound: 1,
});

/** Attempts end as the script says, one after the other; an attempt beyond it succeeds. */
const scripted = (script: readonly Ending[]) => {
  const attempted: ParticipantId[][] = [];
  const attempt = async ({ participants }: ContestRequest): Promise<Ending> => {
    attempted.push([...participants]);
    return script[attempted.length - 1] ?? { standings: participants.map(measured) };
  };
  return { attempted, attempt };
};

describe('a contest that is cut short', () => {
  it('starts again without whoever hung or crashed, and keeps the order', async () => {
    const { attempted, attempt } = scripted([
      { culprit: 'tfjs', outcome: 'timeout', reason: 'silent' },
      { culprit: 'jax', outcome: 'crashed', reason: 'the page crashed' },
    ]);
    const standings = await holdToTheEnd(request, attempt);
    expect(attempted).toEqual([
      ['ours', 'tfjs', 'ort', 'jax'],
      ['ours', 'ort', 'jax'],
      ['ours', 'ort'],
    ]);
    expect(standings.map(({ id, outcome, reason }) => [id, outcome, reason])).toEqual([
      ['ours', 'measured', null],
      ['tfjs', 'timeout', 'silent'],
      ['ort', 'measured', null],
      ['jax', 'crashed', 'the page crashed'],
    ]);
    expect(standings[1]!.samplesMs).toEqual([]);
  });

  it('gives up where nobody can be blamed', async () => {
    const { attempt } = scripted([{ culprit: null, outcome: 'crashed', reason: 'no page' }]);
    await expect(holdToTheEnd(request, attempt)).rejects.toThrow('no page');
  });
});
