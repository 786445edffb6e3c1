import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkTally } from '../../scripts/tally.ts';
import type { Part } from './part.ts';

/** A square product in two number formats, one of decoding and one with few outputs: each of another class of shapes. */
const CASES = ['512x512x512', '1x4096x4096', '64x64x4096', '512x512x512:f16'];
/** Fewer paired rounds have no 95 % interval. */
const LEAST_ROUNDS = 6;
const ROUNDS = 16;

const partOf = (host: 'chromium' | 'dawn'): Part => ({
  name: `tuner:${host}`,
  title: `The tuner in ${host === 'chromium' ? 'Chromium' : 'Dawn for Node'}`,
  about:
    'bench:kernels: the winner of a search within 5 % of the best of all candidates, in interleaved rounds. Wants a quiet machine. --only takes some products.',
  run: ({ seed, scale, only }) => {
    const cases = only.length === 0 ? CASES : only;
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        join(import.meta.dirname, '../../bench/kernels/main.ts'),
        ...['--host', host],
        ...['--cases', cases.join(',')],
        ...['--rounds', String(Math.max(LEAST_ROUNDS, Math.round(ROUNDS * scale)))],
        ...['--seed', String(seed)],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
    );
    // 1 says that a winner was too slow; anything else that there is no table.
    if (status !== 0 && status !== 1) throw new Error(`bench:kernels ended with exit code ${String(status)}.`);
    return Promise.resolve({ tally: checkTally(status === 0), print: stdout });
  },
});

export const tuner: readonly Part[] = [partOf('chromium'), partOf('dawn')];
